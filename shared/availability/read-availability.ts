import type { EpochMs } from '../kernel/clock';
import type { Database, Scanned } from '../kernel/database';
import { utcDays } from '../kernel/days';
import type { SpaceId } from '../kernel/ids';
import { gaps, merge, type Interval } from '../kernel/intervals';
import { dayDocumentId, type DayDocument } from '../reservations/model';
import { ledgerPartition, type Space } from '../spaces/model';
import type { ReadSpace } from '../spaces/ports';
import type { ExchangeSays } from './model';
import type { ReadLive } from './ports';
import { exchangeSays, takenBoth } from './search-rules';

export interface Availability {
  readonly space: Space;
  readonly exchange: ExchangeSays;
  /** Merged, so that nothing can be told of who or how many. */
  readonly busy: readonly Interval[];
  readonly free: readonly Interval[];
}

/** What of [from, to) is taken, by the ledger and by the calendars at this moment; undefined for an unknown space. The span is 62 days at most. */
export type ReadAvailability = (
  space: SpaceId,
  span: { readonly from: EpochMs; readonly to: EpochMs },
) => Promise<Availability | undefined>;

interface Deps {
  readonly database: Database;
  readonly readSpace: ReadSpace;
  readonly readLive: ReadLive;
}

export const makeReadAvailability =
  ({ database, readSpace, readLive }: Deps): ReadAvailability =>
  async (id, { from, to }) => {
    const found = await readSpace(id);
    if (!found) return undefined;
    const { space, spaces, ledger } = found;
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
    const ours = new Map([[id, taken]]);
    const live = await readLive({ spaces: [space], all: spaces, span, taken: ours });
    const within = takenBoth(id, ours, live).filter((interval) => interval.start < to && interval.end > from);
    const busy = merge(within).map(({ start, end }) => ({ start: Math.max(start, from), end: Math.min(end, to) }));
    return { space, exchange: exchangeSays(live.get(id)), busy, free: gaps(span, busy) };
  };
