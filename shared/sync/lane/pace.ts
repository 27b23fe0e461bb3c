import { MINUTE, SECOND, type EpochMs } from '../../kernel/clock';
import type { Outcome } from '../item/outcome';
import type { Reason } from '../item/reasons';
import type { Scope } from '../scope';
import { PROBE_EVERY_MS, WIDEST, without, type Block, type Lane } from './lane';

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

/** What one request came to, and what its refusal may block. */
export interface Met {
  readonly kind: string;
  readonly scope: Scope;
  readonly outcome: Outcome;
  /** Of a refusal that a person must mend: the sentence for the item that was refused. */
  readonly reason?: Reason;
}

export interface RoundResult {
  readonly met: readonly Met[];
  /** A look-up was answered: the target is there. */
  readonly seen?: boolean;
}

const isDone = ({ outcome }: Met): boolean => outcome.kind === 'done' || outcome.kind === 'not-found';

/** What a round teaches the lane. */
export function learn(lane: Lane, { met, seen = false }: RoundResult, now: EpochMs, random: number): Lane {
  const found: Lane = seen && lane.blocked ? without(lane, 'blocked') : lane;
  if (met.length === 0) return found;
  const done = met.some(isDone);
  let next = withKinds(done ? { ...without(found, 'failing', 'blocked'), lastSuccessAt: now } : found, met, now);
  // Where something was done, a missing target is the item's own trouble, not the lane's.
  const missing =
    done || seen ? undefined : met.find(({ outcome, scope }) => outcome.kind === 'target-missing' && scope.missing.blocks === 'lane');
  if (missing?.reason) next = { ...next, blocked: block(missing.reason, lane.blocked, now) };
  return missing ? next : pacing(next, lane, met, { now, random, done });
}

const block = (reason: Reason, earlier: Block | undefined, now: EpochMs): Block => ({
  reason,
  since: earlier?.since ?? now,
  probeAt: now + PROBE_EVERY_MS,
});

/** Outcomes that tell nothing of a permission. */
const SILENT = new Set<Outcome['kind']>(['throttled', 'unavailable', 'unknown', 'alone', 'app']);

/** A missing permission blocks its kind in the lane; any answer that shows the permission ends that. */
function withKinds(lane: Lane, met: readonly Met[], now: EpochMs): Lane {
  const kinds = { ...lane.kinds };
  for (const kind of new Set(met.map((one) => one.kind))) {
    const own = met.filter((one) => one.kind === kind);
    const denied = own.find(({ outcome, scope }) => outcome.kind === 'denied' && scope.denied === 'kind');
    if (denied?.reason && !own.some(isDone)) kinds[kind] = block(denied.reason, kinds[kind], now);
    else if (own.some(({ outcome }) => outcome.kind !== 'denied' && !SILENT.has(outcome.kind))) Reflect.deleteProperty(kinds, kind);
  }
  if (Object.keys(kinds).length > 0) return { ...lane, kinds };
  return lane.kinds ? without(lane, 'kinds') : lane;
}

/** Width and waits of the lane as a whole. */
function pacing(
  next: Lane,
  lane: Lane,
  met: readonly Met[],
  { now, random, done }: { readonly now: EpochMs; readonly random: number; readonly done: boolean },
): Lane {
  const throttled = met.flatMap(({ outcome, scope }) => (outcome.kind === 'throttled' && scope.throttled === 'lane' ? [outcome] : []));
  if (throttled.length > 0) {
    const stated = throttled.map((outcome) => waitUntil(outcome.retryAt, lane.throttles, now, random));
    return { ...next, width: Math.max(1, Math.floor(lane.width / 2)), throttles: lane.throttles + 1, notBefore: Math.max(...stated) };
  }
  if (done) {
    const filled = met.length >= lane.width;
    return { ...next, throttles: 0, width: met.every(isDone) && filled ? Math.min(WIDEST, lane.width + 2) : lane.width };
  }
  const outcomes = met.map(({ outcome }) => outcome);
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

/** The lane without its waits but that of our own pace: whatever leaves next is told by Microsoft itself. `at` lies in the past by any clock. */
export function askedNow(lane: Lane, at: EpochMs): Lane {
  const ownPace = lane.pacedUntil !== undefined && lane.pacedUntil === lane.notBefore;
  const rest = without(lane, 'wakeAt', ...(ownPace ? [] : (['notBefore'] as const)));
  return {
    ...rest,
    ...(lane.blocked && { blocked: { ...lane.blocked, probeAt: at } }),
    ...(lane.kinds && { kinds: Object.fromEntries(Object.entries(lane.kinds).map(([kind, block]) => [kind, { ...block, probeAt: at }])) }),
  };
}

/** How many requests the next round may send: one to probe a lane that failed. */
export const roundWidth = (lane: Lane): number => (lane.failing || lane.blocked ? 1 : lane.width);
