import type { Cause } from '../kernel/actor';
import type { Clock } from '../kernel/clock';
import type { Database } from '../kernel/database';
import type { CommitWishes } from '../sync/commit-wishes';
import { desire } from '../sync/desire';
import { NOTICE_EVENT } from './kind';
import { noticePartition, type Notice } from './model';

export type RemoveNotice = (id: string, cause: Cause) => Promise<'removed' | 'unknown-notice' | 'busy'>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly commitWishes: CommitWishes;
}

/** The document goes at once, its event as soon as Microsoft takes the removal. Throws ExternalFailure of the database. */
export const makeRemoveNotice =
  ({ database, clock, commitWishes }: Deps): RemoveNotice =>
  async (id, cause) => {
    const pk = noticePartition(id);
    const read = pk === undefined ? undefined : await database.read<Notice>('items', pk, id);
    if (pk === undefined || !read?.found) return 'unknown-notice';
    const wish = await desire(database, { pk, kind: NOTICE_EVENT, key: id, value: null, cause, now: clock.now() });
    const answer = await commitWishes(pk, [{ kind: 'delete', id, ifMatch: read.etag }], wish ? [wish] : []);
    return answer.kind === 'committed' ? 'removed' : 'busy';
  };
