import type { Closed, SpaceTimes } from '../../availability/model';
import { MINUTE, type EpochMs } from '../../kernel/clock';
import { merge, without, type Interval } from '../../kernel/intervals';
import { wallTime } from '../../kernel/zones';
import type { ReservationConfig, Space } from '../../spaces/model';
import { startBounds } from './offer-rules';
import { openHoursWithin } from './opening-rules';
import { blackoutBound, horizonBound, hoursBound, leadTimeBound } from './rule-words';

interface Bookable {
  readonly open: readonly Interval[];
  readonly closed: readonly Closed[];
}

/**
 * Where in the span the rules allow a reservation of `length`, whatever is taken, and why not elsewhere. A space for staff only has no rules
 * but the clock. Every answer about free times is made of this.
 */
export function bookable(space: Space, span: Interval, now: EpochMs, length: number): Bookable {
  const config = space.reservationConfig;
  const { first, last } = config ? startBounds(config, now) : { first: now, last: Number.POSITIVE_INFINITY };
  const closed: Closed[] = [];
  let open: readonly Interval[] = [span];
  const close = (shut: Interval, because: Closed['because']): void => {
    closed.push(...within(open, shut).map((interval) => ({ ...interval, because })));
    open = without(open, [shut]);
  };
  close({ start: span.start, end: Math.min(now, span.end) }, { code: 'slot-in-the-past' });
  if (!config) return { open, closed };
  close({ start: span.start, end: Math.min(first, span.end) }, rule('lead-time', leadTimeBound(config)));
  close({ start: Math.max(last + length, span.start), end: span.end }, rule('horizon', horizonBound(last, now)));
  for (const blackout of config.blackouts ?? [])
    close({ start: blackout.startsAt, end: blackout.endsAt }, rule('blackout', blackoutBound(space, blackout)));
  const [begin, end] = [open[0], open.at(-1)];
  const hours = begin && end ? openHoursWithin(space, { start: begin.start, end: end.end }) : [];
  for (const shut of without(open, hours)) close(shut, rule('opening-hours', hoursBound(space, wallTime(shut.start, space.timeZone).date)));
  return { open, closed: closed.sort((a, b) => a.start - b.start) };
}

/** The whole span: busy with what is taken, free for a reservation of the shortest length, or closed; each instant is one of them. */
export function spaceTimes(
  space: Space,
  span: Interval,
  now: EpochMs,
  { taken, audience }: { readonly taken: readonly Interval[]; readonly audience: 'public' | 'staff' },
): SpaceTimes {
  const busy = within(merge(blockedBy(space, taken)), span);
  const never = unreservable(space, audience);
  const { open, closed }: Bookable = never
    ? { open: [], closed: [{ ...span, because: { code: never } }] }
    : bookable(space, span, now, shortest(space.reservationConfig));
  return {
    busy,
    free: without(open, busy),
    closed: closed.flatMap(({ because, ...interval }) => without([interval], busy).map((left) => ({ ...left, because }))),
  };
}

/** What is taken, with the buffers that a new reservation keeps free of it. */
export function blockedBy({ reservationConfig: config }: Space, taken: readonly Interval[]): Interval[] {
  const [setup, cleanup] = [(config?.setupMinutes ?? 0) * MINUTE, (config?.cleanupMinutes ?? 0) * MINUTE];
  return taken.map(({ start, end }) => ({ start: start - cleanup, end: end + setup }));
}

/** In whole steps, not below the shortest; undefined where the longest is shorter. */
export function lengthFor(
  { minDurationMinutes = 0, maxDurationMinutes, slotStepMinutes = 1 }: ReservationConfig,
  wanted: number,
): number | undefined {
  const step = slotStepMinutes * MINUTE;
  const length = Math.ceil(Math.max(wanted, minDurationMinutes * MINUTE) / step) * step;
  return length <= maxDurationMinutes * MINUTE ? length : undefined;
}

const shortest = (config: ReservationConfig | undefined): number => (config && lengthFor(config, MINUTE)) ?? MINUTE;

function unreservable({ state, reservationConfig }: Space, audience: 'public' | 'staff'): 'space-closed' | 'not-reservable' | undefined {
  if (!reservationConfig && audience === 'public') return 'not-reservable';
  return state === 'open' ? undefined : 'space-closed';
}

const rule = (name: string, bound: string): Closed['because'] => ({ code: 'rule-broken', rule: name, bound });

const within = (intervals: readonly Interval[], { start, end }: Interval): Interval[] =>
  intervals.map((one) => ({ start: Math.max(one.start, start), end: Math.min(one.end, end) })).filter((one) => one.start < one.end);
