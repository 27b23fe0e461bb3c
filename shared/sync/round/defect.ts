import { ExternalFailure } from '../../kernel/failure';
import type { LoopDeps } from '../deps';
import type { SyncItem } from '../item/item';
import { laneTag } from '../lane/lane-tag';
import type { Turn } from '../lane/turn';

/** Tells the log of a defect of ours that an item met. A failure of the outside is none: it is thrown on. */
export function noteDefect({ log }: Pick<LoopDeps, 'log'>, turn: Turn, { id }: Pick<SyncItem, 'id'>, error: unknown): void {
  if (error instanceof ExternalFailure) throw error;
  log.error('sync.item.defect', { lane: laneTag(turn.lane().id), item: id }, error);
}

/** Does something for one item; undefined: it met a defect of ours, which the log has now. */
export function attempt<T>(deps: Pick<LoopDeps, 'log'>, turn: Turn, item: SyncItem, work: () => T): { readonly value: T } | undefined {
  try {
    return { value: work() };
  } catch (error) {
    noteDefect(deps, turn, item, error);
    return undefined;
  }
}
