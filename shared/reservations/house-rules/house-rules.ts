import { MINUTE, type EpochMs } from '../../kernel/clock';
import { overlaps, type Interval } from '../../kernel/intervals';
import { wallTime } from '../../kernel/zones';
import type { ReservationConfig, Space } from '../../spaces/model';
import { nearestAllowed, startBounds } from './offer-rules';
import type { HouseRule, RuleBroken } from '../model';
import { openWithin } from './opening-rules';
import { blackoutBound, horizonBound, hoursBound, leadTimeBound } from './rule-words';
import { isOnGrid } from './step-rules';

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
  const [broken] = brokenRules(space, wanted, now, attendance);
  if (!broken) return undefined;
  const nearest = broken.rule === 'capacity' ? undefined : nearestAllowed(space, wanted, now);
  return { kind: 'rule-broken', ...broken, ...(nearest && { nearest }) };
}

/** Whether the space is too small for so many. */
export function crowded({ capacity }: Space, attendance: number): Broken | undefined {
  return capacity === undefined || attendance <= capacity ? undefined : { rule: 'capacity', bound: `at most ${String(capacity)} people` };
}

export interface Broken {
  readonly rule: HouseRule;
  readonly bound: string;
}

/** All rules of the space that the wish breaks, those of its length first. */
export function brokenRules(space: Space, wanted: Interval, now: EpochMs, attendance?: number): readonly Broken[] {
  const config = space.reservationConfig;
  if (!config) return [];
  const crowd = attendance === undefined ? undefined : crowded(space, attendance);
  return [...timeRules(space, config, wanted, now), ...(crowd ? [crowd] : [])];
}

function* timeRules(space: Space, config: ReservationConfig, wanted: Interval, now: EpochMs): Generator<Broken> {
  const length = wanted.end - wanted.start;
  const { minDurationMinutes = 0, slotStepMinutes } = config;
  if (length < minDurationMinutes * MINUTE) yield { rule: 'min-duration', bound: `at least ${String(minDurationMinutes)} minutes` };
  if (slotStepMinutes !== undefined && !inSteps(wanted, slotStepMinutes * MINUTE, space.timeZone)) {
    yield { rule: 'slot-step', bound: `starts and lengths in steps of ${String(slotStepMinutes)} minutes, counted from midnight` };
  }
  const { first, last } = startBounds(config, now);
  if (wanted.start < first) yield { rule: 'lead-time', bound: leadTimeBound(config) };
  if (wanted.start > last) yield { rule: 'horizon', bound: horizonBound(last, now) };
  const blackout = config.blackouts?.find(({ startsAt, endsAt }) => overlaps(wanted, { start: startsAt, end: endsAt }));
  if (blackout) yield { rule: 'blackout', bound: blackoutBound(space, blackout) };
  const { blackouts: _told, ...hours } = config;
  const closed = openingRule({ ...space, reservationConfig: hours }, wanted);
  if (closed) yield closed;
}

const inSteps = ({ start, end }: Interval, step: number, zone: string): boolean =>
  isOnGrid(start, step, zone) && (end - start) % step === 0;

/** Names the hours of the day on which the wish first leaves them. */
function openingRule(space: Space, wanted: Interval): Broken | undefined {
  const begins = openWithin(space, wanted).find(({ start, end }) => start <= wanted.start && wanted.start < end);
  if (begins && wanted.end <= begins.end) return undefined;
  const { date } = wallTime(begins?.end ?? wanted.start, space.timeZone);
  return { rule: 'opening-hours', bound: hoursBound(space, date) };
}
