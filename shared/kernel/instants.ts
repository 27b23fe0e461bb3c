import type { EpochMs } from './clock';

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.0{1,9})?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** The last second that has a year of four digits in UTC, as every answer is written. */
const LATEST: EpochMs = Date.UTC(9999, 11, 31, 23, 59, 59);

/** An RFC 3339 instant of whole seconds, `2026-03-02T14:00:00+01:00`; undefined for anything else, days that no month has included. */
export function readInstant(text: string): EpochMs | undefined {
  const found = RFC3339.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  const [offsetHours = 0, offsetMinutes = 0] = found.slice(8, 10).map((part) => Number((part as string | undefined) ?? 0)); // absent for Z
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59 || year < 1970) return undefined;
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return undefined;
  const offset = (offsetHours * 60 + offsetMinutes) * 60_000;
  const at = local.getTime() - (found[7] === '-' ? -offset : offset);
  // The year as written may be within what four digits say, and the instant not.
  return at < 0 || at > LATEST ? undefined : at;
}

const FORM = 'must be an RFC 3339 instant in whole seconds, such as 2026-03-02T14:00:00Z or 2026-03-02T15:00:00+01:00';

/** The text but its year is an instant: only the year is out of bounds. 2000 has every day. */
const readsIn2000 = (text: string): boolean => readInstant(text.replace(/^\d{4}/, '2000')) !== undefined;

/** What is wrong with a text that `readInstant` does not read: the rule that it breaks, where it looks like an instant. */
export function instantFault(text: string): string {
  const found = /^(\d{4})-\d\d-\d\d[Tt](\d\d):\d\d:(\d\d)(\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)?$/.exec(text);
  if (!found) return FORM;
  const [year = '', hour, second, fraction = ''] = found.slice(1);
  if (!/(?:[Zz]|[+-]\d\d:\d\d)$/.test(text)) return 'must say how far it is from UTC: end with Z, or with an offset such as +01:00';
  if (/[+-](?:2[4-9]|[3-9]\d):\d\d$|[+-]\d\d:[6-9]\d$/.test(text)) return 'must have an offset between -23:59 and +23:59';
  if (second === '60') return 'must not be a leap second: give the second before or after it';
  if (hour === '24') return 'must be from 00:00:00 to 23:59:59: midnight is 00:00:00 of the next day';
  if (/[1-9]/.test(fraction)) return 'must be in whole seconds';
  if (Number(year) <= 1970 && readsIn2000(text)) return 'must be in 1970 or later';
  if (Number(year) < 1970) return 'must be in 1970 or later';
  if (year === '9999' && readsIn2000(text)) return 'must be in 9999 or earlier, by UTC';
  return 'must be a date and a time that exist';
}

/** The last day that a calendar of this language knows, either way. */
const FURTHEST: EpochMs = 8.64e15;

/** In UTC, `2026-03-02T13:00:00Z`; milliseconds only where there are any. What lies beyond every calendar is written as the last day that it has. */
export const instantText = (at: EpochMs): string =>
  new Date(Math.min(Math.max(at, -FURTHEST), FURTHEST)).toISOString().replace('.000Z', 'Z');
