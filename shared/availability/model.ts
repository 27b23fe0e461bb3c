import type { Interval } from '../kernel/intervals';

/** What the calendar in Microsoft 365 says about times that our own documents give as free. */
export type ExchangeSays = 'free' | 'unavailable' | 'not-asked';

/** What was read of a calendar in Microsoft 365. */
export type LiveTime = { readonly kind: 'read'; readonly busy: readonly Interval[] } | { readonly kind: 'unavailable' };

export interface Stretches {
  /** How long a reservation would be: the wanted length, brought up to the shortest that the space allows. */
  readonly minutes: number;
  /** Each begins at a time at which such a reservation may start, and has room for it with its buffers. */
  readonly free: readonly Interval[];
}
