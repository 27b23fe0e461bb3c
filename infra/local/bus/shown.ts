import type { EpochMs } from '../../../shared/kernel/clock';
import type { Held } from './message';
import type { Queue } from './queue';

export interface ShownMessage {
  readonly id: string;
  readonly state: 'active' | 'locked' | 'scheduled';
  readonly sequenceNumber: number;
  readonly enqueuedAt: EpochMs;
  readonly deliveryCount: number;
  readonly lockedUntil?: EpochMs;
  readonly body: Held['body'];
  readonly reason?: string;
  readonly description?: string;
}

export interface ShownQueue {
  readonly queue: string;
  readonly counts: { readonly active: number; readonly locked: number; readonly scheduled: number; readonly deadLettered: number };
  readonly messages: readonly ShownMessage[];
  readonly deadLetters: readonly ShownMessage[];
}

export type Peeked = ReturnType<Queue['list']>[number];

export function shown({ state, held, lockedUntil }: Peeked): ShownMessage {
  return {
    id: held.id,
    state,
    sequenceNumber: held.sequenceNumber,
    enqueuedAt: held.enqueuedAt,
    deliveryCount: held.deliveryCount,
    ...(lockedUntil !== undefined && { lockedUntil }),
    body: held.body,
    ...(held.deadLetter?.reason !== undefined && { reason: held.deadLetter.reason }),
    ...(held.deadLetter?.description !== undefined && { description: held.deadLetter.description }),
  };
}
