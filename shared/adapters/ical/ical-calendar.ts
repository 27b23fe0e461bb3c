import { TZDate } from '@date-fns/tz';
import ical, { ICalCalendarMethod, ICalEventBusyStatus, ICalEventStatus, ICalEventTransparency, type ICalEventData } from 'ical-generator';
import type { Feed, FeedEntry } from '../../feeds/model';
import type { WriteCalendar } from '../../feeds/ports';
import { MINUTE, type EpochMs } from '../../kernel/clock';
import { wallTime } from '../../kernel/zones';
import { timeZoneBlock } from './time-zone';

/** How often calendars are asked to look again. */
const REFRESH_S = 3_600;

const STATUS = {
  tentative: ICalEventStatus.TENTATIVE,
  confirmed: ICalEventStatus.CONFIRMED,
  cancelled: ICalEventStatus.CANCELLED,
} satisfies Record<FeedEntry['status'], ICalEventStatus>;

/** Outlook does not look at STATUS in calendars that it subscribes to: what is off must be readable in words, whatever became of it. */
const OFF = 'Cancelled: ';

/** By ical-generator, which escapes and folds. Times stand in the zone of the space where that zone has a rule, else in UTC. */
export const icalCalendar: WriteCalendar = ({ name, timeZone, url, from, entries }: Feed): string => {
  const zone = timeZoneBlock(timeZone, from);
  const calendar = ical({
    prodId: { company: 'Instep', product: 'Space calendar', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    // The one text that the library takes as it is.
    name: name.replace(/[\\;,]/g, '\\$&'),
    source: url,
    ttl: REFRESH_S,
  });
  // With a zone of its own, the calendar would write DTSTAMP and LAST-MODIFIED in it, which RFC 5545 wants in UTC.
  for (const entry of entries) calendar.createEvent(event(entry, zone === undefined ? undefined : timeZone));
  return `${withZone(calendar.toString(), timeZone, zone)}\r\n`;
};

function event(entry: FeedEntry, zone: string | undefined): ICalEventData {
  const { uid, sequence, changedAt, startsAt, endsAt, summary, location, status } = entry;
  const off = status === 'cancelled';
  const zoned = zone !== undefined && isPlain(startsAt, zone) && isPlain(endsAt, zone) ? zone : undefined;
  const time = (at: EpochMs): Date => (zoned === undefined ? new Date(at) : new TZDate(at, zoned));
  return {
    id: uid,
    sequence,
    stamp: new Date(changedAt),
    lastModified: new Date(changedAt),
    start: time(startsAt),
    end: time(endsAt),
    ...(zoned !== undefined && { timezone: zoned }),
    summary: off ? `${OFF}${summary}` : summary,
    location,
    status: STATUS[status],
    transparency: off ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE,
    busystatus: off ? ICalEventBusyStatus.FREE : ICalEventBusyStatus.BUSY,
  };
}

/** How far clocks are put back anywhere, in ms. */
const PUT_BACK = [30, 60, 120].flatMap((minutes) => [-minutes * MINUTE, minutes * MINUTE]);

/** Whether the clock shows this time once. One that comes twice means its first coming (RFC 5545, 3.3.5), but not to every reader. */
function isPlain(at: EpochMs, zone: string): boolean {
  const shown = wallTime(at, zone);
  return !PUT_BACK.some((shift) => {
    const other = wallTime(at + shift, zone);
    return other.minutes === shown.minutes && other.date === shown.date;
  });
}

/** Properties of the calendar come before its components (RFC 5545, 3.4); the library would write the zone before some of them. */
function withZone(text: string, timeZone: string, zone: string | undefined): string {
  const event = text.indexOf('\r\nBEGIN:VEVENT');
  const at = event === -1 ? text.indexOf('\r\nEND:VCALENDAR') : event;
  return [text.slice(0, at), `\r\nX-WR-TIMEZONE:${timeZone}`, ...(zone === undefined ? [] : [`\r\n${zone}`]), text.slice(at)].join('');
}
