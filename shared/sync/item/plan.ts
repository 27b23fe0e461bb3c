import { canonical } from '../../kernel/canonical';
import type { Json } from '../../kernel/json';
import type { Digest } from '../../kernel/signing';
import type { Change } from './change';
import type { SyncItem } from './item';

export type { Change, Operation } from './change';

export const fingerprint = (digest: Digest, value: Json): string => digest('fingerprint', canonical(value));

/** Fixed by what is wanted, so that Microsoft can tell a repetition from a second wish. The prefix tells our entries from other people's. */
export const TRANSACTION_PREFIX = 'instep-';
export const transactionId = (digest: Digest, item: SyncItem): string =>
  TRANSACTION_PREFIX + digest('transaction', `${item.id}\n${item.target}\n${String(item.generation)}`).slice(0, 32);

/** The plan of one thing that is created, updated and removed. */
export function planEntry(item: SyncItem, digest: Digest): Change | undefined {
  const extra = item.extras?.[0];
  if (extra !== undefined)
    return { operation: { verb: 'delete-extra', externalId: extra }, before: item.applied?.value ?? null, after: null };
  const wanted = item.desired.value;
  if (wanted === null) {
    return item.applied && { operation: { verb: 'delete', externalId: item.applied.externalId }, before: item.applied.value, after: null };
  }
  if (!item.applied) return { operation: { verb: 'create', transactionId: transactionId(digest, item) }, before: null, after: wanted };
  if (item.applied.fingerprint === fingerprint(digest, wanted) && !item.applied.unmarked) return undefined;
  return { operation: { verb: 'update', externalId: item.applied.externalId }, before: item.applied.value, after: wanted };
}
