import { DAY, MINUTE, type EpochMs } from './clock';

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

/** How far the zone's wall is ahead of UTC at that instant, in ms. */
function offsetAt(at: EpochMs, zone: string): number {
  const whole = Math.floor(at / 1000) * 1000;
  const parts = new Map(
    formatOf(zone)
      .formatToParts(whole)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - whole;
}

export function wallTime(at: EpochMs, zone: string): WallTime {
  const shown = at + offsetAt(at, zone);
  const midnight = Math.floor(shown / DAY) * DAY;
  return {
    date: new Date(midnight).toISOString().slice(0, 10),
    minutes: Math.floor((shown - midnight) / MINUTE),
    weekday: ((Math.floor(midnight / DAY) + 3) % 7) + 1,
  };
}

/**
 * The instant at which the wall shows this. A time that a change of clocks leaves out means the same time by the clock before the change
 * (02:30 becomes what is shown as 03:30); one that comes twice means its first coming.
 */
export function instantOf(date: LocalDate, minutes: number, zone: string): EpochMs {
  const shown = Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE;
  const before = offsetAt(shown - DAY, zone);
  const after = offsetAt(shown + DAY, zone);
  const candidates = [...new Set([shown - before, shown - after])].filter((at) => at + offsetAt(at, zone) === shown);
  return candidates.length > 0 ? Math.min(...candidates) : shown - before;
}

export const addDays = (date: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
