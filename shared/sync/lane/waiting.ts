import type { EpochMs } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import { allOf } from '../../kernel/pages';
import { heldBack, type Lane } from './lane';

/** Lanes in which nothing can be done at present, and kinds of the others (`kind lane`). Each has a wake-up of its own. */
export interface Waiting {
  readonly lanes: readonly string[];
  readonly kinds: readonly string[];
}

const PAGE = 500;
/** What is not read is asked for like any other lane. */
const MOST_PAGES = 10;

export async function readWaiting(database: Pick<Database, 'scan'>, now: EpochMs): Promise<Waiting> {
  const { rows } = await allOf<Lane>(
    database,
    {
      container: 'lanes',
      where: 'c.type = "lane" AND (c.notBefore > @now OR c.blocked.probeAt > @now OR IS_DEFINED(c.paused) OR IS_DEFINED(c.kinds))',
      parameters: { '@now': now },
      limit: PAGE,
    },
    { pages: MOST_PAGES },
  );
  return {
    lanes: rows.filter((lane) => lane.paused !== undefined || heldBack(lane, now) !== undefined).map(({ id }) => id),
    kinds: rows.flatMap(({ id, kinds = {} }) =>
      Object.entries(kinds).flatMap(([kind, { probeAt }]) => (probeAt > now ? [`${kind} ${id}`] : [])),
    ),
  };
}
