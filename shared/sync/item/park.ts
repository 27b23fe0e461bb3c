import type { EpochMs } from '../../kernel/clock';
import type { Database, Stored } from '../../kernel/database';
import type { Log } from '../../kernel/log';
import { faultOf } from './readable';
import { reasons } from './reasons';
import { renamed, type StoredItem } from './stored';

export type StoredRow = Pick<Stored<StoredItem>, 'value' | 'etag'>;

/**
 * Sets a stored item aside that is not whole, as it is: what is there stays for whoever mends it. Whoever changed it meanwhile has the next word.
 * `fault`: where the item itself does not show one.
 */
export async function park(
  { database, log }: { readonly database: Pick<Database, 'commit'>; readonly log: Log },
  { value, etag }: StoredRow,
  now: EpochMs,
  fault = faultOf(renamed(value)) ?? 'order',
): Promise<void> {
  const { due: _due, ...item } = value;
  const document = { ...item, state: 'parked', reason: reasons.unreadable(fault), changedAt: now } as const;
  log.error('sync.item.unreadable', { item: value.id, member: fault });
  await database.commit('items', value.pk, [{ kind: 'replace', document, ifMatch: etag }]);
}
