import type { Bus } from '../../../shared/kernel/bus';
import type { Failure } from '../../../shared/kernel/failure';
import { ExternalFailure } from '../../../shared/kernel/failure';
import type { Travel } from '../kernel/travel';
import type { BusCore } from './core';
import type { Sent } from './message';
import { MAX_MESSAGE_BYTES, sizeOf } from './message';

/** How long the adapter waits too. */
const DEADLINE_MS = 5_000;

/** The Bus port on the core, without a wire: for the simulation and the contract suite. */
export function busPort(core: BusCore, travel: Travel): Bus {
  const handOver = async (queue: string, messages: readonly Sent[], where: string, waitMs = DEADLINE_MS): Promise<void> => {
    const arrival = await travel.carry(() => core.send(queue, messages), Math.min(waitMs, DEADLINE_MS));
    if (arrival.kind === 'unanswered') throw new ExternalFailure(where, { kind: 'unanswered' });
    if (arrival.answer.kind === 'done') return;
    const { condition, description } = arrival.answer;
    const failure = failures[condition];
    if (condition === 'amqp:link:message-size-exceeded') throw new Error(`${where}: ${description}`);
    throw new ExternalFailure(where, failure ?? { kind: 'unavailable' }, { cause: new Error(`${condition}: ${description}`) });
  };

  return {
    send: async (queue, messages, { waitMs } = {}) => {
      for (const batch of batches(messages)) await handOver(queue, batch, 'bus.send', waitMs);
    },
    schedule: (queue, message, at) => handOver(queue, [{ ...message, scheduledAt: at }], 'bus.schedule'),
  };
}

/** What the adapter makes of the same conditions, by way of the SDK's codes. */
const failures: Readonly<Record<string, Failure>> = {
  'com.microsoft:server-busy': { kind: 'throttled' },
  'com.microsoft:timeout': { kind: 'unanswered' },
  'amqp:unauthorized-access': { kind: 'denied', code: 'bus-refused', reason: 'UnauthorizedAccess', who: 'azure-admin' },
  'amqp:not-found': { kind: 'denied', code: 'queue-missing', reason: 'MessagingEntityNotFound', who: 'azure-admin' },
};

/** As many messages a batch as its size allows. */
function batches(messages: readonly Sent[]): readonly (readonly Sent[])[] {
  const made: { size: number; messages: Sent[] }[] = [];
  for (const message of messages) {
    const last = made.at(-1);
    const size = sizeOf(message);
    if (last && last.size + size <= MAX_MESSAGE_BYTES) {
      last.size += size;
      last.messages.push(message);
    } else made.push({ size, messages: [message] });
  }
  return made.map((batch) => batch.messages);
}
