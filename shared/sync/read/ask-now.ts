import type { Cause } from '../../kernel/actor';
import { SECOND, type Clock, type EpochMs } from '../../kernel/clock';
import type { Container, Database, Document } from '../../kernel/database';
import type { LaneId } from '../../kernel/ids';
import type { Log } from '../../kernel/log';
import { rowsOf } from '../../kernel/pages';
import { underEtag } from '../../kernel/under-etag';
import type { SyncItem } from '../item/item';
import { isUnreadable } from '../item/readable';
import { openItem, type StoredItem } from '../item/stored';
import { askedNow as gateAskedNow, gateId, type Gate } from '../lane/gate';
import type { Lane } from '../lane/lane';
import { laneTag } from '../lane/lane-tag';
import type { SendNudge } from '../lane/nudge';
import { askedNow as laneAskedNow } from '../lane/pace';
import type { Right } from '../lane/right';
import type { Sweep } from '../sweep';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly sendNudge: SendNudge;
  readonly sweep: Sweep;
}

/** Ends the waits of a lane, also those that Microsoft asked for: it is asked at once. Undefined: there is no such lane. */
export type AskLaneNow = (lane: LaneId, by: Cause) => Promise<Lane | undefined>;
/** The same for a right, and a sweep that nudges its lanes. Undefined: nothing was ever wrong with it, or there is no such right. */
export type AskGateNow = (right: Right, by: Cause) => Promise<Gate | undefined>;

const MOST_LOOKS = 8;
/** Clocks of processes and of the store differ. */
const CLOCKS_DIFFER_MS = 5 * SECOND;
const PAGE = 200;
/** Written at the same time: an outbox may hold thousands, and somebody waits for the answer. */
const AT_ONCE = 20;

export function makeAskNow({ database, clock, log, sendNudge, sweep }: Deps): { readonly lane: AskLaneNow; readonly gate: AskGateNow } {
  const change = <T extends Document>(container: Container, id: string, to: (value: T) => T): Promise<T | undefined> => {
    const place = { container, partition: id, id, most: MOST_LOOKS, fresh: 'never', givenUp: () => undefined } as const;
    return underEtag<T, T | undefined>(database, place, (read) => {
      if (!read.found) return { outcome: undefined };
      const next = to(read.value);
      return { next, outcome: () => next };
    });
  };
  const past = (): EpochMs => clock.now() - CLOCKS_DIFFER_MS;
  return {
    lane: async (id, by) => {
      const lane = await change<Lane>('lanes', id, (present) => laneAskedNow(present, past()));
      if (!lane) return undefined;
      log.info('sync.lane.asked-now', { lane: laneTag(id), correlationId: by.correlationId });
      await makeDue(database, id, clock.now());
      await sendNudge({ lane: id, cause: 'retry' });
      return lane;
    },
    gate: async (right, by) => {
      const gate = await change<Gate>('lanes', gateId(right), (present) => gateAskedNow(present, past()));
      if (!gate) return undefined;
      log.info('sync.gate.asked-now', { ...right, correlationId: by.correlationId });
      await sweep();
      return gate;
    },
  };
}

/** All items that were to wait as long as their lane. Whoever changes one meanwhile makes it due as well. */
async function makeDue(database: Database, lane: LaneId, now: EpochMs): Promise<void> {
  const asked = {
    container: 'items',
    where: 'c.type = "sync-item" AND c.lane = @lane AND c.due > @now AND ARRAY_CONTAINS(@states, c.state)',
    parameters: { '@lane': lane, '@now': now, '@states': ['blocked', 'retrying'] },
    limit: PAGE,
  } as const;
  let group: (readonly [SyncItem, string])[] = [];
  const write = async (): Promise<void> => {
    await Promise.all(group.map(([document, ifMatch]) => database.commit('items', document.pk, [{ kind: 'replace', document, ifMatch }])));
    group = [];
  };
  // To the end of the list, which holds each item of the lane once: what is left out would wait as before, and nobody would be told.
  for await (const { value, etag } of rowsOf<StoredItem>(database, asked, { pages: Number.POSITIVE_INFINITY })) {
    const item = openItem(value);
    if (isUnreadable(item)) continue;
    group.push([{ ...item, due: now }, etag]);
    if (group.length === AT_ONCE) await write();
  }
  await write();
}
