import { MINUTE, type EpochMs } from '../../kernel/clock';
import { steadyAround, wallTime } from '../../kernel/zones';

/** Steps are counted from local midnight by the clock on the wall, to which a change of clocks is a jump. `stepMs`: whole minutes, a day at most. */
export const isOnGrid = (at: EpochMs, stepMs: number, zone: string): boolean =>
  at % MINUTE === 0 && (wallTime(at, zone).minutes * MINUTE) % stepMs === 0;

/** The last instant of the grid that is not after `at`. */
export function gridDown(at: EpochMs, stepMs: number, zone: string): EpochMs {
  const minute = Math.floor(at / MINUTE) * MINUTE;
  const down = minute - ((wallTime(minute, zone).minutes * MINUTE) % stepMs);
  const steady = steadyAround(minute, zone);
  return down >= steady.start ? down : gridDown(steady.start - 1, stepMs, zone);
}

/** The first instant of the grid that is not before `at`. */
export function gridUp(at: EpochMs, stepMs: number, zone: string): EpochMs {
  const minute = Math.ceil(at / MINUTE) * MINUTE;
  const { minutes } = wallTime(minute, zone);
  const beyond = (minutes * MINUTE) % stepMs;
  if (beyond === 0) return minute;
  const up = minute + Math.min(stepMs - beyond, (24 * 60 - minutes) * MINUTE);
  const steady = steadyAround(minute, zone);
  return up < steady.end ? up : gridUp(steady.end, stepMs, zone);
}
