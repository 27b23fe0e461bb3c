import { MINUTE, SECOND, type EpochMs } from '../../kernel/clock';
import type { Lane } from './lane';

/** A minute by any clock: holders of a lane know the store's time to within a second or two. */
const WINDOW_MS = MINUTE + 2 * SECOND;

const recent = ({ sends = [] }: Pick<Lane, 'sends'>, now: EpochMs): readonly EpochMs[] => sends.filter((at) => at + WINDOW_MS > now);

/** How many may leave now. */
export const allowance = (lane: Pick<Lane, 'sends'>, perMinute: number, now: EpochMs): number =>
  Math.max(0, perMinute - recent(lane, now).length);

/** The lane with `count` more that leave now: to be written before they do. */
export const leaving = (lane: Lane, count: number, now: EpochMs): Lane =>
  count === 0 ? lane : { ...lane, sends: [...recent(lane, now), ...Array.from({ length: count }, () => now)] };

/** They left at some time between `flownAt` and now: the later time is counted, so that no minute holds too many. */
export const landed = (lane: Lane, flownAt: EpochMs, now: EpochMs): Lane =>
  lane.sends ? { ...lane, sends: lane.sends.map((at) => (at >= flownAt ? now : at)) } : lane;

/** The lane, held back while a minute is full. */
export function paced(lane: Lane, perMinute: number, now: EpochMs): Lane {
  const sends = recent(lane, now);
  const oldest = sends[sends.length - perMinute];
  if (oldest === undefined) return lane;
  const pacedUntil = oldest + WINDOW_MS;
  return { ...lane, sends, pacedUntil, notBefore: Math.max(lane.notBefore ?? 0, pacedUntil) };
}
