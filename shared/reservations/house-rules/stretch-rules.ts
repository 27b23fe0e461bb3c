import type { Stretches } from '../../availability/model';
import { MINUTE, type EpochMs } from '../../kernel/clock';
import { without, type Interval } from '../../kernel/intervals';
import type { ReservationConfig, Space } from '../../spaces/model';
import { startBounds } from './offer-rules';
import { openWithin } from './opening-rules';
import { gridUp } from './step-rules';

/**
 * Where in the span so many minutes may be reserved, by every rule and beside what is taken; the length is brought up to the next that
 * the space allows. Each stretch begins at a time at which a reservation may start. Undefined: the space allows no such length.
 */
export function stretchesFor(
  space: Space,
  span: Interval,
  now: EpochMs,
  { taken, minutes }: { readonly taken: readonly Interval[]; readonly minutes: number },
): Stretches | undefined {
  const config = space.reservationConfig;
  const length = config ? lengthFor(config, minutes * MINUTE) : minutes * MINUTE;
  if (length === undefined) return undefined;
  const [setup, cleanup] = [(config?.setupMinutes ?? 0) * MINUTE, (config?.cleanupMinutes ?? 0) * MINUTE];
  const { first, last } = config ? startBounds(config, now) : { first: now, last: span.end };
  const bounds = { start: Math.max(span.start, first), end: Math.min(span.end, last + length) };
  const blocked = taken.map(({ start, end }) => ({ start: start - cleanup, end: end + setup }));
  const step = (config?.slotStepMinutes ?? 1) * MINUTE;
  const free = without(openWithin(space, bounds), blocked)
    .map(({ start, end }) => ({ start: gridUp(start, step, space.timeZone), end }))
    .filter(({ start, end }) => end - start >= length);
  return { minutes: length / MINUTE, free };
}

/** In whole steps, not below the shortest; undefined where the longest is shorter. */
function lengthFor(
  { minDurationMinutes = 0, maxDurationMinutes, slotStepMinutes = 1 }: ReservationConfig,
  wanted: number,
): number | undefined {
  const step = slotStepMinutes * MINUTE;
  const length = Math.ceil(Math.max(wanted, minDurationMinutes * MINUTE) / step) * step;
  return length <= maxDurationMinutes * MINUTE ? length : undefined;
}
