import type { EpochMs } from './clock';

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.0{1,9})?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

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
  return local.getTime() - (found[7] === '-' ? -offset : offset);
}

/** The last day that a calendar of this language knows, either way. */
const FURTHEST: EpochMs = 8.64e15;

/** In UTC, `2026-03-02T13:00:00Z`; milliseconds only where there are any. What lies beyond every calendar is written as the last day that it has. */
export const instantText = (at: EpochMs): string =>
  new Date(Math.min(Math.max(at, -FURTHEST), FURTHEST)).toISOString().replace('.000Z', 'Z');
