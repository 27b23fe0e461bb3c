import type { Interval } from '../kernel/intervals';

/** What the calendar in Microsoft 365 says about times that our own documents give as free. */
export type ExchangeSays = 'free' | 'unavailable' | 'not-asked';

/** What the calendars say that belong to a space, its whole and its parts; `free`: each of them answered. */
export interface LiveTime {
  readonly says: 'free' | 'unavailable';
  /** What stands there, is not ours, and is not taken by our own documents. Of those that answered. */
  readonly busy: readonly Interval[];
}

/** Time that no reservation may take, whatever is taken, and why: the code of the refusal, with the rule where it is one. */
export interface Closed extends Interval {
  readonly because:
    | { readonly code: 'space-closed' | 'not-reservable' | 'slot-in-the-past' }
    | { readonly code: 'rule-broken'; readonly rule: string; readonly bound: string };
}

/** Each instant of a span is one of these. */
export interface SpaceTimes {
  /** Taken, or too near to what is taken for the buffers of another reservation. */
  readonly busy: readonly Interval[];
  readonly free: readonly Interval[];
  readonly closed: readonly Closed[];
}

export interface Stretches {
  /** How long a reservation would be: the wanted length, brought up to the shortest that the space allows. */
  readonly minutes: number;
  /** Each begins at a time at which such a reservation may start, and has room for it with its buffers. */
  readonly free: readonly Interval[];
}
