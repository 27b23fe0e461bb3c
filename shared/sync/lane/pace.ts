import { MINUTE, SECOND, type EpochMs } from '../../kernel/clock';
import { PROBE_EVERY_MS, WIDEST, without, type Lane } from './lane';
import type { Outcome } from '../item/outcome';
import type { Reason } from '../item/reasons';

/** Nothing that failed for a passing cause waits longer than this, unless Microsoft said so: one sweep period. */
const LONGEST_BACKOFF_MS = MINUTE;
/** Stamps are in whole seconds on the way: one more is waited than was asked. */
const POLITENESS_MS = SECOND;

/** 1 s, 2 s, 4 s … up to a minute, each shortened by up to a fifth so that lanes do not move in step. `random` in [0, 1). */
export const backoffMs = (attempts: number, random: number): number =>
  Math.round(Math.min(LONGEST_BACKOFF_MS, SECOND * 2 ** Math.min(attempts, 10)) * (1 - random / 5));

/** Until when Microsoft's wait lasts. */
export const waitUntil = (retryAt: EpochMs | undefined, attempts: number, now: EpochMs, random: number): EpochMs =>
  retryAt === undefined ? now + Math.max(2 * SECOND, backoffMs(attempts + 1, random)) : retryAt + POLITENESS_MS;

export interface RoundResult {
  readonly outcomes: readonly Outcome[];
  /** Why the lane as a whole cannot go on, when one answer said so. */
  readonly blockedBy?: Reason;
}

/** What a round teaches the lane. */
export function learn(lane: Lane, { outcomes, blockedBy }: RoundResult, now: EpochMs, random: number): Lane {
  if (outcomes.length === 0) return lane;
  const done = outcomes.some((outcome) => outcome.kind === 'done' || outcome.kind === 'gone');
  let next = lane;
  if (done) next = { ...without(next, 'failing', 'blocked'), lastSuccessAt: now };
  // Where something was done, what was refused is the item's own trouble, not the lane's.
  if (blockedBy && !done)
    return { ...next, blocked: { reason: blockedBy, since: lane.blocked?.since ?? now, probeAt: now + PROBE_EVERY_MS } };

  const throttled = outcomes.filter((outcome) => outcome.kind === 'throttled');
  if (throttled.length > 0) {
    const stated = throttled.map((outcome) => waitUntil(outcome.retryAt, lane.throttles, now, random));
    return { ...next, width: Math.max(1, Math.floor(lane.width / 2)), throttles: lane.throttles + 1, notBefore: Math.max(...stated) };
  }
  if (done) {
    const clean = outcomes.every((outcome) => outcome.kind === 'done' || outcome.kind === 'gone');
    const filled = outcomes.length >= lane.width;
    return { ...next, throttles: 0, width: clean && filled ? Math.min(WIDEST, lane.width + 2) : lane.width };
  }
  if (outcomes.every((outcome) => outcome.kind === 'app')) return next;
  // One item alone may be the cause of its own trouble; several at once are the lane's.
  const failed = outcomes.filter((outcome) => outcome.kind === 'unavailable' || outcome.kind === 'unknown');
  if (failed.length < 2 && !lane.failing) return next;
  const attempts = (lane.failing?.attempts ?? 0) + 1;
  const stated = failed.flatMap((outcome) => (outcome.kind === 'unavailable' && outcome.retryAt !== undefined ? [outcome.retryAt] : []));
  return {
    ...next,
    failing: { since: lane.failing?.since ?? now, attempts },
    notBefore: Math.max(now + backoffMs(attempts, random), ...stated.map((at) => at + POLITENESS_MS)),
  };
}

/** How many items the next round may take: one to probe a lane that failed. */
export const roundWidth = (lane: Lane): number => (lane.failing || lane.blocked ? 1 : lane.width);
