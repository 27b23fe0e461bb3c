import type { EpochMs } from './clock';
import type { JsonObject } from './json';

export type Queue = 'nudges';

export interface Message {
  readonly id: string;
  readonly body: JsonObject;
}

/** Throws ExternalFailure (`unavailable`, `unanswered`, `throttled`, `denied`). Repeating is safe: every reader of a queue survives doubles. */
export interface Bus {
  /** Hands the messages over; on return the queue has them. */
  send(queue: Queue, messages: readonly Message[]): Promise<void>;
  /** The message becomes visible at `at`, not earlier. */
  schedule(queue: Queue, message: Message, at: EpochMs): Promise<void>;
}
