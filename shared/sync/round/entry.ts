import type { LoopDeps } from '../deps';
import type { Kind } from '../kind';
import { laneTag } from '../lane/lane-tag';
import type { Turn } from '../lane/turn';
import type { SettleContext } from '../settle/context';
import { settleDefect } from '../settle/in-step';
import { ExternalFailure } from '../../kernel/failure';
import type { Loaded, Settlement } from './save';

/** One due item and its kind. */
export interface Entry {
  readonly loaded: Loaded;
  readonly kind: Kind;
}

export const contextOf = (deps: LoopDeps, turn: Turn, kind: Kind, flownAt = turn.now()): SettleContext => ({
  now: turn.now(),
  flownAt,
  settleMs: deps.unknownSettleMs,
  digest: deps.digest,
  random: deps.clock.random(),
  kind,
});

/** Does something for one item. A defect of ours there parks that item, with a line in the log; the others go on. */
export function setAside<T>(
  deps: LoopDeps,
  turn: Turn,
  { loaded }: Entry,
  settlements: Settlement[],
  work: () => T,
  ifOvertaken?: Settlement['ifOvertaken'],
): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExternalFailure) throw error;
    deps.log.error('sync.item.defect', { lane: laneTag(turn.lane().id), item: loaded.item.id }, error);
    settlements.push({ loaded, next: settleDefect(loaded.item, turn.now()), ...(ifOvertaken && { ifOvertaken }) });
    return undefined;
  }
}

/** A request for several that cannot be made: each is made alone, so that the one that is in the way is found. */
export function orUndefined<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof ExternalFailure) throw error;
    return undefined;
  }
}
