import { overlaps, type Interval } from '../../../../shared/kernel/intervals';
import { addDays, instantOf, wallTime, type LocalDate } from '../../../../shared/kernel/zones';
import type { Snapshot, SnapshotEvent } from '../../tenant/snapshot';
import {
  addressOf,
  documentsOf,
  eventItems,
  holdsTime,
  homeZone,
  type Documents,
  type Reservation,
  type Space,
} from '../overview/documents';
import { waitsOf } from '../overview/waits';
import type { Viewed } from '../viewed';
import { axisOf, type Axis } from './axis';
import { barsOf, type PlanBar, type RoomFacts } from './bars';
import { openOn } from './open-hours';

interface Span {
  readonly start: string;
  readonly end: string;
}

interface PlanRoom {
  readonly name: string;
  readonly address: string;
  /** Absent: no space of Instep uses this mailbox. */
  readonly space?: { readonly id: string; readonly bookable: boolean; readonly stepMinutes: number };
  readonly open: readonly Span[];
  /** Kept free: time for setting up and cleaning, and what a whole and its parts take from each other. */
  readonly kept: readonly (Span & { readonly because: string })[];
  readonly bars: readonly PlanBar[];
}

type Box = Snapshot['mailboxes'][number];

const textual = ({ start, end }: Interval): Span => ({ start: new Date(start).toISOString(), end: new Date(end).toISOString() });

/** One day of all rooms, each in its own zone: `GET /_instep/day?date=2026-03-03`. Without a date: today. */
export function dayPlanOf(cloud: Viewed, wanted: LocalDate | undefined) {
  const now = cloud.now();
  const documents = documentsOf(cloud.cores.database);
  const home = homeZone(documents.spaces);
  const today = wallTime(now, home).date;
  const date = wanted ?? today;
  const room = roomOn(documents, date, now);
  const zones = [...new Set([home, ...documents.spaces.map(({ timeZone }) => timeZone)])];
  return {
    date,
    today,
    previous: addDays(date, -1),
    next: addDays(date, 1),
    at: new Date(now).toISOString(),
    zones: zones.map((zone) => {
      const axis = axisOf(date, zone);
      return {
        zone,
        ...textual(axis),
        hours: axis.hours.map((hour) => ({ ...textual(hour), label: hour.label, again: hour.again })),
        buildings: buildingsOf(documents.spaces, cloud.cores.tenant.snapshot().mailboxes, { zone, home }).map(({ name, rooms }) => ({
          name,
          rooms: rooms.map((one) => room(one, axis)),
        })),
      };
    }),
  };
}

interface Row {
  readonly space?: Space;
  readonly box?: Box;
}

interface Wanted {
  readonly zone: string;
  readonly home: string;
}

/** In the order of the directory; room mailboxes that no space uses come last, in the home zone. */
function buildingsOf(spaces: readonly Space[], boxes: readonly Box[], { zone, home }: Wanted) {
  const buildings = new Map<string, Row[]>();
  const add = (name: string, row: Row): void => {
    buildings.set(name, [...(buildings.get(name) ?? []), row]);
  };
  const places = new Map(boxes.map(({ address }, at) => [address.toLowerCase(), at]));
  const place = (space: Space): number => places.get(addressOf(space)) ?? places.size;
  for (const space of [...spaces].sort((a, b) => place(a) - place(b))) {
    const at = places.get(addressOf(space));
    const box = at === undefined ? undefined : boxes[at];
    if (space.timeZone === zone) add(space.building.name, { space, ...(box && { box }) });
  }
  const used = new Set(spaces.map(addressOf));
  if (zone === home)
    for (const box of boxes) if (box.kind === 'room' && !used.has(box.address.toLowerCase())) add('Room mailboxes', { box });
  return [...buildings].map(([name, rooms]) => ({ name, rooms }));
}

function roomOn(documents: Documents, date: LocalDate, now: number): (row: Row, axis: Axis) => PlanRoom {
  const waits = waitsOf(documents, now);
  const items = eventItems(documents.items);
  const names = new Map(documents.spaces.map(({ id, name }) => [id, name]));
  const holding = documents.reservations.filter(holdsTime);
  return ({ space, box }, axis) => {
    const facts: RoomFacts = {
      held: space ? holding.filter(({ spaceId }) => spaceId === space.id) : [],
      events: (box?.events ?? []).map((event) => onTheWall(event, space?.timeZone ?? homeZone(documents.spaces))),
      items,
      waits,
    };
    const open = space ? openOn(space, date) : [{ start: axis.start, end: axis.end }];
    return {
      name: space?.name ?? box?.displayName ?? '',
      address: box?.address ?? '',
      ...(space && {
        space: {
          id: space.id,
          bookable: space.state === 'open' && space.reservationConfig !== undefined,
          stepMinutes: space.reservationConfig?.slotStepMinutes ?? 15,
        },
      }),
      open: open.map(textual),
      kept: space ? keptOn(space, holding, names, axis) : [],
      bars: barsOf(facts, axis),
    };
  };
}

/** An all-day entry covers its dates by the clock of the room. */
function onTheWall(event: SnapshotEvent, zone: string): SnapshotEvent {
  const midnight = (at: string): string => new Date(instantOf(at.slice(0, 10), 0, zone)).toISOString();
  return event.isAllDay ? { ...event, start: midnight(event.start), end: midnight(event.end) } : event;
}

function keptOn(space: Space, holding: readonly Reservation[], names: ReadonlyMap<string, string>, day: Interval) {
  return holding.flatMap(({ spaceId, excludes, kept, title }) => {
    if (!kept || !excludes.includes(space.id) || !overlaps(kept, day)) return [];
    const because = spaceId === space.id ? `kept free around ${title}` : `${names.get(spaceId) ?? spaceId} is taken: ${title}`;
    return [{ ...textual(kept), because }];
  });
}
