import { DAY, MINUTE, type EpochMs } from '../../kernel/clock';
import { wallTime } from '../../kernel/zones';

/** Rules are read off this many years, from the one before the feed begins: enough to tell the last Sunday of a month from the fourth. */
const YEARS = 9;
/** By zone and first year: making one takes hundreds of looks at the clock. */
const blocks = new Map<string, string | undefined>();
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** One change of clocks, as the clock on the wall showed it before: RFC 5545 gives onsets in that form. */
interface Onset {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly minutes: number;
  readonly weekday: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The zone as a VTIMEZONE with one STANDARD and one DAYLIGHT rule for every year, which is what Outlook reads; lines end with CRLF.
 * Undefined where the years around have no such rule (Morocco in Ramadan, a zone about to change its law): times are then given in UTC.
 */
export function timeZoneBlock(zone: string, from: EpochMs): string | undefined {
  const first = new Date(from).getUTCFullYear() - 1;
  const key = `${zone} ${String(first)}`;
  if (!blocks.has(key)) blocks.set(key, makeBlock(zone, first));
  return blocks.get(key);
}

function makeBlock(zone: string, first: number): string | undefined {
  const years = Array.from({ length: YEARS }, (_, at) => onsetsOf(zone, first + at));
  const parts = years.every((onsets) => onsets.length === 0) ? [fixed(zone, first)] : [rule(years, 0), rule(years, 1)];
  const regular = years.every((onsets) => onsets.length <= 2) && parts.every((part) => part !== undefined);
  return regular ? ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...parts, 'END:VTIMEZONE'].join('\r\n') : undefined;
}

function fixed(zone: string, year: number): string {
  const offset = offsetText(offsetAt(Date.UTC(year, 0, 1), zone));
  return lines('STANDARD', [`DTSTART:${String(year)}0101T000000`, `TZOFFSETFROM:${offset}`, `TZOFFSETTO:${offset}`]);
}

/** The rule that gives the onset of this place in every year; undefined when none does. */
function rule(years: readonly (readonly Onset[])[], place: number): string | undefined {
  const onsets = years.flatMap((year) => year.slice(place, place + 1));
  const [one] = onsets;
  if (!one || onsets.length !== years.length) return undefined;
  const same = onsets.every(
    ({ month, weekday, minutes, from, to }) =>
      month === one.month && weekday === one.weekday && minutes === one.minutes && from === one.from && to === one.to,
  );
  const nth = onsets.every(isLast) ? -1 : onsets.every(({ day }) => weekOf(day) === weekOf(one.day)) ? weekOf(one.day) : undefined;
  const weekday = WEEKDAYS[one.weekday];
  if (!same || nth === undefined || weekday === undefined) return undefined;
  return lines(one.to > one.from ? 'DAYLIGHT' : 'STANDARD', [
    `DTSTART:${String(one.year)}${two(one.month)}${two(one.day)}T${two(Math.floor(one.minutes / 60))}${two(one.minutes % 60)}00`,
    `RRULE:FREQ=YEARLY;BYMONTH=${String(one.month)};BYDAY=${String(nth)}${weekday}`,
    `TZOFFSETFROM:${offsetText(one.from)}`,
    `TZOFFSETTO:${offsetText(one.to)}`,
  ]);
}

const weekOf = (day: number): number => Math.ceil(day / 7);
const isLast = ({ year, month, day }: Onset): boolean => day + 7 > new Date(Date.UTC(year, month, 0)).getUTCDate();

function onsetsOf(zone: string, year: number): Onset[] {
  const onsets: Onset[] = [];
  const end = Date.UTC(year + 1, 0, 1);
  for (let at = Date.UTC(year, 0, 1); at < end; at += 7 * DAY) {
    const next = Math.min(at + 7 * DAY, end);
    const [from, to] = [offsetAt(at, zone), offsetAt(next, zone)];
    if (from !== to) onsets.push(onset(changeBetween(at, next, zone), from, to));
  }
  return onsets;
}

/** The first minute of the new offset. */
function changeBetween(before: EpochMs, after: EpochMs, zone: string): EpochMs {
  const old = offsetAt(before, zone);
  let [low, high] = [before, after];
  while (high - low > MINUTE) {
    const middle = Math.floor((low + high) / 2 / MINUTE) * MINUTE;
    if (offsetAt(middle, zone) === old) low = middle;
    else high = middle;
  }
  return high;
}

function onset(at: EpochMs, from: number, to: number): Onset {
  const wall = new Date(at + from);
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    minutes: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
    weekday: wall.getUTCDay(),
    from,
    to,
  };
}

/** How far the wall is ahead of UTC, in ms; `at` is a whole minute. */
function offsetAt(at: EpochMs, zone: string): number {
  const { date, minutes } = wallTime(at, zone);
  return Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE - at;
}

function offsetText(offset: number): string {
  const minutes = Math.abs(offset) / MINUTE;
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

const two = (value: number): string => String(value).padStart(2, '0');
const lines = (name: string, inside: readonly string[]): string => [`BEGIN:${name}`, ...inside, `END:${name}`].join('\r\n');
