import type { EpochMs } from '../kernel/clock';
import type { Database, Scanned } from '../kernel/database';
import { utcDays } from '../kernel/days';
import type { SpaceId } from '../kernel/ids';
import { gaps, merge, type Interval } from '../kernel/intervals';
import type { ReadSpace } from '../spaces/ports';
import { ledgerPartition, type Space } from '../spaces/model';
import { dayDocumentId, type DayDocument } from '../reservations/model';

export interface Availability {
  readonly space: Space;
  /** Merged, so that nothing can be told of who or how many. */
  readonly busy: readonly Interval[];
  readonly free: readonly Interval[];
}

/** What of [from, to) is taken, by the ledger alone; undefined for an unknown space. The span is 62 days at most. */
export type ReadAvailability = (
  space: SpaceId,
  span: { readonly from: EpochMs; readonly to: EpochMs },
) => Promise<Availability | undefined>;

export const makeReadAvailability =
  ({ database, readSpace }: { readonly database: Database; readonly readSpace: ReadSpace }): ReadAvailability =>
  async (id, { from, to }) => {
    const found = await readSpace(id);
    if (!found) return undefined;
    const { space, ledger } = found;
    const span = { start: from, end: to };
    // Whatever excludes this space stands in its own days.
    const ids = utcDays(span).map((day) => dayDocumentId(id, day));
    const taken: Interval[] = [];
    let continuation: string | undefined;
    do {
      const page: Scanned<DayDocument> = await database.scan({
        container: 'items',
        partition: ledgerPartition(ledger),
        where: 'c.type = "day" AND ARRAY_CONTAINS(@ids, c.id)',
        parameters: { '@ids': ids },
        limit: ids.length,
        ...(continuation !== undefined && { continuation }),
      });
      taken.push(...page.rows.flatMap(({ value }) => value.taken));
      ({ continuation } = page);
    } while (continuation !== undefined);
    const within = taken.filter((interval) => interval.start < to && interval.end > from);
    const busy = merge(within).map(({ start, end }) => ({ start: Math.max(start, from), end: Math.min(end, to) }));
    return { space, busy, free: gaps(span, busy) };
  };
