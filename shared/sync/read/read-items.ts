import type { Clock } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import type { Json } from '../../kernel/json';
import { GATE, type Gate } from '../lane/gate';
import { syncItemId, type SyncState } from '../item/item';
import { readItem, scanItems } from '../item/stored';
import type { Lane } from '../lane/lane';
import { viewOf, type SyncView } from './view';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

/** Which partition a kind's item lives in, from its key; undefined: no such key can exist. */
export type PartitionOf = (kind: string, key: string) => Promise<string | undefined>;

export type ReadSyncItem = (kind: string, key: string) => Promise<SyncView | undefined>;

export const makeReadSyncItem =
  ({ database, clock, partitionOf }: Deps & { readonly partitionOf: PartitionOf }): ReadSyncItem =>
  async (kind, key) => {
    const partition = await partitionOf(kind, key);
    if (partition === undefined) return undefined;
    const [item, gate] = await Promise.all([
      readItem(database, partition, syncItemId(kind, key)),
      database.read<Gate>('lanes', GATE, GATE),
    ]);
    if (!item.found) return undefined;
    const lane = await database.read<Lane>('lanes', item.value.lane, item.value.lane);
    return viewOf(item.value, lane.found ? lane.value : undefined, gate.found ? gate.value : undefined, clock.now());
  };

export interface SyncItemFilter {
  readonly state?: SyncState | undefined;
  readonly kind?: string | undefined;
  readonly limit: number;
  readonly continuation?: string | undefined;
}

export type ListSyncItems = (filter: SyncItemFilter) => Promise<{ readonly items: readonly SyncView[]; readonly continuation?: string }>;

const MOST_LANES = 1000;

/** A state that the lane or the app imposes counts as the item's: what waits behind a blocked lane is blocked. */
export const makeListSyncItems =
  ({ database, clock }: Deps): ListSyncItems =>
  async ({ state, kind, limit, continuation }) => {
    const { lanes, gate } = await readLanes(database);
    const closed = [...lanes.values()].filter((lane) => lane.blocked ?? lane.paused).map((lane) => lane.id);
    const waiting = '(c.state = "pending" OR c.state = "retrying")';
    const behind = gate?.blocked ? waiting : `(${waiting} AND ARRAY_CONTAINS(@closed, c.lane))`;
    const byState =
      state === undefined ? undefined : state === 'blocked' ? `(c.state = "blocked" OR ${behind})` : `(c.state = @state AND NOT ${behind})`;
    const where = ['c.type = "sync-item"', ...(kind === undefined ? [] : ['c.kind = @kind']), ...(byState === undefined ? [] : [byState])];
    const parameters: Record<`@${string}`, Json> = {
      ...(kind !== undefined && { '@kind': kind }),
      ...(state !== undefined && state !== 'blocked' && { '@state': state }),
      ...(state !== undefined && !gate?.blocked && { '@closed': closed }),
    };
    const page = await scanItems(database, {
      where: where.join(' AND '),
      parameters,
      limit,
      ...(continuation !== undefined && { continuation }),
    });
    const now = clock.now();
    return {
      items: page.rows.map(({ value }) => viewOf(value, lanes.get(value.lane), gate, now)),
      ...(page.continuation !== undefined && { continuation: page.continuation }),
    };
  };

async function readLanes(database: Database): Promise<{ lanes: ReadonlyMap<string, Lane>; gate: Gate | undefined }> {
  const page = await database.scan<Lane | Gate>({
    container: 'lanes',
    where: '(c.type = "lane" OR c.type = "gate")',
    parameters: {},
    limit: MOST_LANES,
  });
  const lanes = new Map<string, Lane>();
  let gate: Gate | undefined;
  for (const { value } of page.rows) {
    if (value.type === 'lane') lanes.set(value.id, value);
    else gate = value;
  }
  return { lanes, gate };
}

export interface LaneOverview {
  readonly lanes: readonly Lane[];
  readonly gate?: Gate;
}

export type ListLanes = () => Promise<LaneOverview>;

export const makeListLanes =
  ({ database }: Deps): ListLanes =>
  async () => {
    const { lanes, gate } = await readLanes(database);
    return { lanes: [...lanes.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), ...(gate && { gate }) };
  };

/** What keeps wishes from Microsoft until somebody acts: of the whole app the reason's code, of lanes how many (1000 at most). */
export type ReadBlocks = () => Promise<{ readonly app?: string; readonly lanes: number }>;

export const makeReadBlocks =
  ({ database }: Pick<Deps, 'database'>): ReadBlocks =>
  async () => {
    const page = await database.scan<Lane | Gate>({
      container: 'lanes',
      where: '(c.type = "lane" OR c.type = "gate") AND IS_DEFINED(c.blocked)',
      parameters: {},
      limit: MOST_LANES,
    });
    const blocked = page.rows.map(({ value }) => value);
    const app = blocked.find(({ type }) => type === 'gate')?.blocked?.reason.code;
    return { lanes: blocked.filter(({ type }) => type === 'lane').length, ...(app !== undefined && { app }) };
  };
