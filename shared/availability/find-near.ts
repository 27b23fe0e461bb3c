import { DAY, type EpochMs } from '../kernel/clock';
import type { Database } from '../kernel/database';
import type { SpaceId } from '../kernel/ids';
import type { Interval } from '../kernel/intervals';
import type { SlotRefusal } from '../reservations/model';
import type { Space } from '../spaces/model';
import type { ExchangeSays, LiveTime } from './model';
import type { HouseRules } from './ports';
import { readTakenEach, type TakenBySpace } from './read-taken';
import { exchangeSays } from './search-rules';

interface Missed {
  readonly space: Space;
  readonly because: SlotRefusal;
}

interface Asked {
  readonly wanted: Interval;
  readonly now: EpochMs;
  /** Of the window around the wanted time. */
  readonly taken: TakenBySpace;
  readonly live: ReadonlyMap<SpaceId, LiveTime>;
  readonly missed: readonly Missed[];
}

interface Near extends Missed {
  readonly exchange: ExchangeSays;
  readonly nearest: Interval;
}

const MOST_NEAR = 5;
/** Of those with nothing around the wanted time, how many are looked at elsewhere. */
const MOST_ELSEWHERE = 10;

/**
 * Other times for a wanted one, the nearest first: from what is known around it, and where that is not enough, from one more query
 * around the time that the rules would allow, or a week later.
 */
export async function findNear(
  { database, rules }: { readonly database: Database; readonly rules: HouseRules },
  { wanted, now, taken, live, missed }: Asked,
): Promise<readonly Near[]> {
  const window = rules.window(wanted, now);
  const around = missed.flatMap((one) =>
    nearOf(
      one,
      exchangeSays(live.get(one.space.id)),
      rules.near(one.space, wanted, now, { taken: taken.get(one.space.id) ?? [], window, count: 1 }),
    ),
  );
  if (around.length >= MOST_NEAR) return nearest(around, wanted);

  const left = missed
    .filter(({ space }) => !around.some((one) => one.space.id === space.id))
    .map((one) => ({ ...one, wish: elsewhere(one.because, wanted) }))
    .sort((a, b) => distance(a.wish, wanted) - distance(b.wish, wanted))
    .slice(0, MOST_ELSEWHERE);
  if (left.length === 0) return nearest(around, wanted);
  const there = await readTakenEach(database, new Map(left.map(({ space, wish }) => [space.id, rules.window(wish, now)])));
  const found = left.flatMap(({ space, because, wish }) => {
    const known = { taken: there.get(space.id) ?? [], window: rules.window(wish, now), count: 1 };
    return nearOf({ space, because }, 'not-asked', rules.near(space, wish, now, known));
  });
  return nearest([...around, ...found], wanted);
}

const nearOf = (missed: Missed, exchange: ExchangeSays, [first]: readonly Interval[]): Near[] =>
  first ? [{ ...missed, exchange, nearest: first }] : [];

/** What the rules would allow; the same hour of the next week where everything around is taken. */
function elsewhere(because: SlotRefusal, { start, end }: Interval): Interval {
  const allowed = 'nearest' in because ? because.nearest : undefined;
  return allowed ?? { start: start + 7 * DAY, end: end + 7 * DAY };
}

const distance = (one: Interval, wanted: Interval): number => Math.abs(one.start - wanted.start);

const nearest = (found: readonly Near[], wanted: Interval): readonly Near[] =>
  [...found].sort((a, b) => distance(a.nearest, wanted) - distance(b.nearest, wanted)).slice(0, MOST_NEAR);
