import type { Interval } from '../kernel/intervals';
import { isObject, type Json, type JsonObject } from '../kernel/json';
import type { SyncItem } from '../sync/item/item';
import type { Kind, Observed } from '../sync/item/kind';
import { TRANSACTION_PREFIX } from '../sync/item/plan';
import type { Space } from '../spaces/model';
import { holdsTime, type Reservation } from './model';

export const RESERVATION_EVENT = 'reservation-event';
/** Marks an event as ours. One fixed name: each name burns a named property of the mailbox for ever (Graph, open type extensions). */
const MARK = 'String {9d3c8f0a-6c1e-4b57-9a3e-5f2d1c7b8e40} Name InstepItem';
const HEADERS = { Prefer: 'IdType="ImmutableId", outlook.timezone="UTC"' };

/** A reservation has one item a mailbox: its own id for the first, with the space's id behind a tilde for those that it moved to, and a number
 * where the space had another mailbox then. */
export const reservationOf = (key: string): string => key.split('~', 1)[0] ?? key;
export const movedKey = (reservation: string, space: string, nth: number): string =>
  nth === 1 ? `${reservation}~${space}` : `${reservation}~${space}~${String(nth)}`;

/** The fields of the event that are ours. Everything else belongs to whoever works in Outlook. */
export type ReservationEvent = {
  readonly subject: string;
  /** Milliseconds since 1970 UTC: the reservation itself, without buffers. */
  readonly start: number;
  readonly end: number;
  readonly showAs: 'busy';
};

/** The wish for a reservation: a hold until it is approved, then confirmed; null when nothing should stand in the calendar. */
export function reservationEvent(reservation: Reservation, space: Space, template: string): ReservationEvent | null {
  if (!holdsTime(reservation.status)) return null;
  const values: Readonly<Record<string, string>> = {
    '{title}': reservation.title,
    '{space}': space.name,
    '{reference}': reservation.id.slice(-6).toUpperCase(),
  };
  // In one pass: what looks like a token inside a title is somebody's words.
  const subject = template.replace(/\{(?:title|space|reference)\}/g, (token) => values[token] ?? token).trim();
  return {
    subject: reservation.status === 'pending' ? `Hold: ${subject}` : subject,
    start: reservation.startsAt,
    end: reservation.endsAt,
    showAs: 'busy',
  };
}

interface EntryKind {
  readonly name: string;
  /** What of an event is ours, as Graph calls it. */
  readonly owned: string;
  /** The value by which the item's event is recognised in its mailbox. */
  readonly markOf: (item: SyncItem) => string;
  readonly fields: (item: SyncItem) => JsonObject;
  readonly read: (body: Json | undefined) => Observed | undefined;
}

/** An event of ours in a calendar: an appointment without attendees, so that nobody is invited and the mailbox is no organiser. */
export const entryKind = ({ name, owned, markOf, fields: fieldsOf, read }: EntryKind): Kind => ({
  name,
  permission: 'Calendars.ReadWrite',
  create: (item, transactionId) => ({
    method: 'POST',
    path: `${calendar(item)}/events`,
    headers: HEADERS,
    body: {
      ...fieldsOf(item),
      transactionId,
      isReminderOn: false,
      responseRequested: false,
      singleValueExtendedProperties: [{ id: MARK, value: markOf(item) }],
    },
  }),
  update: (item, externalId) => ({ method: 'PATCH', path: event(item, externalId), headers: HEADERS, body: fieldsOf(item) }),
  remove: (item, externalId) => ({ method: 'DELETE', path: event(item, externalId), headers: HEADERS }),
  readOne: (item, externalId) => ({ method: 'GET', path: `${event(item, externalId)}?$select=${owned}`, headers: HEADERS }),
  findOurs: (item) => ({
    method: 'GET',
    path: `${calendar(item)}/events?$filter=${encode(marked(markOf(item)))}&$select=${owned},createdDateTime&$top=50`,
    headers: HEADERS,
  }),
  one: read,
  all: (body) => {
    const found = list(body);
    if (!found) return undefined;
    const byAge = [...found].sort((a, b) => (text(a, 'createdDateTime') < text(b, 'createdDateTime') ? -1 : 1));
    return byAge.flatMap((entry) => {
      const observed = read(entry);
      return observed ? [observed] : [];
    });
  },
});

