/** Milliseconds since 1970-01-01T00:00:00Z. Documents and code hold instants in this form; the HTTP edge speaks RFC 3339. */
export type EpochMs = number;

/** Time, ids and chance: everything that would differ between two runs of the same code. */
export interface Clock {
  /** This process's clock. Two processes may disagree by seconds; what they share is judged by the store's clock. */
  now(): EpochMs;
  /** A fresh UUID. */
  id(): string;
  /** Uniform in [0, 1). */
  random(): number;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
