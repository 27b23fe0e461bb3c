import type { EpochMs } from '../../../shared/kernel/clock';
import type { Queued } from './message';
import type { Queue } from './queue';

export interface ShownMessage {
  readonly id: string;
  readonly state: 'active' | 'locked' | 'scheduled';
  readonly sequenceNumber: number;
  readonly enqueuedAt: EpochMs;
  readonly deliveryCount: number;
  readonly lockedUntil?: EpochMs;
  readonly body: Queued['body'];
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

export function shown({ state, queued, lockedUntil }: Peeked): ShownMessage {
  return {
    id: queued.id,
    state,
    sequenceNumber: queued.sequenceNumber,
    enqueuedAt: queued.enqueuedAt,
    deliveryCount: queued.deliveryCount,
    ...(lockedUntil !== undefined && { lockedUntil }),
    body: queued.body,
    ...(queued.deadLetter?.reason !== undefined && { reason: queued.deadLetter.reason }),
    ...(queued.deadLetter?.description !== undefined && { description: queued.deadLetter.description }),
  };
}
