import { DAY, MINUTE, type EpochMs } from '../../kernel/clock';
import { overlaps, without, type Interval } from '../../kernel/intervals';
import type { ReservationConfig, Space } from '../../spaces/model';
import { openWithin } from './opening-rules';
import { gridDown, gridUp } from './step-rules';

/** Where a space has no steps, offers keep to quarters of an hour as far as they can. */
const OFFER_STEP_MINUTES = 15;
/** How far from the wanted time another one is looked for when nothing is known of what is taken. */
const LOOK_AROUND_MS = [2 * DAY, 14 * DAY, 100 * DAY];
/** How far ahead a reservation may lie where the space does not say. */
const HORIZON_DAYS = 1_825;

/** First and last instant at which a reservation may start, opening hours and blackouts left out of account. */
interface Bounds {
  readonly first: EpochMs;
  readonly last: EpochMs;
}

export function startBounds({ leadTimeMinutes = 0, horizonDays = HORIZON_DAYS }: ReservationConfig, now: EpochMs): Bounds {
  return { first: now + leadTimeMinutes * MINUTE, last: now + horizonDays * DAY };
}

/**
 * The time nearest to the wish that every rule allows; its length is brought within bounds, and made shorter where the space is not open
 * for so long anywhere near. Undefined when there is none within a hundred days.
 */
export function nearestAllowed(space: Space, wanted: Interval, now: EpochMs): Interval | undefined {
  const config = space.reservationConfig;
  const lengths = config && lengthsWithin(config, wanted.end - wanted.start);
  if (!lengths) return undefined;
  const { first, last } = startBounds(config, now);
  const near = Math.min(Math.max(wanted.start, first), last);
  for (const around of LOOK_AROUND_MS) {
    const bounds = { first: Math.max(first, near - around), last: Math.min(last, near + around) };
    const open = openWithin(space, { start: bounds.first, end: bounds.last + lengths.nearest });
    const nearest = nearestStart(space, open, wanted.start, bounds, lengths.nearest);
    if (nearest) return nearest;
    // A shorter one tomorrow helps more than one of this length in a month.
    const shorter = around === LOOK_AROUND_MS[0] ? 0 : longestOpen(space, open, bounds, lengths);
    if (shorter >= lengths.shortest) return nearestStart(space, open, wanted.start, bounds, shorter);
  }
  return undefined;
}

function nearestStart(space: Space, open: readonly Interval[], near: EpochMs, bounds: Bounds, length: number): Interval | undefined {
  const [start] = byDistance(startsIn(space, open, [near], bounds, length), near);
  return start === undefined ? undefined : { start, end: start + length };
}

/** What is known to be taken, and where: outside the window nothing is offered. */
export interface Known {
  readonly taken: readonly Interval[];
  readonly window: Interval;
  readonly count: number;
}

/**
 * Up to `count` times that all rules allow and nothing taken meets, none overlapping another: of those beside the wish, at the edges of
 * what is free and at the same hour of other days, the nearest first.
 */
export function allowedNear(space: Space, wanted: Interval, now: EpochMs, { taken, window, count }: Known): Interval[] {
  const config = space.reservationConfig;
  const lengths = config && lengthsWithin(config, wanted.end - wanted.start);
  if (!lengths) return [];
  const length = lengths.nearest;
  const [setup, cleanup] = [config.setupMinutes * MINUTE, config.cleanupMinutes * MINUTE];
  const bounds = startBounds(config, now);
  const first = Math.max(bounds.first, window.start + setup);
  const last = Math.min(bounds.last, window.end - length - cleanup);
  if (first > last) return [];
  const blocked = taken.map(({ start, end }) => ({ start: start - cleanup, end: end + setup }));
  const free = without(openWithin(space, { start: first, end: last + length }), blocked);
  const days = [-3, -2, -1, 0, 1, 2, 3].map((day) => wanted.start + day * DAY);
  const nears = [...days, wanted.start - length, wanted.start + length];
  const chosen: Interval[] = [];
  for (const start of byDistance(startsIn(space, free, nears, { first, last }, length), wanted.start)) {
    const offer = { start, end: start + length };
    if (!chosen.some((other) => overlaps(other, offer))) chosen.push(offer);
    if (chosen.length === count) break;
  }
  return chosen;
}

