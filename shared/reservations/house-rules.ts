import { DAY, MINUTE, type EpochMs } from '../kernel/clock';
import { gaps, overlaps, type Interval } from '../kernel/intervals';
import { wallTime } from '../kernel/zones';
import type { ReservationConfig, Space } from '../spaces/model';
import { hoursOf, openWithin } from './opening';
import type { RuleBroken } from './model';

/** How far from the wanted time another one is looked for when nothing is known of what is taken. */
const LOOK_AROUND_MS = 14 * DAY;

const minutes = (count: number | undefined): number => (count ?? 0) * MINUTE;
/** Where a space has no steps, offers keep to quarters of an hour. */
const OFFER_STEP_MINUTES = 15;
const offerStep = (config: ReservationConfig): number => (config.slotStepMinutes ?? OFFER_STEP_MINUTES) * MINUTE;

/** A refusal of the space itself, with the nearest time that it would accept. */
export function withNearest<T extends { readonly kind: 'too-long' | 'slot-in-the-past' }>(
  refusal: T,
  space: Space,
  wanted: Interval,
  now: EpochMs,
): T & { readonly nearest?: Interval } {
  const nearest = nearestAllowed(space, wanted, now);
  return { ...refusal, ...(nearest && { nearest }) };
}

/** The first rule that the wish breaks, if any. */
export function brokenRule(space: Space, wanted: Interval, now: EpochMs, attendance?: number): RuleBroken | undefined {
  const config = space.reservationConfig;
  if (!config) return undefined;
  const broken = timeRule(space, config, wanted, now);
  if (broken) {
    const nearest = nearestAllowed(space, wanted, now);
    return { kind: 'rule-broken', ...broken, ...(nearest && { nearest }) };
  }
  if (attendance !== undefined && space.capacity !== undefined && attendance > space.capacity) {
    return { kind: 'rule-broken', rule: 'capacity', bound: `at most ${String(space.capacity)} people` };
  }
  return undefined;
}

type Broken = Pick<RuleBroken, 'rule' | 'bound'>;

function timeRule(space: Space, config: ReservationConfig, wanted: Interval, now: EpochMs): Broken | undefined {
  const length = wanted.end - wanted.start;
  const { minDurationMinutes = 0, slotStepMinutes = 1, leadTimeMinutes = 0, horizonDays } = config;
  if (length < minutes(minDurationMinutes)) return { rule: 'min-duration', bound: `at least ${String(minDurationMinutes)} minutes` };
  if (!onGrid(space, config, wanted))
    return { rule: 'slot-step', bound: `starts and lengths in steps of ${String(slotStepMinutes)} minutes` };
  if (wanted.start < now + minutes(leadTimeMinutes))
    return { rule: 'lead-time', bound: `at least ${String(leadTimeMinutes)} minutes ahead` };
  if (horizonDays !== undefined && wanted.start > now + horizonDays * DAY) {
    return { rule: 'horizon', bound: `at most ${String(horizonDays)} days ahead` };
  }
  const blackout = config.blackouts?.find(({ startsAt, endsAt }) => overlaps(wanted, { start: startsAt, end: endsAt }));
  if (blackout) {
    const { startsAt, endsAt, reason } = blackout;
    return { rule: 'blackout', bound: `closed from ${iso(startsAt)} to ${iso(endsAt)}${reason === undefined ? '' : `: ${reason}`}` };
  }
  const open = openWithin(space, wanted).some(({ start, end }) => start <= wanted.start && wanted.end <= end);
  return open ? undefined : { rule: 'opening-hours', bound: hoursInWords(space, wanted) };
}

const iso = (at: EpochMs): string => new Date(at).toISOString().replace('.000Z', 'Z');

function onGrid(space: Space, config: ReservationConfig, { start, end }: Interval): boolean {
  const step = config.slotStepMinutes ?? 1;
  const startsOn = wallTime(start, space.timeZone).minutes % step === 0 && start % MINUTE === 0;
  return step <= 1 || (startsOn && (end - start) % (step * MINUTE) === 0);
}

function hoursInWords(space: Space, wanted: Interval): string {
  const { date } = wallTime(wanted.start, space.timeZone);
  const hours = hoursOf(space, date) ?? [];
  const open = hours.map(({ opens, closes }) => `${opens} to ${closes}`).join(' and ');
  return open === '' ? `closed on ${date}` : `open on ${date} from ${open} (${space.timeZone})`;
}

