import { SECOND, type EpochMs } from '../kernel/clock';
import { ExternalFailure } from '../kernel/failure';
import type { LaneId } from '../kernel/ids';
import type { LoopDeps } from './deps';
import { makeGateKeeper, type GateKeeper } from './gate-keeper';
import { TURN_MS, heldBack, wait, without, type Nudged } from './lane';
import { load, release } from './load';
import { makeSendNudge, type SendNudge } from './nudge';
import { roundWidth } from './pace';
import { recover } from './recover';
import { round, taught } from './round';
import { LaneLost, begin, type Turn } from './turn';

/** Brings the due items of one lane in step. Never throws for an outside failure: the lane keeps the reason. */
export type WorkLane = (lane: LaneId, nudged: Nudged) => Promise<void>;

export const makeWorkLane = (deps: LoopDeps): WorkLane => {
  const sendNudge = makeSendNudge(deps);
  const gate = makeGateKeeper(deps);
  return async (lane, nudged) => {
    try {
      const closedUntil = await gate.closedUntil(lane);
      if (closedUntil !== undefined) {
        await sendNudge({ lane, cause: 'wake-up' }, closedUntil + SECOND);
        return;
      }
      const begun = await begin(deps, lane, nudged);
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
          await workTurn(deps, { turn: begun.turn, sendNudge, gate });
      }
    } catch (error) {
      if (error instanceof LaneLost) {
        deps.log.warn('sync.lane.lost', { lane });
        return;
      }
      if (!(error instanceof ExternalFailure)) throw error;
      deps.log.warn('sync.lane.interrupted', { lane, where: error.where, failure: error.failure.kind });
    }
  };
};

interface Work {
  readonly turn: Turn;
  readonly sendNudge: SendNudge;
  readonly gate: GateKeeper;
}

async function workTurn(deps: LoopDeps, work: Work): Promise<void> {
  const startedAt = work.turn.now();
  try {
    await recover(deps, work.turn);
    while (await rounds(deps, work, startedAt));
  } catch (error) {
    if (error instanceof ExternalFailure) await giveBack(work);
    throw error;
  }
}

/** Works until nothing is due or the turn is over; true when a nudge came meanwhile and the turn goes on. */
async function rounds(deps: LoopDeps, work: Work, startedAt: EpochMs): Promise<boolean> {
  const { turn, gate } = work;
  const dues: EpochMs[] = [];
  let first = true;
  for (;;) {
    if (turn.now() - startedAt >= TURN_MS) {
      await handOver(work);
      return false;
    }
    const closedUntil = first ? undefined : await gate.closedUntil(turn.lane().id);
    if (closedUntil !== undefined) {
      dues.push(closedUntil);
      break;
    }
    first = false;
    const before = turn.lane();
    const width = roundWidth(before);
    const loaded = await load(deps, turn, width);
    if (loaded.length === 0) break;
    const { outcomes, nextDue } = await round(deps, turn, loaded);
    if (nextDue !== undefined) dues.push(nextDue);
    for (const outcome of outcomes) if (outcome.kind === 'app') await gate.shut(outcome.failure, turn.now());
    if (outcomes.some((outcome) => outcome.kind === 'app')) break;
    if (outcomes.length > 0) await gate.reached(turn.lane().id, turn.now());
    if (taught(deps, turn, turn.lane(), loaded, outcomes) !== turn.lane()) {
      await turn.update((lane) => taught(deps, turn, lane, loaded, outcomes));
    }
    const after = turn.lane();
    if ((before.failing && !after.failing) || (before.blocked && !after.blocked)) await release(deps, turn, after.id);
    if (heldBack(after, turn.now()) !== undefined) break;
    const allSeen = width > 1 && loaded.length < width;
    if (allSeen && (nextDue === undefined || nextDue > turn.now())) break;
  }
  return end(work, dues);
}

/** Gives the lane back, unless a nudge came meanwhile; sees that one wake-up comes for what is due later. */
async function end({ turn, sendNudge }: Work, dues: readonly EpochMs[]): Promise<boolean> {
  let more = false;
  let wakeAt: EpochMs | undefined;
  await turn.update((lane) => {
    const now = turn.now();
    const held = heldBack(lane, now);
    more = held === undefined && lane.wanted > lane.served;
    wakeAt = undefined;
    if (more) return { ...without(lane, 'flight'), served: lane.wanted };
    const free = without(lane, 'flight', 'heldUntil');
    const ahead = dues.filter((due) => due > now);
    const until = held ?? (ahead.length > 0 ? Math.min(...ahead) : undefined);
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
  const lane = await turn.update((present) => without(present, 'flight', 'heldUntil'));
  await sendNudge({ lane: lane.id, cause: 'turn-over' });
}

/** The store failed in mid-turn. The flight stays in the lane: whoever comes next looks before it writes. */
async function giveBack({ turn, sendNudge }: Work): Promise<void> {
  const { id, heldUntil } = turn.lane();
  try {
    await turn.update((lane) => without(lane, 'heldUntil'));
    await sendNudge({ lane: id, cause: 'look-again' }, turn.now() + 2 * SECOND);
  } catch (error) {
    if (!(error instanceof ExternalFailure) && !(error instanceof LaneLost)) throw error;
    if (heldUntil !== undefined) await sendNudge({ lane: id, cause: 'look-again' }, heldUntil + SECOND);
  }
}
