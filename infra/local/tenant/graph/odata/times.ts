import type { EpochMs } from '../../../../../shared/kernel/clock';
import { Refusal } from '../refusal';
import { ianaOf } from './windows-zones';

const LOCAL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?$/;
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The instant of a `dateTimeTimeZone`: a wall time without offset, and UTC, an IANA zone or a zone of Windows, in any case of letters; any
 * other name is refused as Graph refuses it.
 */
export function instantOf(dateTime: string, zone: string): EpochMs {
  const wall = wallTime(dateTime);
  if (isUtc(zone)) return wall;
  const first = wall - offsetAt(wall, zone);
  return wall - offsetAt(first, zone);
}

/** Wall time with the seven fraction digits of Graph's answers. */
export function wallTimeIn(at: EpochMs, zone: string): string {
  const shifted = isUtc(zone) ? at : at + offsetAt(at, zone);
  return `${new Date(shifted).toISOString().slice(0, 23)}0000`;
}

/** An instant in a query option: RFC 3339, where a missing offset means UTC. */
export function queryInstant(text: string): EpochMs | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/i.test(text)) return undefined;
  const zoned = /(Z|[+-]\d\d:\d\d)$/i.test(text) && text.includes('T');
  const at = Date.parse(zoned ? text : text.includes('T') ? `${text}Z` : text);
  return Number.isNaN(at) ? undefined : at;
}

export function isMidnight(dateTime: string): boolean {
  return /T00:00(:00(\.0+)?)?$/.test(dateTime);
}

function wallTime(dateTime: string): EpochMs {
  const parts = LOCAL.exec(dateTime);
  if (!parts)
    throw new Refusal(400, 'ErrorPropertyValidationFailure', `At least one property failed validation: '${dateTime}' is no date and time.`);
  const [, year, month, day, hour, minute, second = '0', fraction = '0'] = parts.map((part) => part as string | undefined); // groups may be absent
  const at = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Number(`0.${fraction}`) * 1_000,
  );
  if (new Date(at).toISOString().slice(0, 10) !== dateTime.slice(0, 10) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    throw new Refusal(
      400,
      'ErrorPropertyValidationFailure',
      `At least one property failed validation: '${dateTime}' is not in the calendar.`,
    );
  return at;
}

const isUtc = (zone: string): boolean => zone === 'UTC' || zone === 'Etc/UTC' || zone === 'Etc/GMT' || zone.toLowerCase() === 'utc';

function offsetAt(at: EpochMs, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  const wall = Date.UTC(
    Number(parts['year']),
    Number(parts['month']) - 1,
    Number(parts['day']),
    Number(parts['hour']),
    Number(parts['minute']),
    Number(parts['second']),
  );
  return wall - Math.floor(at / 1_000) * 1_000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  try {
    const made = new Intl.DateTimeFormat('en-US', {
      timeZone: ianaOf(zone),
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, made);
    return made;
  } catch {
    throw new Refusal(
      400,
      'TimeZoneNotSupportedException',
      `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${zone}'.`,
    );
  }
}

/** Refuses a zone that instants could not be told in. */
export function checkZone(zone: string): string {
  if (!isUtc(zone)) formatOf(zone);
  return isUtc(zone) ? 'UTC' : zone;
}
