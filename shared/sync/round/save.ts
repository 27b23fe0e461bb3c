import type { EpochMs } from '../../kernel/clock';
import type { Committed, Refused, Write } from '../../kernel/database';
import { ExternalFailure } from '../../kernel/failure';
import { auditRecord, type Made } from '../item/audit';
import type { LoopDeps } from '../deps';
import type { Operation } from '../item/change';
import type { SyncItem } from '../item/item';
import { isUnreadable } from '../item/readable';
import { readItem } from '../item/stored';
import { laneTag } from '../lane/lane-tag';
import type { Outbox } from '../kind';
import { settleDefect } from '../settle/in-step';
import { settleOvertaken } from '../settle/unknown';
import { attempt } from './defect';
import type { Turn } from '../lane/turn';

/** An item as loaded, under its own etag. */
export interface Loaded {
  readonly item: SyncItem;
  readonly etag: string;
}

export interface Settlement {
  readonly loaded: Loaded;
  readonly next: SyncItem;
  /** What was changed in Microsoft, for the audit. */
  readonly made?: Made;
  /**
   * How the target must be read if this settlement is overtaken by a new wish: absent when the request certainly had no effect. The
   * knowledge of an id is kept where nothing newer is known.
   */
  readonly ifOvertaken?: { readonly look: 'id' | 'all'; readonly operation: Operation; readonly flownAt: EpochMs };
}

const MOST_RACES = 8;

/**
 * Commits one settlement with its audit record; overtaken, it marks the item to be read, never in step. Returns the item as it now stands. It is
 * not made of `underEtag`, which reads before each commit: the first one goes out under the etag by which the round loaded the item.
 */
export async function save(deps: LoopDeps, turn: Turn, settlement: Settlement): Promise<SyncItem> {
  const { loaded, made } = settlement;
  const audit: Write[] = made ? [{ kind: 'upsert', document: auditRecord(loaded.item, made, turn.now()) }] : [];
  const kind = deps.kinds[loaded.item.kind];
  let next = reduced(deps, turn, settlement.next, kind?.outbox);
  let etag = loaded.etag;
  for (let race = 0; race < MOST_RACES; race += 1) {
    const writes: readonly Write[] = [{ kind: 'replace', document: next, ifMatch: etag }, ...audit];
    const answer = await deps.database.commit('items', loaded.item.pk, writes).catch((error: unknown) => {
      if (!(error instanceof ExternalFailure) || error.failure.kind !== 'malformed') throw error;
      return aside(deps, turn, settlement, etag, error);
    });
    if (answer.kind === 'committed') {
      turn.committed(answer.session);
      return next;
    }
    const fresh = await readItem(deps.database, loaded.item.pk, loaded.item.id);
    if (!fresh.found || isUnreadable(fresh.value)) return next;
    etag = fresh.etag;
    next = overtaken(deps, fresh.value, settlement, turn.now());
  }
  deps.log.warn('sync.settlement.given-up', { item: loaded.item.id });
  return next;
}

/** The store never takes this settlement: the item as it was loaded is set aside, so that its lane goes on. Throws where the store does not take that either. */
function aside(
  deps: LoopDeps,
  turn: Turn,
  { loaded, ifOvertaken }: Settlement,
  etag: string,
  error: ExternalFailure,
): Promise<Committed | Refused> {
  const { item } = loaded;
  deps.log.error('sync.item.defect', { lane: laneTag(turn.lane().id), item: item.id }, error);
  const now = turn.now();
  const known = ifOvertaken ? settleOvertaken(item, ifOvertaken.look, ifOvertaken, deps.unknownSettleMs, now) : item;
  return deps.database.commit('items', item.pk, [{ kind: 'replace', document: settleDefect(known, now), ifMatch: etag }]);
}

/** What is kept of an item that will not be planned again. */
function reduced(deps: LoopDeps, turn: Turn, next: SyncItem, outbox: Outbox | undefined): SyncItem {
  if (!outbox || next.state !== 'in-step') return next;
  const done = attempt(deps, turn, next, () => outbox.reduce(next));
  return done ? done.value : settleDefect(next, turn.now());
}

function overtaken({ unknownSettleMs }: LoopDeps, fresh: SyncItem, { loaded, next, ifOvertaken }: Settlement, now: EpochMs): SyncItem {
  if (!ifOvertaken) return fresh;
  // No wish changes that it has left.
  if (next.applied?.sent) return { ...fresh, applied: next.applied };
  const marked = settleOvertaken(fresh, ifOvertaken.look, ifOvertaken, unknownSettleMs, now);
  const known = { ...marked, generation: Math.max(marked.generation, next.generation) };
  // Somebody else may have heard meanwhile that it has left, as when a forsaken flight was settled while it was read.
  const newer = fresh.applied?.sent === true || fresh.applied?.externalId !== loaded.item.applied?.externalId;
  return newer || !next.applied ? known : { ...known, applied: next.applied };
}
