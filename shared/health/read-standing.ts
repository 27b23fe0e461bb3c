import type { Database } from '../kernel/database';
import type { Reason } from '../sync/item/reasons';
import { syncItemId } from '../sync/item/item';
import { openItem, type StoredItem } from '../sync/item/stored';
import { laneTag } from '../sync/lane/lane-tag';
import { allOf } from '../kernel/pages';
import { behindShut } from '../sync/read/behind';
import { readGates, readShutLanes } from '../sync/read/read-lanes';
import type { Standing } from './attention';

const PAGE = 200;
/** The list of items has them all; of these, more are told of when the first have ended. */
const MOST_PAGES = 5;

export interface Stands {
  readonly standing: readonly Standing[];
  /** Whether the state of this key would have been found if it stood. */
  readonly looked: (key: string) => boolean;
}

/** Lanes, kinds in them, gates and entries that wait for a person. Throws ExternalFailure. */
export type ReadStanding = () => Promise<Stands>;

export const makeReadStanding =
  ({ database }: { readonly database: Database }): ReadStanding =>
  async () => {
    const [shut, gates] = await Promise.all([readShutLanes(database), readGates(database)]);
    // What its lane, its kind there or the gate of its right waits for is told of there. A pause hides no reason of an entry's own.
    const behind = behindShut({
      lanes: shut.map(({ id, blocked, kinds }) => ({ id, ...(blocked && { blocked }), ...(kinds && { kinds }) })),
      gates,
    });
    const items = await allOf<StoredItem>(
      database,
      {
        container: 'items',
        where: `c.type = "sync-item" AND (ARRAY_CONTAINS(@states, c.state) OR (c.state = "blocked" AND NOT ${behind.where}))`,
        parameters: { '@states': ['parked', 'needs-attention'], ...behind.parameters },
        orderBy: 'c.id ASC',
        limit: PAGE,
      },
      { pages: MOST_PAGES },
    );
    const ofGates = [...gates.values()].flatMap(({ id, blocked }) => (blocked ? [standing(id, blocked.reason)] : []));
    const ofLanes = shut.flatMap(({ id, blocked, kinds = {}, paused }) => {
      const lane = `lane ${laneTag(id)}`;
      return [
        ...(blocked ? [standing(lane, blocked.reason)] : []),
        ...(paused ? [{ key: lane, code: 'paused', who: 'operator' }] : []),
        ...Object.entries(kinds).map(([kind, { reason }]) => standing(`${lane} ${kind}`, reason)),
      ];
    });
    const ofItems = items.rows.flatMap((stored) => {
      const { kind, key, reason } = openItem(stored);
      return reason ? [standing(`item ${kind} ${key}`, reason)] : [];
    });
    const last = items.more ? items.rows.at(-1)?.id : undefined;
    return {
      standing: [...ofGates, ...ofLanes, ...ofItems].filter(({ who }) => who !== 'nobody'),
      looked: (key) => {
        const id = idOf(key);
        return id === undefined || last === undefined || id < last;
      },
    };
  };

/** `item mail 7` is the state of the document with the id of that entry. */
function idOf(state: string): string | undefined {
  const [what, kind = '', ...key] = state.split(' ');
  return what === 'item' ? syncItemId(kind, key.join(' ')) : undefined;
}

/** Codes only: a reason's sentence may hold an address. */
const standing = (key: string, { code, who }: Reason): Standing => ({ key, code, who });
