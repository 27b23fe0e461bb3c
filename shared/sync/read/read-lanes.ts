import type { Database } from '../../kernel/database';
import { gateId, openGate, type Gate } from '../lane/gate';
import type { Lane } from '../lane/lane';
import { OWN_RIGHT } from '../lane/right';

/** Lanes and gates by id. */
export interface Lanes {
  readonly lanes: ReadonlyMap<string, Lane>;
  readonly gates: ReadonlyMap<string, Gate>;
}

const MOST_LANES = 1000;

export async function readLanes(database: Database): Promise<Lanes> {
  const page = await database.scan<Lane | Gate>({
    container: 'lanes',
    where: '(c.type = "lane" OR c.type = "gate")',
    parameters: {},
    limit: MOST_LANES,
  });
  const lanes = new Map<string, Lane>();
  const gates = new Map<string, Gate>();
  for (const { value } of page.rows) {
    if (value.type === 'lane') lanes.set(value.id, value);
    else gates.set(value.id, openGate(value));
  }
  return { lanes, gates };
}

export interface LaneOverview {
  readonly lanes: readonly Lane[];
  /** Of the own right. */
  readonly gate?: Gate;
  readonly otherGates: readonly Gate[];
}

export type ListLanes = () => Promise<LaneOverview>;

export const makeListLanes =
  ({ database }: { readonly database: Database }): ListLanes =>
  async () => {
    const { lanes, gates } = await readLanes(database);
    const own = gates.get(gateId(OWN_RIGHT));
    const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
    return {
      lanes: [...lanes.values()].sort(byId),
      ...(own && { gate: own }),
      otherGates: [...gates.values()].filter((gate) => gate !== own).sort(byId),
    };
  };

/** What keeps wishes from Microsoft until somebody acts: of the whole app the reason's code, of lanes how many (1000 at most). */
export type ReadBlocks = () => Promise<{ readonly app?: string; readonly lanes: number }>;

export const makeReadBlocks =
  ({ database }: { readonly database: Database }): ReadBlocks =>
  async () => {
    const page = await database.scan<Lane | Gate>({
      container: 'lanes',
      where: '((c.type = "lane" OR c.type = "gate") AND (IS_DEFINED(c.blocked) OR IS_DEFINED(c.kinds)))',
      parameters: {},
      limit: MOST_LANES,
    });
    const blocked = page.rows.map(({ value }) => value);
    const app = blocked.find(({ id }) => id === gateId(OWN_RIGHT))?.blocked?.reason.code;
    return { lanes: blocked.filter(({ type }) => type === 'lane').length, ...(app !== undefined && { app }) };
  };
