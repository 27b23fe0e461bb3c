import { DAY, MINUTE, SECOND, type EpochMs } from './clock';
import type { Interval } from './intervals';

/** A calendar date, `2026-03-29`. */
export type LocalDate = string;

/** What the clock on the wall shows in a zone. */
export interface WallTime {
  readonly date: LocalDate;
  /** Since local midnight by the clock on the wall, 0 to 1439. */
  readonly minutes: number;
  /** 1 Monday to 7 Sunday (ISO 8601). */
  readonly weekday: number;
}

/** Whether the platform knows a zone of this IANA name, `Europe/Vienna`. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

/** How far the zone's wall is ahead of UTC at that instant, in ms, as the platform tells: slow. */
function lookUp(at: EpochMs, zone: string): number {
  const whole = Math.floor(at / 1000) * 1000;
  const parts = new Map(
    formatOf(zone)
      .formatToParts(whole)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - whole;
}

/** The offsets of one UTC day; `changesAt`: the first instant of the second, infinite where the clock runs steadily. */
interface ZoneDay {
  readonly before: number;
  readonly after: number;
  readonly changesAt: EpochMs;
}

const known = new Map<string, Map<number, ZoneDay>>();
/** Of a zone, about as many days as reservations lie ahead; then it begins anew. */
const MOST_DAYS = 4_096;

function zoneDay(day: number, zone: string): ZoneDay {
  const days = known.get(zone) ?? new Map<number, ZoneDay>();
  if (days.size === 0) known.set(zone, days);
  const found = days.get(day);
  if (found) return found;
  const before = days.get(day - 1)?.after ?? lookUp(day * DAY, zone);
  const after = days.get(day + 1)?.before ?? lookUp((day + 1) * DAY, zone);
  // No zone changes its clocks twice within a day.
  const fresh = { before, after, changesAt: before === after ? Number.POSITIVE_INFINITY : changeWithin(day, before, zone) };
  if (days.size >= MOST_DAYS) days.clear();
  days.set(day, fresh);
  return fresh;
}

function changeWithin(day: number, before: number, zone: string): EpochMs {
  let [low, high] = [day * DAY, (day + 1) * DAY];
  while (high - low > SECOND) {
    const middle = Math.floor((low + high) / 2 / SECOND) * SECOND;
    if (lookUp(middle, zone) === before) low = middle;
    else high = middle;
  }
  return high;
}

function offsetAt(at: EpochMs, zone: string): number {
  const { before, after, changesAt } = zoneDay(Math.floor(at / DAY), zone);
  return at < changesAt ? before : after;
}

/** Around `at` and at least a day to either side, the span in which the zone's clock is not changed: from a change, and until before the next. */
export function steadyAround(at: EpochMs, zone: string): Interval {
  const day = Math.floor(at / DAY);
  const changes = [day - 1, day, day + 1].map((one) => zoneDay(one, zone).changesAt).filter(Number.isFinite);
  return {
    start: Math.max((day - 1) * DAY, ...changes.filter((change) => change <= at)),
    end: Math.min((day + 2) * DAY, ...changes.filter((change) => change > at)),
  };
}

const dates = new Map<EpochMs, LocalDate>();
const midnights = new Map<LocalDate, EpochMs>();

/** The date of a midnight in UTC. Dates are remembered both ways: writing and reading them takes longer than everything else here. */
function dateOf(midnight: EpochMs): LocalDate {
  const found = dates.get(midnight);
  if (found !== undefined) return found;
  if (dates.size >= MOST_DAYS) dates.clear();
  const fresh = new Date(midnight).toISOString().slice(0, 10);
  dates.set(midnight, fresh);
  return fresh;
}

function midnightOf(date: LocalDate): EpochMs {
  const found = midnights.get(date);
  if (found !== undefined) return found;
  if (midnights.size >= MOST_DAYS) midnights.clear();
  const fresh = Date.parse(`${date}T00:00:00Z`);
  midnights.set(date, fresh);
  return fresh;
}

/** 1 Monday to 7 Sunday (ISO 8601). */
export const weekdayOf = (date: LocalDate): number => isoWeekday(midnightOf(date));
const isoWeekday = (midnight: EpochMs): number => ((Math.floor(midnight / DAY) + 3) % 7) + 1;

export function wallTime(at: EpochMs, zone: string): WallTime {
  const shown = at + offsetAt(at, zone);
  const midnight = Math.floor(shown / DAY) * DAY;
  return {
    date: dateOf(midnight),
    minutes: Math.floor((shown - midnight) / MINUTE),
    weekday: isoWeekday(midnight),
  };
}

/** The instant by the clock of the zone, with its offset (RFC 3339): `2026-03-29T10:00:00+01:00`. */
export function zonedText(at: EpochMs, zone: string): string {
  const offset = offsetAt(at, zone);
  const minutes = Math.round(Math.abs(offset) / MINUTE);
  const two = (part: number): string => String(part).padStart(2, '0');
  const shown = new Date(at + offset).toISOString().slice(0, 19);
  return `${shown}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/**
 * The instant at which the wall shows this. A time that a change of clocks leaves out means the same time by the clock before the change
 * (02:30 becomes what is shown as 03:30); one that comes twice means its first coming.
 */
export function instantOf(date: LocalDate, minutes: number, zone: string): EpochMs {
  const shown = midnightOf(date) + minutes * MINUTE;
  const before = offsetAt(shown - DAY, zone);
  const after = offsetAt(shown + DAY, zone);
  const candidates = [shown - Math.max(before, after), shown - Math.min(before, after)];
  return candidates.find((at) => at + offsetAt(at, zone) === shown) ?? shown - before;
}

export const addDays = (date: LocalDate, days: number): LocalDate => dateOf(midnightOf(date) + days * DAY);
