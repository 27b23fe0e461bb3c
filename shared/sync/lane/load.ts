import type { EpochMs } from '../../kernel/clock';
import type { LaneId } from '../../kernel/ids';
import type { LoopDeps } from '../deps';
import type { SyncItem } from '../item/item';
import { scanItems } from '../item/stored';
import { WIDEST } from './lane';
import type { Loaded } from '../round/save';
import type { Turn } from './turn';

/**
 * Due items of the lane: people first, then the longest due. A new wish is due whatever the clock of the process that committed it says,
 * unless it waits for another one.
 * A probe is the item that failed least.
 */
export async function load(deps: LoopDeps, turn: Turn, width: number): Promise<readonly Loaded[]> {
  const since = turn.since();
  const { rows } = await scanItems(deps.database, {
    where:
      'c.type = "sync-item" AND c.lane = @lane AND (c.due <= @now OR (c.state = "pending" AND IS_DEFINED(c.due) AND NOT IS_DEFINED(c.after)))',
    parameters: { '@lane': turn.lane().id, '@now': turn.now() },
    orderBy: 'c.priority ASC, c.due ASC',
    limit: width === 1 ? WIDEST : width,
    ...(since !== undefined && { since }),
  });
  const loaded = rows.map(({ value, etag }) => ({ item: value, etag }));
  return width === 1 ? [...loaded].sort((a, b) => a.item.attempts - b.item.attempts).slice(0, 1) : loaded;
}

/** The earliest moment after `after` at which an item of the lane is due. */
export async function nextDue(deps: LoopDeps, turn: Turn, after: EpochMs): Promise<EpochMs | undefined> {
  const since = turn.since();
  const { rows } = await scanItems(deps.database, {
    where: 'c.type = "sync-item" AND c.lane = @lane AND c.due > @after',
    parameters: { '@lane': turn.lane().id, '@after': after },
    orderBy: 'c.due ASC',
    limit: 1,
    ...(since !== undefined && { since }),
  });
  return rows[0]?.value.due;
}

/** After a probe succeeded: what had to wait with the lane is due now. */
export async function release(deps: LoopDeps, turn: Turn, lane: LaneId): Promise<void> {
  const since = turn.since();
  const { rows } = await scanItems(deps.database, {
    where: 'c.type = "sync-item" AND c.lane = @lane AND c.due > @now AND ARRAY_CONTAINS(@states, c.state)',
    parameters: { '@lane': lane, '@now': turn.now(), '@states': ['blocked', 'retrying'] },
    limit: 200,
    ...(since !== undefined && { since }),
  });
  await Promise.all(
    rows.map(async ({ value, etag }) => {
      const due: SyncItem = { ...value, due: turn.now() };
      const answer = await deps.database.commit('items', value.pk, [{ kind: 'replace', document: due, ifMatch: etag }]);
      // Refused: somebody changed it, and whoever did made it due as well.
      if (answer.kind === 'committed') turn.committed(answer.session);
    }),
  );
}
