import { DAY } from '../kernel/clock';
import { isObject, type Json, type JsonObject } from '../kernel/json';
import { MAILBOX } from '../microsoft/model';
import type { SyncItem } from '../sync/item/item';
import type { Observed } from '../sync/item/outcome';
import type { Kind } from '../sync/kind';
import { calendarEntry, timeIn } from '../sync/recipes/calendar-entry';
import { text } from '../sync/recipes/odata';
import { noticePartition, type NoticeEvent } from './model';

export const NOTICE_EVENT = 'notice-event';
/** Marks an event as ours. One fixed name: each name burns a named property of the mailbox for ever (Graph, open type extensions). */
const MARK = 'String {9d3c8f0a-6c1e-4b57-9a3e-5f2d1c7b8e40} Name InstepNotice';

/** A notice as one all-day event. Whatever else stands on that day is no clash. */
export const noticeKind: Kind = calendarEntry({
  name: NOTICE_EVENT,
  scope: MAILBOX,
  permission: 'Calendars.ReadWrite',
  words: { target: 'mailbox', remedy: 'correct the address of the notice' },
  partitionOf: (key) => Promise.resolve(noticePartition(key)),
  mark: { property: MARK, valueOf: ({ key }) => key },
  owned: 'id,subject,start,end,isAllDay',
  fields,
  readEntry: read,
});

/** An all-day event begins and ends at midnight of one zone, and ends on the next day (Graph, event resource). */
function fields({ desired: { value } }: SyncItem): JsonObject {
  if (!isNotice(value)) throw new Error('an absent notice has no fields to write');
  const midnight = (date: string): JsonObject => ({ dateTime: `${date}T00:00:00`, timeZone: 'UTC' });
  return { subject: value.text, isAllDay: true, showAs: 'free', start: midnight(value.date), end: midnight(dayAfter(value.date)) };
}

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const dayAfter = (date: string): string => dateOf(Date.parse(date) + DAY);

const isNotice = (value: Json): value is NoticeEvent =>
  isObject(value) && typeof value['date'] === 'string' && typeof value['text'] === 'string';

/** An event that is not one whole day is no notice as we wrote it: its date is left out, so that it is written again. */
function read(entry: JsonObject): Observed | undefined {
  const externalId = text(entry, 'id');
  const start = timeIn(entry['start']);
  const end = timeIn(entry['end']);
  if (externalId === '' || start === undefined || end === undefined) return undefined;
  const whole = entry['isAllDay'] === true && end - start === DAY;
  return { externalId, value: { text: text(entry, 'subject'), date: whole ? dateOf(start) : '' } };
}
