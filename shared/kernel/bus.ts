import type { EpochMs } from './clock';
import type { JsonObject } from './json';

export type Queue = 'nudges';

export interface Message {
  readonly id: string;
  readonly body: JsonObject;
}

/** Throws ExternalFailure (`unavailable`, `unanswered`, `throttled`, `denied`). Repeating is safe: every reader of a queue survives doubles. */
export interface Bus {
  /**
   * Hands the messages over; on return the queue has them. After `waitMs` nobody waits any more (`unanswered`) and the sending goes on; absent: the
   * bus's own patience.
   */
  send(queue: Queue, messages: readonly Message[], options?: { readonly waitMs?: number }): Promise<void>;
  /** The message becomes visible at `at`, not earlier. */
  schedule(queue: Queue, message: Message, at: EpochMs): Promise<void>;
}
