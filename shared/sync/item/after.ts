import { MINUTE, SECOND, type EpochMs } from '../../kernel/clock';
import type { LoopDeps } from '../deps';
import type { SyncItem } from './item';
import { readItem } from './stored';
import { without } from '../lane/lane';
import type { Loaded, Settlement } from '../round/save';
import type { Turn } from '../lane/turn';

/** Asked again after as long as it has waited, between these. */
const SOONEST_MS = 5 * SECOND;
const LATEST_MS = MINUTE;

/** Items whose turn has come, and those that wait for another one. */
export interface Ripe {
  readonly ready: readonly Loaded[];
  readonly waiting: readonly Settlement[];
}

/**
 * Where one wish is to come after another (present in the new calendar, then absent from the old), it waits until that one has been in
 * step, is withdrawn, or needs a person: nobody is served by an old entry that stays for ever.
 */
export async function ripe(deps: LoopDeps, turn: Turn, all: readonly Loaded[]): Promise<Ripe> {
  const judged = await Promise.all(
    all.map(async (loaded): Promise<{ loaded: Loaded; due: boolean }> => {
      const { after, pk } = loaded.item;
      if (!after) return { loaded, due: true };
      const other = await readItem(deps.database, pk, after.id, turn.since());
      const done = !other.found || other.value.appliedRevision >= after.revision || other.value.desired.value === null;
      const stuck = other.found && (other.value.state === 'parked' || other.value.state === 'needs-attention');
      return { loaded: done || stuck ? { ...loaded, item: without(loaded.item, 'after') } : loaded, due: done || stuck };
    }),
  );
  return {
    ready: judged.flatMap(({ loaded, due }) => (due ? [loaded] : [])),
    waiting: judged.flatMap(({ loaded, due }) =>
      due ? [] : [{ loaded, next: { ...loaded.item, due: askAgainAt(loaded.item, turn.now()) } }],
    ),
  };
}

const askAgainAt = ({ changedAt }: SyncItem, now: EpochMs): EpochMs => now + Math.min(Math.max(now - changedAt, SOONEST_MS), LATEST_MS);