/** The event in the room's own calendar. */
export const reservationEventKind: Kind = {
  ...entryKind({
    name: RESERVATION_EVENT,
    owned: 'id,subject,start,end,showAs',
    markOf: ({ key }) => reservationOf(key),
    fields: eventFields,
    read: readEvent,
  }),
  span: ({ desired: { value } }) => (isEvent(value) ? { start: value.start, end: value.end } : undefined),
  reread: (target, span) => ({
    method: 'GET',
    path:
      `${mailbox(target)}/calendarView?startDateTime=${iso(span.start)}&endDateTime=${iso(span.end)}` +
      '&$select=id,start,end,showAs,isCancelled,transactionId&$top=500',
    headers: HEADERS,
  }),
  strangers: (body) => list(body)?.flatMap(strangerIn),
};

const encode = (value: string): string => encodeURIComponent(value);
const mailbox = (address: string): string => `/users/${encode(address)}`;
const calendar = ({ target, within }: SyncItem): string =>
  within === undefined ? mailbox(target) : `${mailbox(target)}/calendars/${encode(within)}`;
const event = (item: SyncItem, id: string): string => `${mailbox(item.target)}/events/${encode(id)}`;
const iso = (at: number): string => new Date(at).toISOString();
const marked = (value: string): string => `singleValueExtendedProperties/Any(ep: ep/id eq '${MARK}' and ep/value eq '${value}')`;

export function eventFields({ desired: { value } }: SyncItem): JsonObject {
  if (!isEvent(value)) throw new Error('an absent event has no fields to write');
  return { subject: value.subject, start: graphTime(value.start), end: graphTime(value.end), showAs: value.showAs };
}

/** Graph's dateTimeTimeZone: a local time without offset, and its zone. */
const graphTime = (at: number): { dateTime: string; timeZone: string } => ({ dateTime: iso(at).slice(0, 19), timeZone: 'UTC' });

function isEvent(value: Json): value is ReservationEvent {
  return isObject(value) && typeof value['subject'] === 'string' && typeof value['start'] === 'number' && typeof value['end'] === 'number';
}

const text = (value: JsonObject, name: string): string => {
  const member = value[name];
  return typeof member === 'string' ? member : '';
};

function time(value: Json | undefined): number | undefined {
  if (!isObject(value)) return undefined;
  const at = Date.parse(`${text(value, 'dateTime').slice(0, 19)}Z`);
  return text(value, 'timeZone') === 'UTC' && !Number.isNaN(at) ? at : undefined;
}

/** One page that says that it is not all is no answer: what is missing in it may stand on the next. */
function list(body: Json | undefined): readonly JsonObject[] | undefined {
  if (!isObject(body) || !Array.isArray(body['value']) || '@odata.nextLink' in body) return undefined;
  const entries: readonly Json[] = body['value'];
  return entries.filter(isObject);
}

export function readEvent(body: Json | undefined): Observed | undefined {
  if (!isObject(body)) return undefined;
  const externalId = text(body, 'id');
  const start = time(body['start']);
  const end = time(body['end']);
  if (externalId === '' || start === undefined || end === undefined) return undefined;
  return { externalId, value: { subject: text(body, 'subject'), start, end, showAs: text(body, 'showAs') } };
}

/** Anything that blocks time and does not carry our transaction id is somebody else's (AVL-05: whatever is not free blocks). */
function strangerIn(entry: JsonObject): Interval[] {
  if (text(entry, 'showAs') === 'free' || entry['isCancelled'] === true) return [];
  if (text(entry, 'transactionId').startsWith(TRANSACTION_PREFIX)) return [];
  const start = time(entry['start']);
  const end = time(entry['end']);
  return start === undefined || end === undefined ? [] : [{ start, end }];
}
