import type { Database } from '../kernel/database';
import { scanItems } from '../sync/item/stored';
import type { Reason } from '../sync/item/reasons';
import type { Lane } from '../sync/lane/lane';
import { laneTag } from '../sync/lane/lane-tag';
import { readGates, readShutLanes } from '../sync/read/read-lanes';
import type { Standing } from './attention';

/** More are told of when these have ended; the list of items has them all. */
const MOST_ITEMS = 200;

/** Lanes, kinds in them, gates and entries that wait for a person. Throws ExternalFailure. */
export type ReadStanding = () => Promise<readonly Standing[]>;

export const makeReadStanding =
  ({ database }: { readonly database: Database }): ReadStanding =>
  async () => {
    const [shut, gates, items] = await Promise.all([
      readShutLanes(database),
      readGates(database),
      scanItems(database, {
        where: 'c.type = "sync-item" AND ARRAY_CONTAINS(@states, c.state)',
        parameters: { '@states': ['parked', 'needs-attention', 'blocked'] },
        limit: MOST_ITEMS,
      }),
    ]);
    const lanes = new Map<string, Lane>(shut.map((lane) => [lane.id, lane]));
    const ofGates = [...gates.values()].flatMap(({ id, blocked }) => (blocked ? [standing(id, blocked.reason)] : []));
    const ofLanes = shut.flatMap(({ id, blocked, kinds = {}, paused }) => {
      const lane = `lane ${laneTag(id)}`;
      return [
        ...(blocked ? [standing(lane, blocked.reason)] : []),
        ...(paused ? [{ key: lane, code: 'paused', who: 'operator' }] : []),
        ...Object.entries(kinds).map(([kind, { reason }]) => standing(`${lane} ${kind}`, reason)),
      ];
    });
    const ofItems = items.rows.flatMap(({ value: { kind, key, lane, state, reason } }) => {
      const held = lanes.get(lane);
      // What its lane, its kind there or the sign-in waits for is told of there.
      const behind = state === 'blocked' && (held?.blocked !== undefined || held?.kinds?.[kind] !== undefined || ofGates.length > 0);
      return reason && !behind ? [standing(`item ${kind} ${key}`, reason)] : [];
    });
    return [...ofGates, ...ofLanes, ...ofItems].filter(({ who }) => who !== 'nobody');
  };

/** Codes only: a reason's sentence may hold an address. */
const standing = (key: string, { code, who }: Reason): Standing => ({ key, code, who });
