import type { Cause } from '../../kernel/actor';
import { SECOND, type Clock } from '../../kernel/clock';
import type { Container, Database, Document } from '../../kernel/database';
import type { Log } from '../../kernel/log';
import { underEtag } from '../../kernel/under-etag';
import { gateId, type Gate } from '../lane/gate';
import { rightOf } from '../lane/right';
import { syncItemId } from '../item/item';
import { isUnreadable } from '../item/readable';
import { openItem, type StoredItem } from '../item/stored';
import { without, type Lane } from '../lane/lane';
import type { Kinds } from '../kind';
import type { SendNudge } from '../lane/nudge';
import type { ReadSyncItem } from './read-items';
import type { SyncView } from './view';

/**
 * Tries an item again now, whatever it waits for: attempts start anew, a parked item is due, a blocked lane or app is probed. The item keeps its
 * cause, for the audit names who wanted the change; `by` is who asks for it again.
 */
export type RetryItem = (kind: string, key: string, by: Cause) => Promise<SyncView | undefined>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly sendNudge: SendNudge;
  readonly kinds: Kinds;
  readonly readSyncItem: ReadSyncItem;
}

const MOST_LOOKS = 8;
/** Clocks of processes and of the store differ. A new wish is loaded whatever its `due` says; what is unknown or blocked waits for its time. */
const CLOCKS_DIFFER_MS = 5 * SECOND;

export const makeRetryItem = (deps: Deps): RetryItem => {
  const { database, clock, log, sendNudge, kinds, readSyncItem } = deps;
  const change = <T extends Document>(container: Container, partition: string, id: string, to: (value: T) => T): Promise<T | undefined> => {
    const place = { container, partition, id, most: MOST_LOOKS, fresh: 'never', givenUp: () => undefined } as const;
    return underEtag<T, T | undefined>(database, place, (read) => {
      const next = read.found ? to(read.value) : undefined;
      return !read.found || !next || next === read.value ? { outcome: next } : { next, outcome: () => next };
    });
  };
  return async (kind, key, by) => {
    const partition = await kinds[kind]?.partitionOf(key);
    if (partition === undefined) return undefined;
    const now = clock.now();
    const past = now - CLOCKS_DIFFER_MS;
    const item = await change<StoredItem>('items', partition, syncItemId(kind, key), (present) =>
      present.state === 'in-step' || isUnreadable(openItem(present))
        ? present
        : {
            ...without(openItem(present), 'reason', 'refusals'),
            state: present.state === 'unknown' ? 'unknown' : 'pending',
            attempts: 0,
            due: present.state === 'unknown' ? past : now,
            changedAt: now,
          },
    );
    if (!item) return undefined;
    const retriedBy = 'objectId' in by.actor ? by.actor.objectId : by.actor.kind;
    log.info('sync.item.retried', { item: item.id, by: retriedBy, correlationId: by.correlationId });
    const { lane } = item;
    await change<Lane>('lanes', lane, lane, (present) => probed(present, kind, past));
    const gate = gateId(rightOf(lane));
    await change<Gate>('lanes', gate, gate, (present) =>
      present.blocked ? { ...present, blocked: { ...present.blocked, probeAt: past } } : present,
    );
    await sendNudge({ lane, cause: 'retry' });
    return readSyncItem(kind, key);
  };
};

/** The lane, whose block and whose block of the kind are to be probed at once. */
function probed(lane: Lane, kind: string, probeAt: number): Lane {
  const block = lane.kinds?.[kind];
  if (!lane.blocked && !block) return lane;
  return {
    ...lane,
    ...(lane.blocked && { blocked: { ...lane.blocked, probeAt } }),
    ...(block && { kinds: { ...lane.kinds, [kind]: { ...block, probeAt } } }),
  };
}
