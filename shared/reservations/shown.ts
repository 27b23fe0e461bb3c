import type { EpochMs } from '../kernel/clock';
import type { Database } from '../kernel/database';
import { shown } from '../sync/read/shown';
import type { Standing } from './wish';

/** Reservations as a person is told of them: what a lane or a gate holds back is blocked, as it is in the list of what is not in step. */
export async function standingShown<T extends Standing>(database: Database, found: readonly T[], now: EpochMs): Promise<readonly T[]> {
  const items = found.flatMap(({ item, also = [], former = [] }) => [...(item ? [item] : []), ...also, ...former]);
  const show = await shown(database, items, now);
  return found.map((one) => ({
    ...one,
    ...(one.item && { item: show(one.item) }),
    ...(one.also && { also: one.also.map(show) }),
    ...(one.former && { former: one.former.map(show) }),
  }));
}
