import { defined } from '../host/defined';
import { operation, type Contract } from '../host/operation';
import { page, paged } from '../host/paging';
import { SyncItemList, SyncItemsQuery } from '../../shared/sync/messages';
import type { ListSyncItems } from '../../shared/sync/read/read-items';
import { itemView } from './view';

const contract = {
  summary: 'List what is, or is not, in step',
  tag: 'Sync',
  access: { permission: 'sync.read' },
  query: paged(SyncItemsQuery),
  answers: { 200: { description: 'One page.', schema: SyncItemList } },
} as const satisfies Contract;

export const listSyncItemsHttp = (list: ListSyncItems) =>
  operation(contract, ({ query: { continuation, limit, ...filter } }) =>
    page(
      { list: 'sync-items', filter, continuation },
      (from) => list(defined({ ...filter, limit, continuation: from })),
      ({ items }) => items.map(itemView),
    ),
  );
