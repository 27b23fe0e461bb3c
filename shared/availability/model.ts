import type { Interval } from '../kernel/intervals';

/** What the calendar in Microsoft 365 says about times that our own documents give as free. */
export type ExchangeSays = 'free' | 'unavailable' | 'not-asked';

/** What the calendars say that belong to a space, its whole and its parts; `free`: each of them answered. */
export interface LiveTime {
  readonly says: 'free' | 'unavailable';
  /** What stands there, is not ours, and is not taken by our own documents. Of those that answered. */
  readonly busy: readonly Interval[];
}

export interface Stretches {
  /** How long a reservation would be: the wanted length, brought up to the shortest that the space allows. */
  readonly minutes: number;
  /** Each begins at a time at which such a reservation may start, and has room for it with its buffers. */
  readonly free: readonly Interval[];
}
