import { MINUTE, type EpochMs } from '../../kernel/clock';
import type { Gate } from '../lane/gate';
import type { SyncItem, SyncState } from '../item/item';
import type { Lane } from '../lane/lane';
import { reasons, type Reason, type Unreachable } from '../item/reasons';

/** Why something is, or is not, in step: what a person reads. */
export interface SyncView {
  readonly item: SyncItem;
  readonly state: SyncState;
  readonly reason?: Reason;
  /** Of what leaves at a pace: about when its turn comes. */
  readonly leavesAbout?: EpochMs;
}

/** The item's own state, or what holds its lane or the whole app back. */
export function viewOf(item: SyncItem, lane: Lane | undefined, gate: Gate | undefined, now: EpochMs): SyncView {
  const lasting = item.state === 'in-step' ? undefined : lastingly(lane, gate, now);
  const own = { item, state: item.state, ...named(item, lasting) };
  const waits = item.state === 'pending' || item.state === 'retrying';
  // The gate knows better than the item when it is asked again.
  if (gate?.blocked && item.reason?.code === gate.blocked.reason.code) return { ...own, reason: gate.blocked.reason };
  if (!waits) return own;
  if (gate?.blocked) return { item, state: 'blocked', reason: gate.blocked.reason };
  if (lane?.blocked) return { item, state: 'blocked', reason: lane.blocked.reason };
  const kind = lane?.kinds?.[item.kind];
  if (kind) return { item, state: 'blocked', reason: kind.reason };
  if (lane?.paused)
    return {
      item,
      state: 'blocked',
      reason: { code: 'paused', sentence: `Paused by an operator: ${lane.paused.reason}`, who: 'operator' },
    };
  if (lane?.interrupted) return { item, state: item.state, reason: reasons.storeFailed(lane.interrupted, lane.interrupted.nextTryAt) };
  const until = Math.max(lane?.notBefore ?? 0, gate?.notBefore ?? 0);
  if (until > now && !item.reason && !lasting) return { item, state: item.state, reason: whyWaiting(lane, until) };
  return own;
}

/** Passing for so long that somebody should look: a wrong address never passes. */
const LASTING_MS = 5 * MINUTE;

/** What has not answered for a while, where something of the item's lane or of its right has not. */
export function lastingly(lane: Lane | undefined, gate: Gate | undefined, now: EpochMs): Unreachable | undefined {
  const silent = gate?.unreachable ?? lane?.failing;
  return silent && now - silent.since >= LASTING_MS ? silent : undefined;
}

/** The item's own reason; one that asks nobody to act gives way to what has lasted. */
function named({ reason, due }: SyncItem, lasting: Unreachable | undefined): Pick<SyncView, 'reason'> {
  if (lasting && (reason === undefined || reason.who === 'nobody')) return { reason: reasons.unreachable(lasting, due) };
  return reason ? { reason } : {};
}

function whyWaiting(lane: Lane | undefined, until: EpochMs): Reason {
  if (lane?.failing) return reasons.unavailable(until);
  return lane?.pacedUntil === until ? reasons.paced(until) : reasons.throttled(until);
}
