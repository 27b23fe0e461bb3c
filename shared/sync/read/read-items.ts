import { MINUTE, type Clock, type EpochMs } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import { allOf } from '../../kernel/pages';
import { gateId, type Gate } from '../lane/gate';
import { syncItemId, type SyncItem, type SyncState } from '../item/item';
import { readItem, scanItems, type StoredItem } from '../item/stored';
import type { Kinds } from '../kind';
import type { Lane } from '../lane/lane';
import { AGES_AFTER_MS } from '../lane/load';
import { rightOf } from '../lane/right';
import { behindShut, type Condition, type Shut } from './behind';
import { readGates, readLanesOf, readShutLanes } from './read-lanes';
import { viewOf, type SyncView } from './view';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

export type ReadSyncItem = (kind: string, key: string) => Promise<SyncView | undefined>;

export const makeReadSyncItem =
  ({ database, clock, kinds }: Deps & { readonly kinds: Kinds }): ReadSyncItem =>
  async (kind, key) => {
    const partition = await kinds[kind]?.partitionOf(key);
    if (partition === undefined) return undefined;
    const item = await readItem(database, partition, syncItemId(kind, key));
    if (!item.found) return undefined;
    const id = gateId(rightOf(item.value.lane));
    const [lane, gate] = await Promise.all([
      database.read<Lane>('lanes', item.value.lane, item.value.lane),
      database.read<Gate>('lanes', id, id),
    ]);
    const view = viewOf(item.value, lane.found ? lane.value : undefined, gate.found ? gate.value : undefined, clock.now());
    const perMinute = kinds[kind]?.outbox?.perMinute;
    const waits = view.state === 'pending' || view.state === 'retrying';
    if (perMinute === undefined || !waits) return view;
    const leavesAbout = await leaving(database, item.value, {
      perMinute,
      from: Math.max(clock.now(), lane.found ? (lane.value.notBefore ?? 0) : 0),
    });
    return leavesAbout === undefined ? view : { ...view, leavesAbout };
  };

const COUNTED = { pages: 5, rows: 1_000 } as const;

/** The newest leave first, until one has waited for long: whichever comes earlier. Undefined: there is too much before it to count. */
async function leaving(
  database: Database,
  { lane, kind, priority }: SyncItem,
  { perMinute, from }: { readonly perMinute: number; readonly from: EpochMs },
): Promise<EpochMs | undefined> {
  const minutesFor = async (ahead: string): Promise<number> => {
    const { rows, more } = await allOf<StoredItem>(
      database,
      {
        container: 'items',
        where: `c.type = "sync-item" AND c.lane = @lane AND c.kind = @kind AND IS_DEFINED(c.due) AND ${ahead}`,
        parameters: { '@lane': lane, '@kind': kind, '@priority': priority },
        limit: 200,
      },
      COUNTED,
    );
    return more ? Number.POSITIVE_INFINITY : Math.floor(rows.length / perMinute);
  };
  const newestFirst = from + (await minutesFor('c.priority < @priority')) * MINUTE;
  const oldestFirst = Math.max(from, AGES_AFTER_MS - priority) + (await minutesFor('c.priority > @priority')) * MINUTE;
  const about = Math.min(newestFirst, oldestFirst);
  return Number.isFinite(about) ? about : undefined;
}

export interface SyncItemFilter {
  readonly state?: SyncState | undefined;
  readonly kind?: string | undefined;
  readonly limit: number;
  readonly continuation?: string | undefined;
}

export type ListSyncItems = (filter: SyncItemFilter) => Promise<{ readonly items: readonly SyncView[]; readonly continuation?: string }>;

/** A state that the lane or its gate imposes counts as the item's: an item that waits behind a blocked lane is blocked. */
export const makeListSyncItems =
  ({ database, clock }: Deps): ListSyncItems =>
  async ({ state, kind, limit, continuation }) => {
    const gates = await readGates(database);
    const { where, parameters } = condition({ gates, lanes: state === undefined ? [] : await readShutLanes(database) }, state, kind);
    const page = await scanItems(database, { where, parameters, limit, ...(continuation !== undefined && { continuation }) });
    const lanes = await readLanesOf(database, new Set(page.rows.map(({ value }) => value.lane)));
    const now = clock.now();
    return {
      items: page.rows.map(({ value }) => viewOf(value, lanes.get(value.lane), gates.get(gateId(rightOf(value.lane))), now)),
      ...(page.continuation !== undefined && { continuation: page.continuation }),
    };
  };

function condition(known: Shut, state: SyncState | undefined, kind: string | undefined): Condition {
  const ofKind = kind === undefined ? {} : { '@kind': kind };
  const base = ['c.type = "sync-item"', ...(kind === undefined ? [] : ['c.kind = @kind'])];
  if (state === undefined) return { where: base.join(' AND '), parameters: ofKind };
  const { where, parameters } = behindShut(known);
  const behind = `((c.state = "pending" OR c.state = "retrying") AND ${where})`;
  const inState = state === 'blocked' ? `(c.state = "blocked" OR ${behind})` : `(c.state = @state AND NOT ${behind})`;
  return {
    where: [...base, inState].join(' AND '),
    parameters: { ...ofKind, ...parameters, ...(state !== 'blocked' && { '@state': state }) },
  };
}
