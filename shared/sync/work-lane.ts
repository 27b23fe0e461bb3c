import { MINUTE, SECOND, type EpochMs } from '../kernel/clock';
import { ExternalFailure, loggedFailure } from '../kernel/failure';
import type { LaneId } from '../kernel/ids';
import type { LoopDeps } from './deps';
import { makeGateKeeper, type GateKeeper } from './lane/gate-keeper';
import { unhindered } from './lane/hindrance';
import { TURN_MS, heldBack, wait, without, type Lane, type Nudged } from './lane/lane';
import { laneTag } from './lane/lane-tag';
import { load, nextDue, release } from './lane/load';
import { makeSendNudge, type SendNudge } from './lane/nudge';
import { learn, roundWidth } from './lane/pace';
import { recover } from './round/recover';
import { round, type Round } from './round/round';
import { LaneLost, begin, type Turn } from './lane/turn';

/** Brings the due items of one lane in step. Never throws for an outside failure: the lane keeps the reason. */
export type WorkLane = (lane: LaneId, nudged: Nudged) => Promise<void>;

export const makeWorkLane = (deps: LoopDeps): WorkLane => {
  const sendNudge = makeSendNudge(deps);
  const gate = makeGateKeeper(deps);
  return async (lane, nudged) => {
    try {
      const begun = await begin(deps, lane, nudged, (id) => gate.closedUntil(id));
      switch (begun.kind) {
        case 'leave':
          return;
        case 'note':
          if (begun.lookAgainAt !== undefined) await sendNudge({ lane, cause: 'look-again' }, begun.lookAgainAt + SECOND);
          return;
        case 'wait':
          if (begun.next) await sendNudge({ lane, cause: 'wake-up' }, begun.wakeAt);
          return;
        case 'turn':
          await workTurn(deps, { turn: begun.turn, sendNudge, gate, asked: new Set(), warned: new Set() });
      }
    } catch (error) {
      if (error instanceof LaneLost) {
        deps.log.warn('sync.lane.lost', { lane: laneTag(lane) });
        return;
      }
      if (!(error instanceof ExternalFailure)) throw error;
      deps.log.warn('sync.lane.interrupted', { lane: laneTag(lane), where: error.where, ...loggedFailure(error.failure) });
    }
  };
};

interface Work {
  readonly turn: Turn;
  readonly sendNudge: SendNudge;
  readonly gate: GateKeeper;
  /** Kinds that were asked in this turn what hinders them. */
  readonly asked: Set<string>;
  /** Kinds that this version does not know, and of which the log has been told in this turn. */
  readonly warned: Set<string>;
}

async function workTurn(deps: LoopDeps, work: Work): Promise<void> {
  const startedAt = work.turn.now();
  try {
    await recover(deps, work.turn);
    // `begin` has asked the gate for the first round.
    let first = true;
    while (await rounds(deps, work, startedAt, first)) first = false;
  } catch (error) {
    if (error instanceof ExternalFailure) await giveBack(work, error);
    throw error;
  }
}

/** Works until nothing is due or the turn is over; true when a nudge came meanwhile and the turn goes on. */
async function rounds(deps: LoopDeps, work: Work, startedAt: EpochMs, gateAsked: boolean): Promise<boolean> {
  const { turn, gate } = work;
  let called = false;
  const finish = async (next: Parameters<typeof end>[1]): Promise<boolean> => {
    if (!called) await gate.vacated(turn.lane().id);
    return end(work, next);
  };
  for (let first = gateAsked; ; first = false) {
    const loadedAt = turn.now();
    if (loadedAt - startedAt >= TURN_MS) {
      await handOver(work);
      return false;
    }
    const closedUntil = first ? undefined : await gate.closedUntil(turn.lane().id);
    if (closedUntil !== undefined) return end(work, { closedUntil });
    const before = turn.lane();
    const { loaded, all } = await load(deps, turn, roundWidth(before));
    const done = await round(deps, turn, await unhindered(deps, turn, loaded, work.asked), work.warned);
    called ||= done.met.length > 0;
    const right = await teach(deps, work, done);
    const after = turn.lane();
    const freed = await releaseFreed(deps, turn, before, after);
    const nothingLeft = all && !freed && (done.dueAgainAt === undefined || done.dueAgainAt > turn.now());
    if (right.closedUntil !== undefined) return finish({ closedUntil: right.closedUntil });
    if (!nothingLeft && !right.failed && heldBack(after, turn.now()) === undefined) continue;
    const due = await nextDue(deps, turn, loadedAt);
    return finish(due === undefined ? {} : { due });
  }
}

