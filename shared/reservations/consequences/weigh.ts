import { MINUTE, type EpochMs } from '../../kernel/clock';
import type { ReservationId, SpaceId } from '../../kernel/ids';
import { overlaps, type Interval } from '../../kernel/intervals';
import type { Space } from '../../spaces/model';
import type { SyncItem } from '../../sync/item/item';
import { brokenRule, crowded } from '../house-rules/house-rules';
import { holdsTime, type DayDocument, type Reservation, type TurnedAway } from '../model';
import { keptTime, ruledOut } from '../rules';
import type { Ask, BrokenNow, Clash, Consequences, First, Other, Waiting } from './model';
import * as say from './sentences';

/** What is known around a pending reservation. */
export interface Facts {
  readonly reservation: Reservation;
  readonly space: Space;
  /** The spaces that cannot be used while this one is, as the links are now. */
  readonly excludes: readonly SpaceId[];
  readonly days: readonly DayDocument[];
  /** Other reservations: those that the days name, and those that once asked for its time. */
  readonly others: readonly Reservation[];
  /** Oldest first. */
  readonly turnedAway: readonly TurnedAway[];
  /** There were more than were read. */
  readonly more: boolean;
  readonly item?: Pick<SyncItem, 'state' | 'reason'>;
  readonly now: EpochMs;
}

/** The time in which others are too near: what it keeps, and what it would keep by the buffers of now. */
export function nearTime({ kept, startsAt, endsAt }: Reservation, space: Space): Interval {
  const now = keptTime(space, { start: startsAt, end: endsAt });
  return { start: Math.min(kept.start, now.start), end: Math.max(kept.end, now.end) };
}

export function weigh(facts: Facts): Consequences {
  const { reservation, space, now } = facts;
  const zone = space.timeZone;
  const first = firstOf(facts);
  const waiting = waitingOf(facts);
  const standing = standingOthers(facts);
  const near = nearTime(reservation, space);
  const overlapping = standing.filter(({ at }) => overlaps(at, reservation.kept)).map(({ other }) => other);
  const beside = standing
    .filter(({ at }) => !overlaps(at, reservation.kept) && at.start <= near.end && at.end >= near.start)
    .map(({ other, at }) => ({ ...other, side: at.start < reservation.kept.start ? ('before' as const) : ('after' as const) }));
  const broken = brokenNow(facts);
  const freeFor = waiting.requests.filter(({ freeIfDenied }) => freeIfDenied).length;
  const { holdUntil } = reservation;
  return {
    first: { ...first, sentence: say.firstSentence(first, zone) },
    waiting: { ...waiting, sentence: say.waitingSentence(waiting, zone) },
    rejectedIfApproved: { reservations: overlapping, sentence: say.rejectedSentence(overlapping, zone) },
    neighbours: { reservations: beside, sentence: say.neighboursSentence(beside, zone) },
    clash: clashOf(facts.item),
    rules: { broken, sentence: say.rulesSentence(broken) },
    ifNobodyDecides: {
      ...(holdUntil !== undefined && { holdExpiresAt: holdUntil }),
      sentence: say.nobodySentence(holdUntil, now, zone),
    },
    ifDenied: { freeFor, sentence: say.deniedSentence(freeFor, waiting.requests.length) },
  };
}

const byAge = (a: Ask, b: Ask): number => a.askedAt - b.askedAt;
const askOf = ({ askedAt, spaceId, startsAt, endsAt }: TurnedAway): Ask => ({ askedAt, spaceId, startsAt, endsAt });

/**
 * The requests that came before this one, asked for time that it has now, and did not get or keep it. A reservation that was changed counts as asked
 * for when it was changed.
 */
function firstOf({ reservation, excludes, others, turnedAway }: Facts): Omit<First, 'sentence'> {
  const { id, kept, submittedAt, changedAt } = reservation;
  const askedAt = changedAt ?? submittedAt;
  const earlier: First['earlier'][number][] = [];
  for (const ask of turnedAway) {
    if (ask.askedAt < askedAt && concerns(ask, excludes, kept) && !ask.inTheWay.includes(id))
      earlier.push({ ...askOf(ask), became: 'turned-away' });
  }
  for (const other of others) {
    const { status, spaceId, startsAt, endsAt } = other;
    if (status === 'pending' || status === 'approved' || other.submittedAt >= askedAt || !concerns(other, excludes, kept)) continue;
    earlier.push({ askedAt: other.submittedAt, spaceId, startsAt, endsAt, became: status });
  }
  return { askedAt, earlier: earlier.sort(byAge) };
}

const concerns = (ask: { readonly spaceId: SpaceId; readonly kept: Interval }, excludes: readonly SpaceId[], kept: Interval): boolean =>
  excludes.includes(ask.spaceId) && overlaps(ask.kept, kept);

function waitingOf({ reservation: { id }, days, turnedAway, more, now }: Facts): Omit<Waiting, 'sentence'> {
  const because = turnedAway.filter(({ inTheWay }) => inTheWay.includes(id));
  const requests = because.map((ask) => {
    const taken = days.filter(({ spaceId }) => spaceId === ask.spaceId).flatMap((day) => day.taken);
    const meets = taken.some((other) => other.id !== id && overlaps(other, ask.kept));
    return { ...askOf(ask), freeIfDenied: !meets && ask.startsAt > now };
  });
  return { requests: requests.sort(byAge), more };
}

/** What stands in the days of spaces that it excludes, by the places that the days tell. */
function standingOthers({ reservation, excludes, days, others }: Facts): readonly { readonly other: Other; readonly at: Interval }[] {
  const known = new Map<ReservationId, Reservation>(others.map((other) => [other.id, other]));
  const places = new Map(
    days.flatMap(({ taken }) => taken.map((one) => [`${one.id} ${String(one.start)} ${String(one.end)}`, one] as const)),
  );
  return [...places.values()].flatMap((at) => {
    const other = known.get(at.id);
    if (!other || other.id === reservation.id || !holdsTime(other.status) || !excludes.includes(other.spaceId)) return [];
    const { id, status, spaceId, startsAt, endsAt } = other;
    return [{ other: { id, status, spaceId, startsAt, endsAt }, at: { start: at.start, end: at.end } }];
  });
}

function clashOf(item: Facts['item']): Clash {
  const { reason } = item ?? {};
  return {
    state: item?.state ?? 'not-synced',
    ...(reason && { code: reason.code, who: reason.who }),
    sentence: say.clashSentence(item),
  };
}

/** When it was asked for is over and done; what the space is and allows is held against it as it stands now. */
function brokenNow({ reservation, space }: Facts): readonly BrokenNow[] {
  const wanted = { start: reservation.startsAt, end: reservation.endsAt };
  const inTime = wanted.start - (space.reservationConfig?.leadTimeMinutes ?? 0) * MINUTE;
  const out = ruledOut(space, wanted, inTime);
  const rule = brokenRule(space, wanted, inTime);
  const full = reservation.attendance === undefined ? undefined : crowded(space, reservation.attendance);
  const itself: BrokenNow[] = [];
  if (out?.kind === 'space-closed') itself.push({ rule: out.kind, bound: 'the space is closed' });
  if (out?.kind === 'not-reservable') itself.push({ rule: out.kind, bound: 'the public cannot reserve the space' });
  if (out?.kind === 'too-long') itself.push({ rule: out.kind, bound: `at most ${String(out.maxDurationMinutes)} minutes` });
  return [...itself, ...[rule, full].flatMap((one) => (one ? [{ rule: one.rule, bound: one.bound }] : []))];
}
