import type { Database, Write } from '../../kernel/database';
import { utcDays, type UtcDay } from '../../kernel/days';
import type { ReservationId, SpaceId } from '../../kernel/ids';
import type { Interval } from '../../kernel/intervals';
import { dayDocumentId, type DayDocument, type Taken } from '../model';
import { clashes } from '../rules';

/** A time in the day documents of every space that it excludes. */
export interface Occupancy {
  readonly kept: Interval;
  readonly excludes: readonly SpaceId[];
}

interface Day {
  readonly document: DayDocument;
  readonly etag?: string;
  readonly touched: boolean;
}

/** Day documents as read, and as they are to be written. */
export type Days = Map<string, Day>;

const idsOf = ({ kept, excludes }: Occupancy): (readonly [string, { spaceId: SpaceId; day: UtcDay }])[] =>
  excludes.flatMap((spaceId) => utcDays(kept).map((day) => [dayDocumentId(spaceId, day), { spaceId, day }] as const));

export async function readDays(database: Database, partition: string, occupancies: readonly Occupancy[]): Promise<Days> {
  const wanted = new Map(occupancies.flatMap(idsOf));
  const read = await Promise.all(
    [...wanted].map(async ([id, { spaceId, day }]): Promise<readonly [string, Day]> => {
      const found = await database.read<DayDocument>('items', partition, id);
      return found.found
        ? [id, { document: found.value, etag: found.etag, touched: false }]
        : [id, { document: { id, pk: partition, type: 'day', spaceId, day, taken: [] }, touched: false }];
    }),
  );
  return new Map(read);
}

/**
 * What stands in the way of a time in a space. Whatever excludes the space stands in its own days; those of its whole also hold what its
 * sister parts do not mind.
 */
export const inTheWay = (days: Days, space: SpaceId, kept: Interval): Taken[] =>
  utcDays(kept).flatMap((day) => clashes(days.get(dayDocumentId(space, day))?.document.taken ?? [], kept));

/** Days that `occupancy` would add to those that are to be written. */
export function newlyTouched(days: Days, occupancy: Occupancy): number {
  return idsOf(occupancy).filter(([id]) => !days.get(id)?.touched).length;
}

export const touchedCount = (days: Days): number => [...days.values()].filter(({ touched }) => touched).length;

/** Makes the reservation stand in `to` and nowhere else among these days. */
export function replace(days: Days, id: ReservationId, to: Occupancy | undefined): void {
  const wanted = new Set(to ? idsOf(to).map(([dayId]) => dayId) : []);
  for (const [dayId, day] of days) {
    const before = day.document.taken;
    const others = before.filter((taken) => taken.id !== id);
    const own: Taken[] = to && wanted.has(dayId) ? [{ kind: 'reservation', id, ...to.kept }] : [];
    const same = before.length === others.length + own.length && own.every((one) => before.some((taken) => sameTime(taken, one)));
    if (!same) days.set(dayId, { ...day, document: { ...day.document, taken: [...others, ...own] }, touched: true });
  }
}

const sameTime = (a: Taken, b: Taken): boolean => a.id === b.id && a.start === b.start && a.end === b.end;

/** Enters one more time for the reservation, beside what it has. */
export function add(days: Days, id: ReservationId, occupancy: Occupancy): void {
  for (const [dayId] of idsOf(occupancy)) {
    const day = days.get(dayId);
    if (!day || day.document.taken.some((taken) => sameTime(taken, { kind: 'reservation', id, ...occupancy.kept }))) continue;
    const taken: Taken = { kind: 'reservation', id, ...occupancy.kept };
    days.set(dayId, { ...day, document: { ...day.document, taken: [...day.document.taken, taken] }, touched: true });
  }
}

/** Whether these days are as recent as the reservation that says it has `occupancy`. */
export const standsIn = (days: Days, id: ReservationId, occupancy: Occupancy): boolean =>
  idsOf(occupancy).every(([dayId]) => days.get(dayId)?.document.taken.some((taken) => taken.id === id));

export const dayWrites = (days: Days): Write[] =>
  [...days.values()].flatMap(({ document, etag, touched }) => {
    if (!touched) return [];
    return [etag === undefined ? ({ kind: 'create', document } as const) : ({ kind: 'replace', document, ifMatch: etag } as const)];
  });
