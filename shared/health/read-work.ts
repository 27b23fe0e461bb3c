import { MINUTE, SECOND, type Clock, type EpochMs } from '../kernel/clock';
import type { Database } from '../kernel/database';
import type { Json } from '../kernel/json';
import { gateId, type Gate } from '../sync/lane/gate';
import type { Lane } from '../sync/lane/lane';
import { OWN_RIGHT, rightOf } from '../sync/lane/right';
import { FAILS_FOR_LONG, type Reason } from '../sync/item/reasons';
import { scanItems } from '../sync/item/stored';
import { readLanes, type Lanes } from '../sync/read/read-lanes';
import { lastingly } from '../sync/read/view';
import { readSweepMark } from '../sync/sweep-mark';
import type { WorkState } from './model';

/** Throws ExternalFailure of the database. */
export type ReadWork = () => Promise<WorkState>;

/** Work is taken up within seconds; a lost message costs it one sweep. */
const LATE_MS = 2 * MINUTE;
/** A time that has just passed may still be somebody's who is on the way. */
const SLACK_MS = 30 * SECOND;

/** Three questions to the store, at once. */
export const makeReadWork =
  ({ database, clock }: { readonly database: Database; readonly clock: Pick<Clock, 'now'> }): ReadWork =>
  async () => {
    const [known, sweep] = await Promise.all([readLanes(database), readSweepMark(database)]);
    const now = clock.now();
    const oldestDueMs = await oldestDue(database, known, now);
    const own = known.gates.get(gateId(OWN_RIGHT));
    const lanes = [...known.lanes.values()];
    const appBlocked = own?.blocked && blockedBy(own.blocked.reason);
    const unreachable = lastingly(undefined, own, now) ?? lanes.flatMap((lane) => lastingly(lane, undefined, now) ?? [])[0];
    return {
      blockedLanes: lanes.filter(({ blocked, kinds }) => blocked !== undefined || kinds !== undefined).length,
      failingLanes: lanes.filter(({ interrupted }) => interrupted !== undefined && interrupted.times >= FAILS_FOR_LONG).length,
      ...(appBlocked && { appBlocked }),
      // A lane that found its gate shut waits for its wake-up: it has never been taken, and its message has.
      everTaken: lanes.some(({ epoch, wakeAt }) => epoch > 0 || wakeAt !== undefined),
      ...(unreachable && { unreachable }),
      ...(oldestDueMs !== undefined && { oldestDueMs }),
      ...(sweep && { sweep }),
    };
  };

/** All writes wait: somebody must act, though the reason asked nobody. */
const blockedBy = ({ code, who }: Reason): NonNullable<WorkState['appBlocked']> => ({
  code,
  who: who === 'nobody' ? 'directory-admin' : who,
});

/**
 * How long the oldest work has waited in lanes that nobody works and nothing holds back: that grows while the queue is not read, whatever else is
 * well. A lane that is paused, blocked, told to wait or at work is left out.
 */
async function oldestDue(database: Database, { lanes, gates }: Lanes, now: EpochMs): Promise<number | undefined> {
  const waits = ({ blocked, notBefore = 0 }: Pick<Gate, 'blocked' | 'notBefore'>): boolean =>
    Math.max(blocked?.probeAt ?? 0, notBefore) > now - SLACK_MS;
  const shut = new Set([...gates.values()].filter(waits).map(({ id }) => id));
  const atWork = ({ heldUntil = 0, wakeAt = 0, lastSuccessAt = 0 }: Lane): boolean =>
    Math.max(heldUntil, wakeAt) > now - SLACK_MS || lastSuccessAt > now - LATE_MS;
  const all = [...lanes.values()];
  const held = all.filter((lane) => lane.paused !== undefined || waits(lane) || atWork(lane) || shut.has(gateId(rightOf(lane.id))));
  const pairs = all.flatMap(({ id, kinds = {} }) => Object.keys(kinds).map((kind) => `${kind} ${id}`));
  const parameters: Record<`@${string}`, Json> = { '@late': now - LATE_MS, '@held': held.map(({ id }) => id) };
  if (pairs.length > 0) parameters['@pairs'] = pairs;
  const { rows } = await scanItems(database, {
    where: [
      'c.type = "sync-item" AND c.due <= @late AND NOT ARRAY_CONTAINS(@held, c.lane)',
      // Also lanes that nobody has taken yet.
      ...(shut.has(gateId(OWN_RIGHT)) ? ['CONTAINS(c.lane, "|")'] : []),
      ...(pairs.length > 0 ? ['NOT ARRAY_CONTAINS(@pairs, CONCAT(c.kind, " ", c.lane))'] : []),
    ].join(' AND '),
    parameters,
    orderBy: 'c.due ASC',
    limit: 1,
  });
  const [oldest] = rows;
  if (!oldest) return undefined;
  const { due = now, lane } = oldest.value;
  const known = lanes.get(lane);
  // It could not leave before its lane could.
  return now - Math.max(due, known?.notBefore ?? 0, known?.blocked?.probeAt ?? 0, known?.wakeAt ?? 0);
}
