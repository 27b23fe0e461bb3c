import { DAY, HOUR } from './clock';
import type { Interval } from './intervals';
import { addDays, instantOf, type LocalDate } from './zones';

/** How far the walls of the world are behind UTC and ahead of it at most. */
const BEHIND = 12 * HOUR;
const AHEAD = 14 * HOUR;

/**
 * An all-day entry of a calendar is dates, not instants: Exchange shows it from midnight to midnight in UTC, whatever zone it was made in
 * ("event resource type": `isAllDay`). It covers its dates by the clock of the zone, the last one excluded; without a zone, by every clock.
 */
export function datesOnWall({ start, end }: Interval, zone: string | undefined): Interval {
  if (zone === undefined) return { start: start - AHEAD, end: end + BEHIND };
  const first = dateAt(start);
  const next = dateAt(end);
  const until = next > first ? next : addDays(first, 1);
  return { start: instantOf(first, 0, zone), end: instantOf(until, 0, zone) };
}

/**
 * Where an answer does not say whether an entry is all-day: one from midnight to midnight in UTC may be instants or dates, so it covers both.
 * The two readings meet, for no zone is a whole day from UTC.
 */
export function eitherReading(entry: Interval, zone: string): Interval {
  const { start, end } = entry;
  if (end <= start || start % DAY !== 0 || end % DAY !== 0) return { start, end };
  const dates = datesOnWall(entry, zone);
  return { start: Math.min(start, dates.start), end: Math.max(end, dates.end) };
}

/** Where Exchange shows all-day entries that may meet the span: by the clock of a zone they stand hours beside it. */
export const withDates = ({ start, end }: Interval): Interval => ({ start: start - BEHIND, end: end + AHEAD });

const dateAt = (at: number): LocalDate => new Date(at).toISOString().slice(0, 10);
