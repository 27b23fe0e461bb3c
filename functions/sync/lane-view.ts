import type { EpochMs } from '../../shared/kernel/clock';
import { instantText } from '../../shared/kernel/instants';
import type { Gate } from '../../shared/sync/lane/gate';
import type { Lane } from '../../shared/sync/lane/lane';
import { laneTag } from '../../shared/sync/lane/lane-tag';
import { reasons } from '../../shared/sync/item/reasons';
import type { LaneList } from '../../shared/sync/messages';
import { lastingly } from '../../shared/sync/read/view';
import { instant, reasonView } from './view';

type LaneView = LaneList['items'][number];

/** A lane as an operator reads it. */
export function laneView(lane: Lane, now: EpochMs): LaneView {
  return {
    id: lane.id,
    logId: laneTag(lane.id),
    ...standing(lane, now),
    width: lane.width,
    ...instant('heldUntil', ahead(lane.heldUntil, now)),
    ...instant('notBefore', ahead(lane.notBefore, now)),
    ...instant('wakeAt', ahead(lane.wakeAt, now)),
    inFlight: lane.flight?.entries.length ?? 0,
    ...instant('lastSuccessAt', lane.lastSuccessAt),
    ...reasonOf(lane),
  };
}

/** What a person must mend first: the lane as a whole, or one kind of entry in it. */
const blockOf = (lane: Lane): Lane['blocked'] => lane.blocked ?? Object.values(lane.kinds ?? {})[0];

function reasonOf(lane: Lane): Pick<LaneView, 'reason'> {
  const { interrupted } = lane;
  const reason = blockOf(lane)?.reason ?? (interrupted && reasons.storeFailed(interrupted, interrupted.nextTryAt));
  return reason ? { reason: reasonView(reason) } : {};
}

/** What Microsoft said may end without a full stop. */
const ended = (sentence: string): string => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`);

const ahead = (at: EpochMs | undefined, now: EpochMs): EpochMs | undefined => (at !== undefined && at > now ? at : undefined);

function standing(lane: Lane, now: EpochMs): Pick<LaneView, 'state' | 'waitsFor'> {
  const { paused, failing, pacedUntil: paced } = lane;
  const blocked = blockOf(lane);
  if (paused) return { state: 'paused', waitsFor: `An operator paused it at ${instantText(paused.since)}: ${paused.reason}` };
  if (blocked) return { state: 'blocked', waitsFor: `${ended(blocked.reason.sentence)} It is probed at ${instantText(blocked.probeAt)}.` };
  if (lane.interrupted) {
    const { since, nextTryAt } = lane.interrupted;
    const { sentence } = reasons.storeFailed(lane.interrupted, nextTryAt);
    return {
      state: 'waiting',
      waitsFor: `${ended(sentence)} So it has been since ${instantText(since)}; the next try is at ${instantText(nextTryAt)}.`,
    };
  }
  const notBefore = ahead(lane.notBefore, now);
  const silent = lastingly(lane, undefined, now);
  if (silent) return { state: 'waiting', waitsFor: reasons.unreachable(silent).sentence };
  if (notBefore !== undefined) {
    const own = paced === notBefore ? 'As many as it may send in a minute have left' : 'Microsoft asked it to wait';
    const why = failing ? 'Microsoft did not take its requests' : own;
    return { state: 'waiting', waitsFor: `${why}; it goes on at ${instantText(notBefore)}.` };
  }
  const held = ahead(lane.heldUntil, now);
  if (held !== undefined) return { state: 'working', waitsFor: `Somebody works in it, until ${instantText(held)} at the latest.` };
  const wakeAt = ahead(lane.wakeAt, now);
  if (wakeAt !== undefined) return { state: 'waiting', waitsFor: `Its next item is due; it wakes up at ${instantText(wakeAt)}.` };
  return { state: 'idle', waitsFor: 'Nothing: no work is known.' };
}

/** What concerns every lane. */
export function gateView(gate: Gate | undefined, now: EpochMs): LaneList['app'] {
  const lanesAtWork = gate?.atWork.filter(({ until }) => until > now).length ?? 0;
  const counts = { lanesAtWork, ...(gate?.limit !== undefined && { lanesAllowed: gate.limit }) };
  if (gate?.blocked) {
    const { reason, probeAt } = gate.blocked;
    return {
      state: 'blocked',
      waitsFor: `${ended(reason.sentence)} It is probed at ${instantText(probeAt)}.`,
      ...counts,
      reason: reasonView(reason),
    };
  }
  const notBefore = ahead(gate?.notBefore, now);
  const silent = lastingly(undefined, gate, now);
  if (silent) {
    const reason = reasons.unreachable(silent, notBefore);
    return { state: 'waiting', waitsFor: reason.sentence, ...counts, reason: reasonView(reason), ...instant('notBefore', notBefore) };
  }
  if (notBefore !== undefined) {
    const waitsFor = `Microsoft asked the whole app to wait; it goes on at ${instantText(notBefore)}.`;
    return { state: 'waiting', waitsFor, ...counts, notBefore: instantText(notBefore) };
  }
  return { state: 'open', waitsFor: 'Nothing: every lane may work.', ...counts };
}
