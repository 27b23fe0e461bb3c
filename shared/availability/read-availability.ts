import type { Clock, EpochMs } from '../kernel/clock';
import type { Database } from '../kernel/database';
import type { SpaceId } from '../kernel/ids';
import { ledgerPartition, type Space } from '../spaces/model';
import type { ReadSpace } from '../spaces/ports';
import type { ExchangeSays, SpaceTimes } from './model';
import type { HouseRules, ReadLive } from './ports';
import { readTaken, withBuffers } from './read-taken';
import { exchangeSays, takenBoth } from './search-rules';

/** Merged, so that nothing can be told of who or how many. */
export interface Availability extends SpaceTimes {
  readonly space: Space;
  readonly exchange: ExchangeSays;
}

/**
 * What of [from, to) is taken, by the ledger and by the calendars at this moment, what may be reserved, and what is closed, by the rules of
 * the search; undefined for an unknown space. The span is 62 days at most.
 */
export type ReadAvailability = (
  space: SpaceId,
  asked: { readonly from: EpochMs; readonly to: EpochMs; readonly audience: 'public' | 'staff' },
) => Promise<Availability | undefined>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly readSpace: ReadSpace;
  readonly rules: HouseRules;
  readonly readLive: ReadLive;
}

export const makeReadAvailability =
  ({ database, clock, readSpace, rules, readLive }: Deps): ReadAvailability =>
  async (id, { from, to, audience }) => {
    const found = await readSpace(id);
    if (!found) return undefined;
    const { space, spaces, ledger } = found;
    const span = { start: from, end: to };
    const around = withBuffers(span);
    // Whatever excludes this space stands in its own days.
    const taken = await readTaken(database, [id], around, ledgerPartition(ledger));
    const live = await readLive({ spaces: [space], all: spaces, span: around, taken });
    const times = rules.times(space, span, clock.now(), { taken: takenBoth(id, taken, live), audience });
    return { space, exchange: exchangeSays(live.get(id)), ...times };
  };
