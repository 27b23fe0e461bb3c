import { SECOND, type EpochMs } from '../../kernel/clock';
import type { Document } from '../../kernel/database';
import type { Failure } from '../../kernel/failure';
import { toLaneId, type LaneId } from '../../kernel/ids';
import { CALL_DEADLINE_MS, HOLD_MS, PROBE_EVERY_MS, without, type Block } from './lane';
import { waitUntil } from './pace';
import { lanePrefix, OWN_RIGHT, rightOf, type Right } from './right';
import { reasons, type Unreachable } from '../item/reasons';

/** One gate for each right. That of the own right has the oldest name. */
export const gateId = (right: Right): string => {
  const prefix = lanePrefix(right);
  return prefix === undefined ? 'gate' : `gate:${prefix}`;
};
export const rightOfGate = (id: string): Right => (id === 'gate' ? OWN_RIGHT : rightOf(toLaneId(id.replace(/^gate:/, ''))));
/** A limit that has grown to so many lanes is dropped: the gate is open again. */
const MANY_LANES = 32;
const FIRST_LIMIT = 8;

/** What concerns every lane of a right: one document. Lanes at work are counted only while Microsoft throttles the app. */
export interface Gate extends Document {
  readonly type: 'gate';
  readonly notBefore?: EpochMs;
  readonly blocked?: Block;
  /** Learned: how many lanes may be at work; absent: any number. */
  readonly limit?: number;
  readonly atWork: readonly { readonly lane: LaneId; readonly until: EpochMs }[];
  readonly throttles: number;
  /** Nothing has been answered since: told to a person after a while. */
  readonly unreachable?: Unreachable;
}

export const newGate = (id: string): Gate => ({ id, pk: id, type: 'gate', atWork: [], throttles: 0 });

/** As it was stored. What another version or a person left out is as in a new gate; a whole gate stays the same value. */
export function openGate(stored: Partial<Gate> & Document): Gate {
  const { atWork, throttles } = stored;
  const whole = Array.isArray(atWork) && typeof throttles === 'number';
  if (whole) return stored as Gate; // by what was just seen
  const present = newGate(stored.id);
  return {
    ...present,
    ...stored,
    type: 'gate',
    atWork: Array.isArray(atWork) ? atWork : [],
    throttles: typeof throttles === 'number' ? throttles : 0,
  };
}

export type Pass =
  | { readonly kind: 'pass'; readonly next?: Gate }
  /** Come back then. */
  | { readonly kind: 'wait'; readonly until: EpochMs };

const FIRST_PROBE_MS = 5 * SECOND;
/** 5 s, 10 s, 20 s … up to five minutes: most refusals of a sign-in pass, and all lanes wait for this one. */
const probeAfterMs = (found: number): number => Math.min(PROBE_EVERY_MS, FIRST_PROBE_MS * 2 ** Math.min(found - 1, 10));
/** What a probe may take, before another lane probes in its place. */
const PROBE_TAKES_MS = CALL_DEADLINE_MS + 5 * SECOND;

/** Until when every lane must wait; undefined: none need. */
export function closedUntil({ notBefore = 0, blocked }: Gate, now: EpochMs): EpochMs | undefined {
  const until = Math.max(notBefore, blocked?.probeAt ?? 0);
  return until > now ? until : undefined;
}

/** Whether the lane may work now. `next` is to be written first where the gate counts. */
export function pass(gate: Gate, lane: LaneId, now: EpochMs): Pass {
  const until = closedUntil(gate, now);
  if (until !== undefined) return { kind: 'wait', until };
  // The first lane after a block is the probe: the others wait for what it finds.
  if (gate.blocked) {
    const { found = 1 } = gate.blocked;
    return { kind: 'pass', next: { ...gate, blocked: { ...gate.blocked, found: found + 1, probeAt: now + PROBE_TAKES_MS } } };
  }
  if (gate.limit === undefined) return { kind: 'pass' };
  const others = gate.atWork.filter((entry) => entry.until > now && entry.lane !== lane);
  if (others.length >= gate.limit) return { kind: 'wait', until: now + 5 * SECOND };
  return { kind: 'pass', next: { ...gate, atWork: [...others, { lane, until: now + HOLD_MS }] } };
}

/** What a failure of the whole app does to the gate. */
export function shut(gate: Gate, failure: Failure, now: EpochMs, random: number): Gate {
  switch (failure.kind) {
    case 'denied': {
      // Lanes that were at work when it shut find it shut together: only probes count.
      const found = gate.blocked?.found ?? 1;
      const probeAt = now + probeAfterMs(found);
      return {
        ...without(gate, 'unreachable'),
        blocked: { reason: reasons.credentialRefused(failure, probeAt), since: gate.blocked?.since ?? now, probeAt, found },
      };
    }
    case 'throttled':
      return {
        ...without(gate, 'unreachable'),
        limit: Math.max(1, Math.floor((gate.limit ?? FIRST_LIMIT * 2) / 2)),
        throttles: gate.throttles + 1,
        notBefore: waitUntil(failure.retryAt, gate.throttles, now, random),
      };
    case 'unavailable': {
      const { what } = failure;
      return {
        ...gate,
        throttles: gate.throttles + 1,
        notBefore: waitUntil(failure.retryAt, gate.throttles, now, random),
        unreachable: { since: gate.unreachable?.since ?? now, ...(what !== undefined && { what }) },
      };
    }
    case 'unanswered':
    case 'malformed':
      return gate;
  }
}

/** The lane's turn ended without a call to Microsoft: its place is another's. */
export const vacated = (gate: Gate, lane: LaneId): Gate =>
  gate.atWork.some((entry) => entry.lane === lane) ? { ...gate, atWork: gate.atWork.filter((entry) => entry.lane !== lane) } : gate;

export const isOpen = (gate: Gate): boolean => !gate.blocked && gate.limit === undefined && gate.throttles === 0;

/** The gate without its waits: whatever asks next is told by Microsoft itself. `at` lies in the past by any clock. */
export const askedNow = (gate: Gate, at: EpochMs): Gate => ({
  ...without(gate, 'notBefore'),
  ...(gate.blocked && { blocked: { ...gate.blocked, probeAt: at } }),
});

/** What a round that reached Microsoft does to the gate; the same value when there is nothing to note. */
export function opened(gate: Gate, lane: LaneId, now: EpochMs): Gate {
  if (isOpen(gate)) return gate;
  const free = {
    ...without(gate, 'blocked', 'limit', 'unreachable'),
    throttles: 0,
    atWork: gate.atWork.filter((entry) => entry.lane !== lane && entry.until > now),
  };
  if (gate.limit === undefined) return free;
  return gate.limit + 1 >= MANY_LANES ? { ...free, atWork: [] } : { ...free, limit: gate.limit + 1 };
}
