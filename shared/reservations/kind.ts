import type { EpochMs } from '../kernel/clock';
import { homeLedger, toReservationId } from '../kernel/ids';
import type { Interval } from '../kernel/intervals';
import { isObject, type Json, type JsonObject } from '../kernel/json';
import { MAILBOX } from '../microsoft/model';
import { ledgerPartition, type Space } from '../spaces/model';
import type { SyncItem } from '../sync/item/item';
import type { Observed } from '../sync/item/outcome';
import type { Reason } from '../sync/item/reasons';
import type { Kind } from '../sync/kind';
import { calendarEntry, graphTime, timeIn } from '../sync/recipes/calendar-entry';
import { text } from '../sync/recipes/odata';
import { holdsTime, type Reservation } from './model';

export const RESERVATION_EVENT = 'reservation-event';
/** Marks an event as ours. One fixed name: each name burns a named property of the mailbox for ever (Graph, open type extensions). */
export const MARK = 'String {9d3c8f0a-6c1e-4b57-9a3e-5f2d1c7b8e40} Name InstepItem';

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

/** An event lives with its reservation. */
export const partitionOfEvent = (key: string): Promise<string | undefined> => {
  const id = toReservationId(reservationOf(key));
  return Promise.resolve(id && ledgerPartition(homeLedger(id)));
};

export const CALENDARS = 'Calendars.ReadWrite';

/** The event in the room's own calendar. `onSettled` is told of each that is in step and reports. */
export const reservationEventKind = ({ onSettled }: Pick<Kind, 'onSettled'> = {}): Kind =>
  calendarEntry({
    name: RESERVATION_EVENT,
    scope: MAILBOX,
    permissions: [CALENDARS],
    words: { target: 'mailbox', remedy: 'create it, or correct the address on the space' },
    partitionOf: partitionOfEvent,
    mark: { property: MARK, valueOf: ({ key }) => reservationOf(key) },
    owned: 'id,subject,start,end,showAs',
    fields: eventFields,
    readEntry: readEvent,
    span: eventSpan,
    collides: { clash },
    ...(onSettled && { onSettled }),
  });

const clash = (nextTryAt: EpochMs): Reason => ({
  code: 'clash',
  sentence: 'Somebody else has an entry in this room calendar at the same time; one of the two must move.',
  who: 'staff',
  nextTryAt,
});

export function eventFields({ desired: { value } }: SyncItem): JsonObject {
  if (!isEvent(value)) throw new Error('an absent event has no fields to write');
  return { subject: value.subject, start: graphTime(value.start), end: graphTime(value.end), showAs: value.showAs };
}

export const eventSpan = ({ desired: { value } }: SyncItem): Interval | undefined =>
  isEvent(value) ? { start: value.start, end: value.end } : undefined;

function isEvent(value: Json): value is ReservationEvent {
  return isObject(value) && typeof value['subject'] === 'string' && typeof value['start'] === 'number' && typeof value['end'] === 'number';
}

export function readEvent(body: JsonObject): Observed | undefined {
  const externalId = text(body, 'id');
  const start = timeIn(body['start']);
  const end = timeIn(body['end']);
  if (externalId === '' || start === undefined || end === undefined) return undefined;
  return { externalId, value: { subject: text(body, 'subject'), start, end, showAs: text(body, 'showAs') } };
}
