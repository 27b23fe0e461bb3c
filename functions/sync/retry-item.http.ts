import { ok, problem } from '../host/answer';
import { actorOf } from '../host/caller';
import { operation, type Contract } from '../host/operation';
import { SyncItemPath, SyncItemView } from '../../shared/sync/messages';
import type { RetryItem } from '../../shared/sync/read/retry-item';
import { itemView } from './view';

const contract = {
  summary: 'Try an item again now, whatever it waits for',
  tag: 'Sync',
  access: { permission: 'sync.retry' },
  params: SyncItemPath,
  missing: 'sync-item-not-found',
  answers: { 200: { description: 'The item, due now.', schema: SyncItemView } },
} as const satisfies Contract;

export const retryItemHttp = (retry: RetryItem) =>
  operation(contract, async ({ params: { kind, id }, caller, correlationId }) => {
    const found = await retry(kind, id, { actor: actorOf(caller), action: 'sync.retry', correlationId });
    return found ? ok(itemView(found)) : problem('sync-item-not-found');
  });
