import type { Cause } from '../kernel/actor';
import type { EpochMs } from '../kernel/clock';
import type { Database, Stored, Write } from '../kernel/database';
import type { LaneId } from '../kernel/ids';
import { mailboxLane } from '../microsoft/model';
import { calendarAddress, type Space } from '../spaces/model';
import { newSyncItem, withNewDesired, syncItemId, type SyncItem } from '../sync/item/item';
import { readItem } from '../sync/item/stored';
import { RESERVATION_EVENT, movedKey, reservationEvent } from './kind';
import { eventKeyOf, type Reservation } from './model';
import { alsoWishes, readAlso } from './sessions/further-calendars';

/** What a change of a reservation wishes of its room calendars. */
export interface Wish {
  readonly writes: readonly Write[];
  readonly lanes: readonly LaneId[];
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
}

/** The items of its events where they are now. Read after the reservation, as what was committed with it is then seen. */
export async function presentItem(database: Database, reservation: Reservation): Promise<Standing> {
  const [item, also] = await Promise.all([
    readItem(database, reservation.pk, syncItemId(RESERVATION_EVENT, eventKeyOf(reservation))),
    readAlso(database, reservation),
  ]);
  return { ...(item.found && { item: item.value }), ...(reservation.alsoIn && { also: also.map(({ value }) => value) }) };
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
  return { ...room, writes: [...room.writes, ...also.writes], lanes: [...room.lanes, ...also.lanes], also: also.items };
}

/**
 * The wish for `after` in the calendar of its space. Where the calendar is another one than before, the event is to be present in the new
 * one first and then absent from the old.
 */
async function roomWish(given: Given, before: Reservation, after: Reservation, space: Space): Promise<Wish> {
  const { database, subjectTemplate, cause, now } = given;
  const read: Read = async (key) => {
    if (key === '') return undefined;
    const item = await readItem(database, before.pk, syncItemId(RESERVATION_EVENT, key));
    return item.found ? item : undefined;
  };
  const value = reservationEvent(after, space, subjectTemplate);
  const target = calendarAddress(space);
  const present = await read(eventKeyOf(before));
  if (present && (value === null || sameAddress(present.value.target, target))) {
    const item = reporting(withNewDesired(present.value, value, cause, now), after);
    return { writes: [replaced(item, present)], lanes: [item.lane], item, eventKey: item.key };
  }
  if (value === null || target === undefined) {
    if (!present) return { writes: [], lanes: [], eventKey: '' };
    const gone = withNewDesired(present.value, null, cause, now);
    return { writes: [replaced(gone, present)], lanes: [gone.lane], eventKey: '' };
  }

  const { key, earlier } = await itemOf(read, after.id, space, target);
  const wished = earlier
    ? withNewDesired(earlier.value, value, cause, now)
    : newSyncItem({ pk: after.pk, kind: RESERVATION_EVENT, key, target, lane: mailboxLane(target), value, cause, now });
  const item = reporting(wished, after);
  const write: Write = earlier ? replaced(item, earlier) : { kind: 'create', document: item };
  if (!present) return { writes: [write], lanes: [item.lane], item, eventKey: key };
  const old: SyncItem = { ...withNewDesired(present.value, null, cause, now), after: { id: item.id, revision: item.desired.revision } };
  return { writes: [write, replaced(old, present)], lanes: [item.lane, old.lane], item, eventKey: key };
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

/** What awaits Exchange is told when its event is in step. */
function reporting({ reports: _earlier, ...item }: SyncItem, { awaits }: Reservation): SyncItem {
  return awaits ? { ...item, reports: true } : item;
}

const sameAddress = (a: string, b: string | undefined): boolean => a.toLowerCase() === b?.toLowerCase();

const replaced = (item: SyncItem, read: Stored<SyncItem>): Write => ({ kind: 'replace', document: item, ifMatch: read.etag });
