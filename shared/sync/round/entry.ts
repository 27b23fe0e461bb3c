import type { LoopDeps } from '../deps';
import type { Kind } from '../kind';
import type { Turn } from '../lane/turn';
import type { SettleContext } from '../settle/context';
import { settleDefect } from '../settle/in-step';
import { settleOvertaken } from '../settle/unknown';
import type { SyncItem } from '../item/item';
import { ExternalFailure } from '../../kernel/failure';
import { attempt } from './defect';
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

/**
 * Does something for one item. A defect of ours there parks that item; the others go on. After a flight its request may have acted, as with any
 * answer that is not known.
 */
export function setAside<T>(
  deps: LoopDeps,
  turn: Turn,
  entry: Entry & { readonly item?: SyncItem },
  settlements: Settlement[],
  work: () => T,
  ifOvertaken?: Settlement['ifOvertaken'],
): T | undefined {
  const { loaded, item = loaded.item } = entry;
  const done = attempt(deps, turn, item, work);
  if (done) return done.value;
  const now = turn.now();
  const known = ifOvertaken ? settleOvertaken(item, ifOvertaken.look, ifOvertaken, deps.unknownSettleMs, now) : item;
  settlements.push({ loaded, next: settleDefect(known, now), ...(ifOvertaken && { ifOvertaken }) });
  return undefined;
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
