import type { EpochMs } from '../kernel/clock';
import { homeLedger, referenceOf, toReservationId } from '../kernel/ids';
import type { Interval } from '../kernel/intervals';
import { isObject, type Json, type JsonObject } from '../kernel/json';
import { MAILBOX } from '../microsoft/model';
import { ledgerPartition, type EventSensitivity, type Space } from '../spaces/model';
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
  /** Ours where the space says which; absent: as people set it. */
  readonly sensitivity?: EventSensitivity;
};

/** Stands for a title that is not to be read in calendars. */
const NO_TITLE = 'Reserved';

/** The wish for a reservation: a hold until it is approved, then confirmed; null when nothing should stand in the calendar. */
export function reservationEvent(reservation: Reservation, space: Space, template: string): ReservationEvent | null {
  if (!holdsTime(reservation.status)) return null;
  const reference = referenceOf(reservation.id);
  const values: Readonly<Record<string, string>> = {
    '{title}': showsTitle(reservation, space)
      ? reservation.title
      : template.includes('{reference}')
        ? NO_TITLE
        : `${NO_TITLE} ${reference}`,
    '{space}': space.name,
    '{reference}': reference,
  };
  // In one pass: what looks like a token inside a title is somebody's words.
  const subject = template.replace(/\{(?:title|space|reference)\}/g, (token) => values[token] ?? token).trim();
  return {
    subject: reservation.status === 'pending' ? `Hold: ${subject}` : subject,
    start: reservation.startsAt,
    end: reservation.endsAt,
    showAs: 'busy',
    ...(space.eventSensitivity && { sensitivity: space.eventSensitivity }),
  };
}

/** A title that a citizen wrote is shown where the space says so; that of the house's own session always. */
const showsTitle = ({ purpose }: Reservation, { eventSubject }: Space): boolean => purpose !== undefined || eventSubject !== 'reference';

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
    owned: 'id,subject,start,end,isAllDay,showAs,sensitivity',
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
  // Somebody may have made it an all-day entry: Exchange takes times for such a one only together with `isAllDay`.
  const { subject, start, end, showAs, sensitivity } = value;
  return { subject, start: graphTime(start), end: graphTime(end), isAllDay: false, showAs, ...(sensitivity && { sensitivity }) };
}

export const eventSpan = ({ desired: { value } }: SyncItem): Interval | undefined =>
  isEvent(value) ? { start: value.start, end: value.end } : undefined;

function isEvent(value: Json): value is ReservationEvent {
  return isObject(value) && typeof value['subject'] === 'string' && typeof value['start'] === 'number' && typeof value['end'] === 'number';
}

export function readEvent(body: JsonObject, { desired }: Pick<SyncItem, 'desired'>): Observed | undefined {
  const externalId = text(body, 'id');
  const start = timeIn(body['start']);
  const end = timeIn(body['end']);
  if (externalId === '' || start === undefined || end === undefined) return undefined;
  // An all-day entry is dates, whatever instants its midnights are: it is never as wished.
  const dates = body['isAllDay'] === true && { isAllDay: true };
  const sensitivity = isEvent(desired.value) && desired.value.sensitivity && { sensitivity: text(body, 'sensitivity') };
  return { externalId, value: { subject: text(body, 'subject'), start, end, ...dates, showAs: text(body, 'showAs'), ...sensitivity } };
}
