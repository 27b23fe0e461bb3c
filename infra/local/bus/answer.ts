import type { FaultEffect } from '../kernel/faults';

/** `condition` is an AMQP error condition as Service Bus words it. */
export type Refusal = { readonly kind: 'refused'; readonly condition: string; readonly description: string };
export type Answer<T> = { readonly kind: 'done'; readonly value: T } | Refusal;

export const done = <T>(value: T): Answer<T> => ({ kind: 'done', value });
export const refused = (condition: string, description: string): Refusal => ({ kind: 'refused', condition, description });
export const lockLost = refused(
  'com.microsoft:message-lock-lost',
  'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.',
);

/** The condition a fault names, or the one that goes with its HTTP status. */
export function refusalOf(effect: FaultEffect & { kind: 'refuse' }): Refusal {
  const conditions: Readonly<Record<number, string>> = {
    401: 'amqp:unauthorized-access',
    403: 'amqp:resource-limit-exceeded',
    408: 'com.microsoft:timeout',
    410: 'com.microsoft:message-lock-lost',
    429: 'com.microsoft:server-busy',
    503: 'com.microsoft:server-busy',
  };
  const condition = effect.code ?? conditions[effect.status] ?? 'amqp:internal-error';
  return refused(condition, `Refused by a fault of the simulated bus (${effect.status}).`);
}
