import { DAY, type EpochMs } from '../kernel/clock';
import type { Database } from '../kernel/database';
import { utcDays } from '../kernel/days';
import type { SpaceId } from '../kernel/ids';
import { gaps, merge, type Interval } from '../kernel/intervals';
import type { ReadSpace } from '../spaces/ports';
import { excludedBy, ledgerPartition, type Space } from '../spaces/model';
import { dayDocumentId, type DayDocument } from './model';

/** The longest span that one question may cover. */
export const LONGEST_SPAN_MS = 62 * DAY;

export interface Availability {
  readonly space: Space;
  /** Merged, so that nothing can be told of who or how many. */
  readonly busy: readonly Interval[];
  readonly free: readonly Interval[];
}

/** What of [from, to) is taken, by the ledger alone; undefined for an unknown space. The span is at most LONGEST_SPAN_MS. */
export type ReadAvailability = (
  space: SpaceId,
  span: { readonly from: EpochMs; readonly to: EpochMs },
) => Promise<Availability | undefined>;

export const makeReadAvailability =
  ({ database, readSpace }: { readonly database: Database; readonly readSpace: ReadSpace }): ReadAvailability =>
  async (id, { from, to }) => {
    const found = await readSpace(id);
    if (!found) return undefined;
    const { space, ledger, spaces } = found;
    const span = { start: from, end: to };
    const partition = ledgerPartition(ledger);
    const ids = excludedBy(space, spaces).flatMap((other) => utcDays(span).map((day) => dayDocumentId(other, day)));
    const taken: Interval[] = [];
    for (let at = 0; at < ids.length; at += IDS_A_SCAN) {
      const asked = ids.slice(at, at + IDS_A_SCAN);
      const page = await database.scan<DayDocument>({
        container: 'items',
        partition,
        where: 'c.type = "day" AND ARRAY_CONTAINS(@ids, c.id)',
        parameters: { '@ids': asked },
        limit: IDS_A_SCAN,
      });
      taken.push(...page.rows.flatMap(({ value }) => value.taken));
    }
    const within = taken.filter((interval) => interval.start < to && interval.end > from);
    const busy = merge(within).map(({ start, end }) => ({ start: Math.max(start, from), end: Math.min(end, to) }));
    return { space, busy, free: gaps(span, busy) };
  };

const IDS_A_SCAN = 200;
