import type { EpochMs } from '../../kernel/clock';
import type { Digest } from '../../kernel/signing';
import type { SyncItem } from '../item/item';
import type { Reason } from '../item/reasons';
import type { Kind } from '../kind';

export interface SettleContext {
  readonly now: EpochMs;
  /** When the flight was written: the earliest moment at which its requests can have acted. */
  readonly flownAt: EpochMs;
  /** How long an empty look-up means "not yet". */
  readonly settleMs: number;
  readonly digest: Digest;
  /** In [0, 1). */
  readonly random: number;
  readonly kind: Pick<Kind, 'permissions' | 'scope' | 'words' | 'dueAgain'>;
}

/** The item in another state, due at a time, with the present reason or none. */
export const later = (item: SyncItem, state: SyncItem['state'], due: EpochMs, reason: Reason | undefined, now: EpochMs): SyncItem => {
  const { reason: _earlier, ...rest } = item;
  return { ...rest, state, due, changedAt: now, ...(reason && { reason }) };
};
