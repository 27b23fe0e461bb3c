import { isObject, type Json } from '../../kernel/json';
import type { Kind } from '../../sync/item/kind';
import type { Space } from '../../spaces/model';
import { entryKind, eventFields, readEvent, reservationEvent, type ReservationEvent } from '../kind';
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
export const sessionEventKind: Kind = {
  ...entryKind({
    name: SESSION_EVENT,
    owned: 'id,subject,start,end,showAs,location',
    markOf: ({ key }) => key,
    fields: (item) => ({ ...eventFields(item), location: { displayName: placeOf(item.desired.value) } }),
    read: (body) => {
      const observed = readEvent(body);
      if (!observed || !isObject(body) || !isObject(observed.value)) return undefined;
      const location = body['location'];
      const place = isObject(location) ? location['displayName'] : undefined;
      return { ...observed, value: { ...observed.value, place: typeof place === 'string' ? place : '' } };
    },
  }),
  mailboxRemedy: 'cancel the session and make it anew with the right address',
  // The mailbox is there, the calendar in it is not: its other calendars must not wait for that.
  refusal: (verb, status, code) =>
    (verb === 'create' || verb === 'find') && status === 404 && code === 'ErrorItemNotFound' ? 'never' : undefined,
};

function placeOf(value: Json): string {
  const place = isObject(value) ? value['place'] : undefined;
  return typeof place === 'string' ? place : '';
}
