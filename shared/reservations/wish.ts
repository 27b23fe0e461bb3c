import type { Cause } from '../kernel/actor';
import type { EpochMs } from '../kernel/clock';
import type { Database, Stored } from '../kernel/database';
import { mailboxLane } from '../microsoft/model';
import { calendarAddress, type Space } from '../spaces/model';
import { leaveAfter, wishFrom, type Desire, type Wished } from '../sync/desire';
import { syncItemId, type SyncItem } from '../sync/item/item';
import { readItem } from '../sync/item/stored';
import { RESERVATION_EVENT, movedKey, reservationEvent } from './kind';
import { eventKeyOf, formerEventKeys, type Reservation } from './model';
import { alsoWishes, readAlso } from './sessions/further-calendars';

/** What a change of a reservation wishes of its room calendars. */
export interface Wish {
  readonly wishes: readonly Wished[];
  /** Of the present event, as it will stand. */
  readonly item?: SyncItem;
  /** Of the other calendars that it stands in. */
  readonly also?: readonly SyncItem[];
  readonly eventKey: string;
}

/** Where a reservation stands in Microsoft: in the calendar of its space, if that has one, and in the others that were asked for. */
export interface Standing {
  readonly item?: SyncItem;
  readonly also?: readonly SyncItem[];
  /** In the calendars of spaces that it has left. */
  readonly former?: readonly SyncItem[];
}

/** The items of its events where they are now, and where they were. Read after the reservation, as what was committed with it is then seen. */
export async function presentItem(database: Database, reservation: Reservation): Promise<Standing> {
  const [item, also, former] = await Promise.all([
    readItem(database, reservation.pk, syncItemId(RESERVATION_EVENT, eventKeyOf(reservation))),
    readAlso(database, reservation),
    Promise.all(formerEventKeys(reservation).map((key) => readItem(database, reservation.pk, syncItemId(RESERVATION_EVENT, key)))),
  ]);
  const left = former.flatMap((read) => (read.found ? [read.value] : []));
  return {
    ...(item.found && { item: item.value }),
    ...(reservation.alsoIn && { also: also.map(({ value }) => value) }),
    ...(left.length > 0 && { former: left }),
  };
}

interface Given {
  readonly database: Database;
  readonly subjectTemplate: string;
  readonly cause: Cause;
  readonly now: EpochMs;
}

/** The wish for `after` in every calendar that it stands in. Read after the reservation, so that what was committed with it is seen. */
export async function wishFor(given: Given, before: Reservation, after: Reservation, space: Space): Promise<Wish> {
  const room = await roomWish(given, before, after, space);
  if (!after.alsoIn) return room;
  const also = await alsoWishes(given.database, after, space, given);
  return { ...room, wishes: [...room.wishes, ...also], also: also.map(({ item }) => item) };
}

/** The first wish for the calendar of its space; undefined: the space has none. */
export const roomNew = (given: Omit<Given, 'database'>, reservation: Reservation, space: Space): Wished | undefined =>
  wishFrom(undefined, roomDesire(given, reservation, space, reservation.id));

const roomDesire = (
  { subjectTemplate, cause, now }: Omit<Given, 'database'>,
  reservation: Reservation,
  space: Space,
  key: string,
): Desire => {
  const target = calendarAddress(space);
  return {
    ...{ pk: reservation.pk, kind: RESERVATION_EVENT, key, value: reservationEvent(reservation, space, subjectTemplate), cause, now },
    at: target === undefined ? undefined : { target, lane: mailboxLane(target), zone: space.timeZone },
    // What awaits Exchange is told when its event is in step.
    reports: reservation.awaits && true,
    // A change is a reason to try again, whatever became of the last wish.
    stands: () => false,
  };
};

/**
 * The wish for `after` in the calendar of its space. Where the calendar is another one than before, the event is to be present in the new
 * one first and then absent from the old.
 */
async function roomWish(given: Given, before: Reservation, after: Reservation, space: Space): Promise<Wish> {
  const { database, cause, now } = given;
  const read: Read = async (key) => {
    if (key === '') return undefined;
    const item = await readItem(database, before.pk, syncItemId(RESERVATION_EVENT, key));
    return item.found ? item : undefined;
  };
  const target = calendarAddress(space);
  const present = await read(eventKeyOf(before));
  const wanted = (key: string): Desire => roomDesire(given, after, space, key);
  const { value } = wanted('');
  if (present && (value === null || sameAddress(present.value.target, target))) {
    const stays = wishFrom(present, wanted(present.value.key));
    return { wishes: [stays], item: stays.item, eventKey: stays.item.key };
  }
  if (value === null || target === undefined)
    return { wishes: present ? [wishFrom(present, { ...wanted(present.value.key), value: null })] : [], eventKey: '' };

  const { key, earlier } = await itemOf(read, after.id, space, target);
  const there = wishFrom(earlier, wanted(key));
  const old = there && present ? [leaveAfter(present, there, cause, now)] : [];
  return { wishes: [...(there ? [there] : []), ...old], ...(there && { item: there.item }), eventKey: key };
}

type Read = (key: string) => Promise<Stored<SyncItem> | undefined>;

/** The reservation's item for a mailbox, as it is or as it is to be. An item keeps its mailbox for ever; a space may be given another one. */
async function itemOf(
  read: Read,
  id: string,
  space: Space,
  target: string,
): Promise<{ key: string; earlier: Stored<SyncItem> | undefined }> {
  let key = id;
  for (let nth = 1; ; nth += 1) {
    const earlier = await read(key);
    if (!earlier || sameAddress(earlier.value.target, target)) return { key, earlier };
    key = movedKey(id, space.id, nth);
  }
}

const sameAddress = (a: string, b: string | undefined): boolean => a.toLowerCase() === b?.toLowerCase();
