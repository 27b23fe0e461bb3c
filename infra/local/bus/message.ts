import type { EpochMs } from '../../../shared/kernel/clock';
import type { Json } from '../../../shared/kernel/json';

/** What a sender hands over. */
export interface Sent {
  /** Absent: the bus invents one, as the service does. */
  readonly id?: string;
  /** For people and for receivers in the same process. */
  readonly body: Json;
  /** The whole AMQP message as it came over the wire; a message sent in the same process has none. */
  readonly encoded?: Uint8Array;
  readonly timeToLiveMs?: number;
  /** Not visible before; an instant that has passed means at once. */
  readonly scheduledAt?: EpochMs;
}

/** Properties that a receiver set while it abandoned or dead-lettered; they go over those of the sender. */
export type Properties = Readonly<Record<string, string | number | boolean>>;

export interface DeadLetter {
  readonly reason?: string;
  readonly description?: string;
}

export interface Queued {
  readonly id: string;
  readonly body: Json;
  readonly encoded?: Uint8Array;
  /** Grows over the queue's life; a scheduled message gets a new one when it becomes active. */
  readonly sequenceNumber: number;
  /** When it was, or for a scheduled message will be, visible for the first time. */
  readonly enqueuedAt: EpochMs;
  readonly expiresAt: EpochMs;
  /** Deliveries that failed before: 0 at the first (the AMQP header; .NET shows one more). */
  readonly deliveryCount: number;
  readonly properties: Properties;
  readonly deadLetter?: DeadLetter;
}

/** A message in the hands of a receiver. The lock is of the message, not of the connection: it ends when it is settled or its time is up. */
export interface Locked extends Queued {
  /** A GUID. */
  readonly lockToken: string;
  readonly lockedUntil: EpochMs;
}

/** The size of a batch or of one message, standard tier. */
export const MAX_MESSAGE_BYTES = 256 * 1024;

/** Bytes that a message takes; without a wire, its JSON and an allowance for the properties. */
export const sizeOf = (message: Sent): number =>
  message.encoded?.length ?? Buffer.byteLength(JSON.stringify({ id: message.id, body: message.body })) + 100;

/** Flat values of an AMQP map; anything else in it is left out. */
export function propertiesOf(map: unknown): Properties {
  if (typeof map !== 'object' || map === null) return {};
  return Object.fromEntries(
    Object.entries(map).filter(
      (entry): entry is [string, string | number | boolean] =>
        typeof entry[1] === 'string' || typeof entry[1] === 'number' || typeof entry[1] === 'boolean',
    ),
  );
}
