import type { SyncItem, SyncState } from '../sync/item/item';
import type { Standing } from './wish';

/** Worst first: what a person must end, what is not known, what is on its way, what is done. */
const BY_WEIGHT: readonly SyncState[] = ['parked', 'needs-attention', 'blocked', 'unknown', 'drifted', 'retrying', 'pending', 'in-step'];

const weight = ({ state }: SyncItem): number => BY_WEIGHT.indexOf(state);

/**
 * The item that tells how a reservation stands: the worst of all calendars that it stands in, should stand in, or has left. Of equals that of the
 * room comes first. Undefined: its room has no calendar, and all others are as they should be.
 */
export function worstOf({ item, also = [], former = [] }: Standing): SyncItem | undefined {
  const others = [...also, ...former].filter(({ state }) => state !== 'in-step');
  const all = [...(item ? [item] : []), ...others];
  return all.sort((a, b) => weight(a) - weight(b))[0];
}
