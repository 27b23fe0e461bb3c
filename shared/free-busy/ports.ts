import type { Interval } from '../kernel/intervals';

/**
 * What Exchange says of one mailbox: every entry that is not free, one by one; or nothing that could be relied on. It does not say which of
 * them are all-day: whoever knows the zone of the mailbox reads them by `eitherReading` (shared/kernel/all-day.ts).
 */
export type ScheduleAnswer = { readonly kind: 'read'; readonly busy: readonly Interval[] } | { readonly kind: 'unavailable' };

/**
 * Asks Exchange what stands in several mailboxes during a time, dates by the clock of any zone included. Addresses in lower case; each has its answer, and one that fails does not
 * spoil the others. `anew`: no answer to an earlier question is good enough. Never throws for an outside cause, never takes longer than its budget. The answer may lag behind the calendar by a
 * minute, so it is no lock.
 */
export type ReadSchedules = (
  addresses: readonly string[],
  span: Interval,
  how?: { readonly anew: boolean },
) => Promise<ReadonlyMap<string, ScheduleAnswer>>;
