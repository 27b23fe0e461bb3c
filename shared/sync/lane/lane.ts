import { HOUR, MINUTE, SECOND, type EpochMs } from '../../kernel/clock';
import type { Document, SessionToken } from '../../kernel/database';
import type { LaneId } from '../../kernel/ids';
import type { NudgeCause } from './nudge';
import type { Operation } from '../item/plan';
import type { Reason } from '../item/reasons';

/** How long a hold lasts unless it is extended. */
export const HOLD_MS = 90 * SECOND;
/** How long one holder goes on before it hands the lane to the next nudge. */
export const TURN_MS = 45 * SECOND;
/** No request leaves unless its deadline ends this long before the hold does. */
export const HOLD_MARGIN_MS = 5 * SECOND;
export const CALL_DEADLINE_MS = 30 * SECOND;
export const PROBE_EVERY_MS = 5 * MINUTE;
export const WIDEST = 20;
const FIRST_WIDTH = 4;

/** What the lane's holder is about to do; written before the first of its requests leaves. */
export interface Flight {
  readonly at: EpochMs;
  readonly epoch: number;
  readonly entries: readonly FlightEntry[];
}

export interface FlightEntry {
  readonly pk: string;
  readonly id: string;
  readonly revision: number;
  readonly generation: number;
  readonly operation: Operation;
}

/** Something that a person must mend; asked again at `probeAt`. */
export interface Block {
  readonly reason: Reason;
  readonly since: EpochMs;
  readonly probeAt: EpochMs;
  /** Of a gate: how often it was found shut in a row. */
  readonly found?: number;
}

/** Turns in a row that the store ended: the lane cannot say more than where. */
export interface Interrupted {
  readonly since: EpochMs;
  readonly times: number;
  /** The operation, and the kind of failure. */
  readonly where: string;
  readonly failure: string;
  readonly nextTryAt: EpochMs;
}

/** The physical unit of Microsoft's limits, as one document: lock, pacing, pause and operator's view. All instants by the store's clock. */
export interface Lane extends Document {
  readonly type: 'lane';
  readonly id: LaneId;
  readonly epoch: number;
  readonly heldUntil?: EpochMs;
  /** Nudges that came, and those that the present or last holder answers for. */
  readonly wanted: number;
  readonly served: number;
  /** Names a moment that a load must see: commits that nudged, settlements of the last holder. */
  readonly since?: SessionToken;
  readonly notBefore?: EpochMs;
  /** Until when it is our own pace that `notBefore` keeps, not Microsoft's word. */
  readonly pacedUntil?: EpochMs;
  /** When something was sent from here lately. */
  readonly sends?: readonly EpochMs[];
  /** When the scheduled wake-up comes. */
  readonly wakeAt?: EpochMs;
  readonly paused?: { readonly reason: string; readonly since: EpochMs };
  readonly blocked?: Block;
  /** Kinds that are blocked in this lane while others go on. */
  readonly kinds?: Readonly<Record<string, Block>>;
  readonly failing?: { readonly since: EpochMs; readonly attempts: number };
  readonly interrupted?: Interrupted;
  readonly throttles: number;
  /** Learned: how many items one batch may hold. */
  readonly width: number;
  readonly flight?: Flight;
  readonly lastSuccessAt?: EpochMs;
}

export const newLane = (id: LaneId): Lane => ({
  id,
  pk: id,
  type: 'lane',
  epoch: 0,
  wanted: 0,
  served: 0,
  throttles: 0,
  width: FIRST_WIDTH,
});

/** The lane without some of its optional parts. */
export function without<T extends object, K extends keyof T>(value: T, ...names: readonly K[]): Omit<T, K> {
  const copy = { ...value };
  for (const name of names) Reflect.deleteProperty(copy, name);
  return copy;
}

