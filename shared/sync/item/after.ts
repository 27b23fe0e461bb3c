import { MINUTE, SECOND, type EpochMs } from '../../kernel/clock';
import type { LoopDeps } from '../deps';
import type { SyncItem } from './item';
import { readItem } from './stored';
import { without } from '../lane/lane';
import type { Held, Settlement } from '../round/save';
import type { Turn } from '../lane/turn';

/** Asked again after as long as it has waited, between these. */
const SOONEST_MS = 5 * SECOND;
const LATEST_MS = MINUTE;

/** Items whose turn has come, and those that wait for another one. */
export interface Ripe {
  readonly ready: readonly Held[];
  readonly waiting: readonly Settlement[];
}

/**
 * Where one wish is to come after another (present in the new calendar, then absent from the old), it waits until that one has been in
 * step, is withdrawn, or needs a person: nobody is served by an old entry that stays for ever.
 */
export async function ripe(deps: LoopDeps, turn: Turn, loaded: readonly Held[]): Promise<Ripe> {
  const judged = await Promise.all(
    loaded.map(async (held): Promise<{ held: Held; due: boolean }> => {
      const { after, pk } = held.item;
      if (!after) return { held, due: true };
      const other = await readItem(deps.database, pk, after.id, turn.since());
      const done = !other.found || other.value.appliedRevision >= after.revision || other.value.desired.value === null;
      const stuck = other.found && (other.value.state === 'parked' || other.value.state === 'needs-attention');
      return { held: done || stuck ? { ...held, item: without(held.item, 'after') } : held, due: done || stuck };
    }),
  );
  return {
    ready: judged.flatMap(({ held, due }) => (due ? [held] : [])),
    waiting: judged.flatMap(({ held, due }) => (due ? [] : [{ held, next: { ...held.item, due: askAgainAt(held.item, turn.now()) } }])),
  };
}

const askAgainAt = ({ changedAt }: SyncItem, now: EpochMs): EpochMs => now + Math.min(Math.max(now - changedAt, SOONEST_MS), LATEST_MS);
