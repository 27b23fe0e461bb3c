import type { Database } from '../../kernel/database';
import { allOf } from '../../kernel/pages';
import { gateId, openGate, type Gate } from '../lane/gate';
import type { Lane } from '../lane/lane';
import { OWN_RIGHT } from '../lane/right';

const PAGE = 1000;
/** More lanes than an installation has mailboxes. */
const ALL = { pages: 50 } as const;

const every = (where: string) => ({ container: 'lanes', where, parameters: {}, limit: PAGE }) as const;

/** Lanes and gates by id. */
export interface Lanes {
  readonly lanes: ReadonlyMap<string, Lane>;
  readonly gates: ReadonlyMap<string, Gate>;
}

/** All of them: for what concerns the installation as a whole. */
export async function readLanes(database: Database): Promise<Lanes> {
  const { rows } = await allOf<Lane | Gate>(database, every('(c.type = "lane" OR c.type = "gate")'), ALL);
  return {
    lanes: new Map(rows.flatMap((row) => (row.type === 'lane' ? [[row.id, row] as const] : []))),
    gates: new Map(rows.flatMap((row) => (row.type === 'gate' ? [[row.id, openGate(row)] as const] : []))),
  };
}

export async function readGates(database: Database): Promise<ReadonlyMap<string, Gate>> {
  const { rows } = await allOf<Gate>(database, every('c.type = "gate"'), ALL);
  return new Map(rows.map((gate) => [gate.id, openGate(gate)]));
}

/** Lanes in which something is blocked or paused. */
export const readShutLanes = async (database: Database): Promise<readonly Lane[]> =>
  (await allOf<Lane>(database, every('c.type = "lane" AND (IS_DEFINED(c.blocked) OR IS_DEFINED(c.kinds) OR IS_DEFINED(c.paused))'), ALL))
    .rows;

/** The lanes of these ids, as far as there are any. */
export async function readLanesOf(database: Database, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, Lane>> {
  if (ids.size === 0) return new Map();
  const asked = { container: 'lanes', where: 'c.type = "lane" AND ARRAY_CONTAINS(@ids, c.id)', parameters: { '@ids': [...ids] } } as const;
  const { rows } = await allOf<Lane>(database, { ...asked, limit: PAGE }, ALL);
  return new Map(rows.map((lane) => [lane.id, lane]));
}

export interface LaneOverview {
  readonly lanes: readonly Lane[];
  /** Of the own right. */
  readonly gate?: Gate;
  readonly otherGates: readonly Gate[];
  readonly continuation?: string;
}

export interface LanePage {
  readonly limit: number;
  readonly continuation?: string | undefined;
}

export type ListLanes = (page: LanePage) => Promise<LaneOverview>;

/** One page of lanes by id; the gates are on every page. */
export const makeListLanes =
  ({ database }: { readonly database: Database }): ListLanes =>
  async ({ limit, continuation }) => {
    const [page, gates] = await Promise.all([
      database.scan<Lane>({
        ...{ container: 'lanes', where: 'c.type = "lane"', parameters: {}, orderBy: 'c.id ASC', limit },
        ...(continuation !== undefined && { continuation }),
      }),
      readGates(database),
    ]);
    const own = gates.get(gateId(OWN_RIGHT));
    return {
      lanes: page.rows.map(({ value }) => value),
      ...(own && { gate: own }),
      otherGates: [...gates.values()].filter((gate) => gate !== own).sort((a, b) => (a.id < b.id ? -1 : 1)),
      ...(page.continuation !== undefined && { continuation: page.continuation }),
    };
  };