export type Take =
  | { readonly kind: 'leave' }
  /** Held: leave word that there is more. */
  | { readonly kind: 'note'; readonly next: Lane; readonly lookAgainAt?: EpochMs }
  /** Not yet: see that one wake-up comes. `next` when the lane must remember it. */
  | { readonly kind: 'wait'; readonly wakeAt: EpochMs; readonly next?: Lane }
  | { readonly kind: 'take'; readonly next: Lane };

export interface Nudged {
  readonly since?: SessionToken;
  readonly cause: NudgeCause;
  /** The bus gives this nudge again: whoever had it may be dead. */
  readonly redelivered: boolean;
}

/** What a nudge does to the lane as it stands at `now` (design, section 2, steps 1 to 3). */
export function take(
  lane: Lane,
  now: EpochMs,
  nudged: Nudged,
  later: (a?: SessionToken, b?: SessionToken) => SessionToken | undefined,
): Take {
  if (lane.paused) return { kind: 'leave' };
  const until = heldBack(lane, now);
  if (until !== undefined) return wait(woken(lane, now, nudged), until, now);
  const since = later(lane.since, nudged.since);
  if (isHeld(lane, now)) {
    const lookAgain = nudged.redelivered ? { lookAgainAt: lane.heldUntil } : {};
    if (lane.wanted > lane.served && since === lane.since)
      return nudged.redelivered ? { kind: 'note', next: lane, ...lookAgain } : { kind: 'leave' };
    return { kind: 'note', next: { ...lane, wanted: lane.wanted + 1, ...(since !== undefined && { since }) }, ...lookAgain };
  }
  return {
    kind: 'take',
    next: {
      ...woken(lane, now, nudged),
      epoch: lane.epoch + 1,
      heldUntil: now + HOLD_MS,
      served: lane.wanted,
      ...(since !== undefined && { since }),
    },
  };
}

/** A hold that reaches further than any is given for was written by nobody's clock: it would keep the lane for ever. */
const isHeld = (lane: Lane, now: EpochMs): lane is Lane & { readonly heldUntil: EpochMs } =>
  lane.heldUntil !== undefined && lane.heldUntil > now && lane.heldUntil <= now + 2 * HOLD_MS;

/** The bus and the store may disagree by a second; a wake-up that comes too early must be sent again. */
const LATE_ENOUGH_MS = SECOND;
/** A wake-up that comes earlier than this is not the one that the lane waits for. */
const EARLY_AT_MOST_MS = 5 * SECOND;

/** The lane without a wake-up that has come. */
export const woken = (lane: Lane, now: EpochMs, { cause }: Nudged): Lane =>
  lane.wakeAt !== undefined && lane.wakeAt <= now + (cause === 'wake-up' ? EARLY_AT_MOST_MS : 0) ? without(lane, 'wakeAt') : lane;

/** What is due later is found by the sweep. */
const WAKES_AT_LATEST_MS = 24 * HOUR;

/** One wake-up is enough: a later one is not needed while an earlier one is to come. */
export function wait(lane: Lane, until: EpochMs, now: EpochMs): Extract<Take, { kind: 'wait' }> {
  const wakeAt = Math.min(until, now + WAKES_AT_LATEST_MS) + LATE_ENOUGH_MS;
  const comes = lane.wakeAt !== undefined && lane.wakeAt > now && lane.wakeAt <= wakeAt;
  return comes ? { kind: 'wait', wakeAt } : { kind: 'wait', wakeAt, next: { ...lane, wakeAt } };
}

/** Microsoft is believed for an hour; a wait beyond that was written by nobody's clock. */
const LONGEST_WAIT_MS = HOUR + MINUTE;

/** Until when the lane itself must wait; undefined: it need not. */
export function heldBack(lane: Lane, now: EpochMs): EpochMs | undefined {
  const waits = [lane.notBefore ?? 0, lane.blocked?.probeAt ?? 0].filter((at) => at > now && at <= now + LONGEST_WAIT_MS);
  return waits.length === 0 ? undefined : Math.max(...waits);
}
