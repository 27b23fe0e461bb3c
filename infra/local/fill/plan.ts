import { MINUTE, type EpochMs } from '../../../shared/kernel/clock';
import { instantText } from '../../../shared/kernel/instants';
import { overlaps, type Interval } from '../../../shared/kernel/intervals';
import { addDays, instantOf, wallTime, weekdayOf, type LocalDate } from '../../../shared/kernel/zones';
import { SPACES, TIME_ZONE, type SeedSpace } from '../seed-data';
import { Chance } from './chance';
import { ONE_OFFS, REGULARS } from './occasions';

/** What becomes of a reservation after it is entered. */
export type Fate = 'approved' | 'pending' | 'denied' | 'cancelled';

export interface Planned {
  /** The Idempotency-Key: the same time of the same space is entered once, whoever plans it when. */
  readonly key: string;
  readonly spaceId: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly title: string;
  readonly attendance: number;
  readonly contact: { readonly name: string; readonly email: string };
  readonly fate: Fate;
}

export const PLANNED = 300;
const DAYS = 35;
const SEED = 20_260;
/** Nothing begins sooner: the rooms want an hour, and filling takes its time. */
const AHEAD_MS = 90 * MINUTE;
/** All contacts are at this domain, which nobody has. */
export const GROUPS_DOMAIN = 'groups.example';
/** Free on the first days: the commands of the documentation book it. */
const FREE_AT_FIRST = { space: 'oak', days: 3 } as const;
const MOST_TRIES = 20_000;

/** The reservations of the coming five weeks, soonest first. The same day, the same plan, but for what has begun by now. */
export function planFill(now: EpochMs): readonly Planned[] {
  const chance = new Chance(SEED);
  const today = wallTime(now, TIME_ZONE).date;
  const book = new Book();
  const planned: (Planned & { readonly at: EpochMs })[] = [];
  const enter = (wish: Wish): void => {
    const fate = fateOf(wish, chance);
    if (wish.day < FREE_AT_FIRST.days && wish.space.id === FREE_AT_FIRST.space) return;
    const span = spanOf(today, wish);
    if (book.enter(wish.space, span) && span.start >= now + AHEAD_MS) planned.push({ ...reservation(wish, span), fate, at: span.start });
  };

  for (let day = 0; day < DAYS; day += 1) {
    const weekday = weekdayOf(addDays(today, day));
    for (const { every = 1, space, from, hours, title, group, people } of REGULARS.filter((one) => one.weekday === weekday))
      if (Math.floor(day / 7) % every === 0) enter({ space: spaceOf(space), day, from, hours, title, group, people });
  }
  for (let tries = 0; planned.length < PLANNED && tries < MOST_TRIES; tries += 1) {
    const { spaces, between, hours, people, title, group } = chance.pick(ONE_OFFS);
    const space = spaceOf(chance.pick(spaces));
    const when = { day: chance.whole(0, DAYS - 1), from: chance.half(between), hours: chance.half(hours) };
    enter({ space, ...when, title, group, people: Math.min(chance.whole(...people), space.capacity) });
  }
  return planned.sort((a, b) => a.at - b.at).map(({ at: _at, ...one }) => one);
}

export const keyOf = (spaceId: string, startsAt: string): string => `city-fill:${spaceId}:${startsAt}`;

/** The body of POST /api/v1/reservations: staff enter it, and nobody is told by mail. */
export const bodyOf = ({ key: _key, fate: _fate, ...body }: Planned) => ({ ...body, notify: false });

interface Wish {
  readonly space: SeedSpace;
  /** Counted from today. */
  readonly day: number;
  readonly from: number;
  readonly hours: number;
  readonly title: string;
  readonly group: string;
  readonly people: number;
}

/** Who has which time so far: one list for all spaces that share a floor. */
class Book {
  private readonly taken: { readonly space: SeedSpace; readonly kept: Interval }[] = [];

  /** False: the time is taken, buffers and halves of the hall included. */
  enter(space: SeedSpace, { start, end }: Interval): boolean {
    const kept = { start: start - space.rules.setupMinutes * MINUTE, end: end + space.rules.cleanupMinutes * MINUTE };
    if (this.taken.some((other) => exclude(other.space, space) && overlaps(other.kept, kept))) return false;
    this.taken.push({ space, kept });
    return true;
  }
}

const exclude = (a: SeedSpace, b: SeedSpace): boolean => a.id === b.id || a.partOf === b.id || b.partOf === a.id;

function spanOf(today: LocalDate, { day, from, hours }: Wish): Interval {
  const start = instantOf(addDays(today, day), from * 60, TIME_ZONE);
  return { start, end: start + hours * 60 * MINUTE };
}

/** Most are approved. A room that needs no approval knows neither waiting nor "no". */
function fateOf({ space, day }: Wish, chance: Chance): Fate {
  const drawn = chance.next();
  if (drawn < 0.06) return 'cancelled';
  if (space.rules.approval === 'automatic') return 'approved';
  if (drawn < 0.1) return 'denied';
  return drawn < 0.16 && day > 3 ? 'pending' : 'approved';
}

function reservation({ space, title, group, people }: Wish, { start, end }: Interval): Omit<Planned, 'fate'> {
  const startsAt = instantText(start);
  const mailbox = group
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '');
  return {
    key: keyOf(space.id, startsAt),
    spaceId: space.id,
    startsAt,
    endsAt: instantText(end),
    title,
    attendance: people,
    contact: { name: group, email: `${mailbox}@${GROUPS_DOMAIN}` },
  };
}

function spaceOf(id: string): SeedSpace {
  const space = SPACES.find((one) => one.id === id);
  if (!space) throw new Error(`the seed has no space '${id}'`);
  return space;
}