interface RightMet {
  readonly failed: boolean;
  /** Until when its gate is shut. */
  readonly closedUntil?: EpochMs | undefined;
}

/** Tells gate and lane what the round met, and says whether the right as a whole failed. */
async function teach(deps: LoopDeps, { turn, gate }: Work, done: Round): Promise<RightMet> {
  const { id } = turn.lane();
  // One answer refuses a whole batch: it is one refusal, however many requests were in it.
  const failure = done.met.flatMap(({ outcome }) => (outcome.kind === 'app' ? [outcome.failure] : []))[0];
  if (failure) return { failed: true, closedUntil: await gate.shut(id, failure, turn.now()) };
  if (done.met.length > 0) await gate.reached(id, turn.now());
  const random = deps.clock.random();
  const learned = (lane: Lane): Lane => learn(lane, done, turn.now(), random);
  if (learned(turn.lane()) !== turn.lane()) await turn.update(learned);
  return { failed: false };
}

/** A probe succeeded: whatever waited with the lane, or with a kind, is due; true where there was such a probe. */
async function releaseFreed(deps: LoopDeps, turn: Turn, before: Lane, after: Lane): Promise<boolean> {
  if ((before.failing && !after.failing) || (before.blocked && !after.blocked)) {
    await release(deps, turn);
    return true;
  }
  const freed = Object.keys(before.kinds ?? {}).filter((kind) => !after.kinds?.[kind]);
  if (freed.length > 0) await release(deps, turn, freed);
  return freed.length > 0;
}

/** Gives the lane back, unless a nudge came meanwhile; sees that one wake-up comes for what is due later, or for the opening of the gate. */
async function end({ turn, sendNudge }: Work, next: { readonly closedUntil?: EpochMs; readonly due?: EpochMs }): Promise<boolean> {
  let more = false;
  let wakeAt: EpochMs | undefined;
  await turn.update((lane) => {
    const now = turn.now();
    const held = heldBack(lane, now) ?? next.closedUntil;
    more = held === undefined && lane.wanted > lane.served;
    wakeAt = undefined;
    if (more) return { ...without(lane, 'flight', 'interrupted'), served: lane.wanted };
    const free = without(lane, 'flight', 'heldUntil', 'interrupted');
    const until = held ?? next.due;
    if (until === undefined) return free;
    const waiting = wait(free, until, now);
    if (waiting.next) ({ wakeAt } = waiting);
    return waiting.next ?? free;
  });
  if (wakeAt !== undefined) await sendNudge({ lane: turn.lane().id, cause: 'wake-up' }, wakeAt);
  return more;
}

/** The turn is over and there may be more: the next nudge takes the lane. */
async function handOver({ turn, sendNudge }: Work): Promise<void> {
  const lane = await turn.update((present) => without(present, 'flight', 'heldUntil', 'interrupted'));
  await sendNudge({ lane: lane.id, cause: 'turn-over' });
}

/** 2 s, 4 s … up to a minute: a nudge or the sweep may come first. */
const againAfterMs = (times: number): number => Math.min(MINUTE, SECOND * 2 ** Math.min(times, 10));

/** The store failed in mid-turn. The flight stays in the lane: whoever comes next looks before it writes. */
async function giveBack({ turn, sendNudge }: Work, { where, failure }: ExternalFailure): Promise<void> {
  const { id, heldUntil } = turn.lane();
  try {
    const { interrupted } = await turn.update((lane) => {
      const times = (lane.interrupted?.times ?? 0) + 1;
      const since = lane.interrupted?.since ?? turn.now();
      const nextTryAt = turn.now() + againAfterMs(times);
      return { ...without(lane, 'heldUntil'), interrupted: { since, times, where, failure: failure.kind, nextTryAt } };
    });
    await sendNudge({ lane: id, cause: 'look-again' }, interrupted?.nextTryAt);
  } catch (error) {
    if (!(error instanceof ExternalFailure) && !(error instanceof LaneLost)) throw error;
    if (heldUntil !== undefined) await sendNudge({ lane: id, cause: 'look-again' }, heldUntil + SECOND);
  }
}