/** The time nearest to the wish that every rule allows; its length is brought within bounds. */
function nearestAllowed(space: Space, wanted: Interval, now: EpochMs): Interval | undefined {
  const window = { start: wanted.start - LOOK_AROUND_MS, end: wanted.end + LOOK_AROUND_MS };
  return allowedNear(space, wanted, now, { taken: [], window, count: 1 })[0];
}

/** What is known to be taken, and where: outside the window nothing is offered. */
export interface Known {
  readonly taken: readonly Interval[];
  readonly window: Interval;
  readonly count: number;
}

/** Up to `count` times that all rules allow and nothing taken meets, nearest first, none overlapping another. */
export function allowedNear(space: Space, wanted: Interval, now: EpochMs, { taken, window, count }: Known): Interval[] {
  const config = space.reservationConfig;
  if (!config) return [];
  const step = offerStep(config);
  const length = lengthWithin(config, wanted.end - wanted.start);
  const { setupMinutes, cleanupMinutes, horizonDays } = config;
  const first = Math.max(now + minutes(config.leadTimeMinutes), window.start + minutes(setupMinutes));
  const horizon = horizonDays === undefined ? Number.POSITIVE_INFINITY : now + horizonDays * DAY;
  const last = Math.min(horizon, window.end - length - minutes(cleanupMinutes));
  const blocked = taken.map(({ start, end }) => ({ start: start - minutes(cleanupMinutes), end: end + minutes(setupMinutes) }));
  const chosen: Interval[] = [];
  const starts = startsNear(space, wanted.start, { first, last }, length, step, blocked);
  for (const start of starts.sort((a, b) => Math.abs(a - wanted.start) - Math.abs(b - wanted.start))) {
    const offer = { start, end: start + length };
    if (!chosen.some((other) => overlaps(other, offer))) chosen.push(offer);
    if (chosen.length === count) break;
  }
  return chosen;
}

/** The wanted length, brought to whole steps and between the shortest and the longest. */
function lengthWithin({ slotStepMinutes, minDurationMinutes, maxDurationMinutes }: ReservationConfig, wanted: number): number {
  const step = minutes(slotStepMinutes ?? 1);
  const shortest = Math.max(Math.ceil(minutes(minDurationMinutes) / step) * step, step);
  const longest = Math.max(Math.floor(minutes(maxDurationMinutes) / step) * step, step);
  return Math.min(Math.max(Math.round(wanted / step) * step, shortest), longest);
}

interface Bounds {
  readonly first: EpochMs;
  readonly last: EpochMs;
}

/** In each stretch of open and free time the starts at its edges, the one nearest to the wish, and the same hour of other days. */
function startsNear(
  space: Space,
  near: EpochMs,
  { first, last }: Bounds,
  length: number,
  step: number,
  blocked: readonly Interval[],
): EpochMs[] {
  if (first > last) return [];
  const starts: EpochMs[] = [];
  for (const stretch of openWithin(space, { start: first, end: last + length }).flatMap((open) => gaps(open, blocked))) {
    const earliest = gridUp(space, Math.max(stretch.start, first), step);
    const latest = gridDown(space, Math.min(stretch.end - length, last), step);
    if (earliest > latest) continue;
    starts.push(earliest, latest);
    for (let days = -3; days <= 3; days += 1) {
      const sameHour = gridDown(space, near + days * DAY, step);
      if (sameHour >= earliest && sameHour <= latest) starts.push(sameHour);
    }
    const before = gridDown(space, near - length, step);
    const after = gridUp(space, near + length, step);
    for (const beside of [before, after]) if (beside >= earliest && beside <= latest) starts.push(beside);
  }
  return [...new Set(starts)];
}

/** The grid is counted from local midnight; zones differ from UTC by whole quarters of an hour at most rarely, so it is measured there. */
function gridDown(space: Space, at: EpochMs, step: number): EpochMs {
  const whole = Math.floor(at / MINUTE) * MINUTE;
  return whole - ((wallTime(whole, space.timeZone).minutes * MINUTE) % step);
}

function gridUp(space: Space, at: EpochMs, step: number): EpochMs {
  const down = gridDown(space, at, step);
  return down >= at ? down : gridDown(space, down + step, step);
}
