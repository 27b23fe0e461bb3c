import type { Stretches } from '../../availability/model';
import { MINUTE, type EpochMs } from '../../kernel/clock';
import { without, type Interval } from '../../kernel/intervals';
import type { Space } from '../../spaces/model';
import { blockedBy, bookable, lengthFor } from './bookable-rules';
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
  const step = (config?.slotStepMinutes ?? 1) * MINUTE;
  const free = without(bookable(space, span, now, length).open, blockedBy(space, taken))
    .map(({ start, end }) => ({ start: gridUp(start, step, space.timeZone), end }))
    .filter(({ start, end }) => end - start >= length);
  return { minutes: length / MINUTE, free };
}
