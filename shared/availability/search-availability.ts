import type { Clock, EpochMs } from '../kernel/clock';
import type { Database } from '../kernel/database';
import { overlaps, type Interval } from '../kernel/intervals';
import type { SlotRefusal } from '../reservations/model';
import { listOrder, type Space } from '../spaces/model';
import type { ListSpaces } from '../spaces/ports';
import type { ExchangeSays } from './model';
import { findNear } from './find-near';
import type { HouseRules, ReadLive } from './ports';
import { readTaken, withBuffers } from './read-taken';
import { exchangeSays, matches, takenBoth, type SpaceFilter } from './search-rules';

export interface AvailabilitySearch extends SpaceFilter {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Given: where between `from` and `to` so many minutes are free. Absent: which spaces are free for all of it. */
  readonly minutes?: number | undefined;
  /** Spaces a page. */
  readonly limit: number;
  readonly continuation?: string | undefined;
}

export interface FreeSpace {
  readonly space: Space;
  readonly exchange: ExchangeSays;
  readonly free: readonly Interval[];
  readonly minutes?: number;
  /** There is more after this. */
  readonly goesOnAt?: EpochMs;
}

export interface NearMiss {
  readonly space: Space;
  readonly exchange: ExchangeSays;
  readonly because: SlotRefusal;
  readonly nearest: Interval;
}

export interface FoundAvailability {
  readonly free: readonly FreeSpace[];
  readonly near: readonly NearMiss[];
  readonly continuation?: string;
}

/** Free spaces by building and name, a page at a time. Merged: it tells nothing of who takes the others. The span is 62 days at most. */
export type SearchAvailability = (search: AvailabilitySearch) => Promise<FoundAvailability>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly listSpaces: ListSpaces;
  readonly rules: HouseRules;
  readonly readLive: ReadLive;
}

/** With fewer than so many, other times are looked for. */
const LITTLE = 3;
/** Of one space in one answer. */
const MOST_STRETCHES = 50;

export const makeSearchAvailability =
  (deps: Deps): SearchAvailability =>
  async (search) => {
    const all = await deps.listSpaces();
    const spaces = all.filter((space) => matches(space, search));
    return search.minutes === undefined
      ? searchWhole(deps, search, { all, spaces })
      : searchStretches(deps, { ...search, minutes: search.minutes }, { all, spaces });
  };

interface Candidates {
  readonly all: readonly Space[];
  readonly spaces: readonly Space[];
}

/** Spaces that are free for the whole time, and what comes near to it where they are few. */
async function searchWhole(deps: Deps, search: AvailabilitySearch, { all, spaces }: Candidates): Promise<FoundAvailability> {
  const { database, clock, rules, readLive } = deps;
  const now = clock.now();
  const wanted = { start: search.from, end: search.to };
  const window = rules.window(wanted, now);
  const around = withBuffers({ start: Math.min(wanted.start, window.start), end: Math.max(wanted.end, window.end) });
  const taken = await readTaken(
    database,
    spaces.map(({ id }) => id),
    around,
  );
  const judged = spaces.map((space) => ({ space, because: hindrance(rules, space, wanted, now, taken.get(space.id)) }));
  const free = judged.flatMap(({ space, because }) => (because ? [] : [space]));
  const { page, continuation } = pageOf(free, search);
  const live = await readLive({ spaces: page, all, span: around, taken });
  const found = page.filter((space) => !meets(rules.kept(space, wanted), live.get(space.id)?.busy));
  const near =
    search.continuation === undefined && found.length < LITTLE
      ? await findNear(deps, {
          wanted,
          now,
          taken: new Map(spaces.map(({ id }) => [id, takenBoth(id, taken, live)])),
          live,
          missed: judged.flatMap(({ space, because }) =>
            found.includes(space) || (!because && !page.includes(space)) ? [] : [{ space, because: because ?? TAKEN }],
          ),
        })
      : [];
  return { free: found.map((space) => ({ space, exchange: exchangeSays(live.get(space.id)), free: [wanted] })), near, ...continuation };
}

const TAKEN: SlotRefusal = { kind: 'slot-taken', free: [] };

function hindrance(
  rules: HouseRules,
  space: Space,
  wanted: Interval,
  now: EpochMs,
  taken: readonly Interval[] | undefined,
): SlotRefusal | undefined {
  return rules.refusal(space, wanted, now) ?? (meets(rules.kept(space, wanted), taken) ? TAKEN : undefined);
}

const meets = (kept: Interval, taken: readonly Interval[] = []): boolean => taken.some((interval) => overlaps(interval, kept));

/** Stretches that are long enough, of every space that allows the length. */
async function searchStretches(
  { database, clock, rules, readLive }: Deps,
  search: AvailabilitySearch & { readonly minutes: number },
  { all, spaces }: Candidates,
): Promise<FoundAvailability> {
  const now = clock.now();
  const span = { start: search.from, end: search.to };
  const around = withBuffers(span);
  const { page, continuation } = pageOf(spaces, search);
  const taken = await readTaken(
    database,
    page.map(({ id }) => id),
    around,
  );
  const stretchesOf = (space: Space, live: Parameters<typeof takenBoth>[2]) =>
    rules.stretches(space, span, now, { taken: takenBoth(space.id, taken, live), minutes: search.minutes });
  const open = page.filter((space) => (stretchesOf(space, new Map())?.free.length ?? 0) > 0);
  const live = await readLive({ spaces: open, all, span: around, taken });
  const free = open.flatMap((space): FreeSpace[] => {
    const stretches = stretchesOf(space, live);
    if (!stretches || stretches.free.length === 0) return [];
    const more = stretches.free[MOST_STRETCHES];
    return [
      {
        space,
        exchange: exchangeSays(live.get(space.id)),
        minutes: stretches.minutes,
        free: stretches.free.slice(0, MOST_STRETCHES),
        ...(more && { goesOnAt: more.start }),
      },
    ];
  });
  return { free, near: [], ...continuation };
}

/** Goes on after the last space of the page before, whatever was added meanwhile. */
function pageOf(
  spaces: readonly Space[],
  { limit, continuation }: AvailabilitySearch,
): { page: readonly Space[]; continuation: { continuation?: string } } {
  const left = spaces.filter((space) => continuation === undefined || listOrder(space) > continuation);
  const page = left.slice(0, limit);
  const last = page.at(-1);
  return { page, continuation: left.length > limit && last ? { continuation: listOrder(last) } : {} };
}
