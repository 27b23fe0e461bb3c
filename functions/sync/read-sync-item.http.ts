import { ok, problem } from '../host/answer';
import { operation, type Contract } from '../host/operation';
import { SyncItemPath, SyncItemView } from '../../shared/sync/messages';
import type { ReadSyncItem } from '../../shared/sync/read/read-items';
import { itemView } from './view';

const contract = {
  summary: 'Why is this not in step?',
  tag: 'Sync',
  access: { permission: 'sync.read' },
  params: SyncItemPath,
  missing: 'sync-item-not-found',
  answers: { 200: { description: 'The item, its state, and what it waits for.', schema: SyncItemView } },
} as const satisfies Contract;

export const readSyncItemHttp = (read: ReadSyncItem) =>
  operation(contract, async ({ params: { kind, id } }) => {
    const found = await read(kind, id);
    return found ? ok(itemView(found)) : problem('sync-item-not-found');
  });
