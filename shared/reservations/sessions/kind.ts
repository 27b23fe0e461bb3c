import { isObject, type Json } from '../../kernel/json';
import { MAILBOX } from '../../microsoft/model';
import type { Space } from '../../spaces/model';
import { errorCode } from '../../sync/item/outcome';
import type { Kind } from '../../sync/kind';
import { calendarEntry } from '../../sync/recipes/calendar-entry';
import { CALENDARS, eventFields, eventSpan, MARK, partitionOfEvent, readEvent, reservationEvent, type ReservationEvent } from '../kind';
import type { Reservation } from '../model';

export const SESSION_EVENT = 'session-event';

/** Each calendar that a reservation stands in besides the room's has one item, by its place in the list. */
export const sessionKey = (reservation: string, at: number): string => `${reservation}~also-${String(at + 1)}`;

/** The fields of the event that are ours: those of the room's event, and where it takes place. */
type SessionEvent = ReservationEvent & { readonly place: string };

/** The same wish as in the room's calendar, and like it without anything of contact or notes. */
export function sessionEvent(reservation: Reservation, space: Space, template: string): SessionEvent | null {
  const event = reservationEvent(reservation, space, template);
  return event && { ...event, place: `${space.name}, ${space.building.name}` };
}

/** The event in the calendar of a person or a programme. What else stands there is no clash: it is not the room that is there twice. */
export const sessionEventKind: Kind = calendarEntry({
  name: SESSION_EVENT,
  scope: MAILBOX,
  permissions: [CALENDARS],
  words: { target: 'mailbox', remedy: 'create it, or cancel the session and make it anew with the right address' },
  partitionOf: partitionOfEvent,
  mark: { property: MARK, valueOf: ({ key }) => key },
  owned: 'id,subject,start,end,isAllDay,showAs,sensitivity,location',
  span: eventSpan,
  fields: (item) => ({ ...eventFields(item), location: { displayName: placeOf(item.desired.value) } }),
  readEntry: (body, item) => {
    const observed = readEvent(body, item);
    if (!observed || !isObject(observed.value)) return undefined;
    const location = body['location'];
    const place = isObject(location) ? location['displayName'] : undefined;
    return { ...observed, value: { ...observed.value, place: typeof place === 'string' ? place : '' } };
  },
  // The mailbox is there, the calendar in it is not: its other calendars must not wait for that.
  means: ({ status, body }, asked) => {
    if (status !== 404 || errorCode(body) !== 'ErrorItemNotFound') return undefined;
    if (asked.kind === 'look') return asked.how === 'all' ? { kind: 'not-found' } : undefined;
    return asked.change.operation.verb === 'create' ? { kind: 'never', code: errorCode(body), hint: true } : undefined;
  },
});

function placeOf(value: Json): string {
  const place = isObject(value) ? value['place'] : undefined;
  return typeof place === 'string' ? place : '';
}