const byDistance = (starts: readonly EpochMs[], from: EpochMs): EpochMs[] =>
  [...new Set(starts)].sort((a, b) => Math.abs(a - from) - Math.abs(b - from));

interface Lengths {
  readonly shortest: number;
  /** To the wish. */
  readonly nearest: number;
}

const stepOf = ({ slotStepMinutes = 1 }: ReservationConfig): number => slotStepMinutes * MINUTE;

/** In whole steps between the shortest and the longest; undefined where no such length is. */
function lengthsWithin(config: ReservationConfig, wanted: number): Lengths | undefined {
  const step = stepOf(config);
  const shortest = Math.max(Math.ceil(((config.minDurationMinutes ?? 0) * MINUTE) / step), 1) * step;
  const longest = Math.floor((config.maxDurationMinutes * MINUTE) / step) * step;
  if (shortest > longest) return undefined;
  return { shortest, nearest: Math.min(Math.max(Math.round(wanted / step) * step, shortest), longest) };
}

/** In each stretch the starts at its edges and those around each of `nears`: what is nearest is among them. */
function startsIn(
  space: Space,
  stretches: readonly Interval[],
  nears: readonly EpochMs[],
  { first, last }: Bounds,
  length: number,
): EpochMs[] {
  const starts: EpochMs[] = [];
  const around = nears.flatMap((near) => startsAround(space, near));
  for (const stretch of stretches) {
    const from = Math.max(stretch.start, first);
    const to = Math.min(stretch.end - length, last);
    if (from > to) continue;
    const onGrid = [firstStart(space, from, to), lastStart(space, from, to), ...around];
    starts.push(...onGrid.filter((start) => start >= from && start <= to));
  }
  return starts;
}

function startsAround({ reservationConfig: config, timeZone }: Space, near: EpochMs): EpochMs[] {
  const step = (config?.slotStepMinutes ?? OFFER_STEP_MINUTES) * MINUTE;
  const onGrid = [gridDown(near, step, timeZone), gridUp(near, step, timeZone)];
  return config?.slotStepMinutes === undefined ? [near, ...onGrid] : onGrid;
}

/** The first start in [from, to], after `to` where there is none. */
function firstStart({ reservationConfig: config, timeZone }: Space, from: EpochMs, to: EpochMs): EpochMs {
  const start = gridUp(from, (config?.slotStepMinutes ?? OFFER_STEP_MINUTES) * MINUTE, timeZone);
  return start > to && config?.slotStepMinutes === undefined ? gridUp(from, MINUTE, timeZone) : start;
}

function lastStart({ reservationConfig: config, timeZone }: Space, from: EpochMs, to: EpochMs): EpochMs {
  const start = gridDown(to, (config?.slotStepMinutes ?? OFFER_STEP_MINUTES) * MINUTE, timeZone);
  return start < from && config?.slotStepMinutes === undefined ? gridDown(to, MINUTE, timeZone) : start;
}

/** The longest time that fits, the wanted one at most, 0 where none does. */
function longestOpen(space: Space, open: readonly Interval[], { first, last }: Bounds, { nearest }: Lengths): number {
  const step = space.reservationConfig ? stepOf(space.reservationConfig) : MINUTE;
  const fits = open.map((stretch) => {
    const start = gridUp(Math.max(stretch.start, first), step, space.timeZone);
    return start > last ? 0 : Math.floor((stretch.end - start) / step) * step;
  });
  return Math.min(Math.max(0, ...fits), nearest);
}
