import type { Database } from '../../kernel/database';
import { gateId, type Gate } from '../lane/gate';
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
    else gates.set(value.id, value);
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
