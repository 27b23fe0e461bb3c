import { DAY, type EpochMs } from '../kernel/clock';
import type { Scan } from '../kernel/database';
import { toLaneId, type LaneId } from '../kernel/ids';
import type { LoopDeps } from './deps';
import type { SyncState } from './item/item';
import { park } from './item/park';
import { faultOf, isLane } from './item/readable';
import { renamed, type StoredItem } from './item/stored';
import { TAKEN_UP } from './lane/load';
import { makeSendNudge } from './lane/nudge';
import { readWaiting } from './lane/waiting';

/** Nudges every lane that has due work, whatever became of the nudge it should have had. Returns how many. */
export type Sweep = () => Promise<{ readonly lanes: number }>;

/** Of one question. */
const MOST_LANES = 1_000;
const MOST_QUESTIONS = 20;
const SENT_AT_ONCE = 50;

type SweepDeps = Pick<LoopDeps, 'database' | 'bus' | 'clock' | 'log' | 'kinds'>;

export const makeSweep = (deps: SweepDeps): Sweep => {
  const sendNudge = makeSendNudge(deps);
  return async () => {
    await parkMisfits(deps);
    const lanes = await lanesWithWork(deps);
    for (let at = 0; at < lanes.length; at += SENT_AT_ONCE) {
      await Promise.all(lanes.slice(at, at + SENT_AT_ONCE).map((lane) => sendNudge({ lane, cause: 'sweep' })));
    }
    deps.log.info('sync.sweep.done', { lanes: lanes.length });
    return { lanes: lanes.length };
  };
};

/**
 * Lanes are asked for, not items: a lane with thousands of items is one answer. Those that are known to wait are left out, and so are those that were
 * found, until there are no others.
 */
async function lanesWithWork(deps: SweepDeps): Promise<readonly LaneId[]> {
  const { database, clock, log, kinds } = deps;
  const now = clock.now();
  const waiting = await readWaiting(database, now);
  const found = new Set<LaneId>();
  for (let question = 0; question < MOST_QUESTIONS; question += 1) {
    const { values, more } = await database.distinct({
      container: 'items',
      of: 'c.lane',
      where:
        `c.type = "sync-item" AND IS_STRING(c.lane) AND (c.due <= @now OR ${TAKEN_UP}) AND NOT ARRAY_CONTAINS(@left_out, c.lane)` +
        (waiting.kinds.length === 0 ? '' : ' AND NOT ARRAY_CONTAINS(@waiting, CONCAT(c.kind, " ", c.lane))'),
      parameters: {
        '@now': now,
        '@known': Object.keys(kinds),
        '@left_out': [...waiting.lanes, ...found],
        ...(waiting.kinds.length > 0 && { '@waiting': waiting.kinds }),
      },
      most: MOST_LANES,
    });
    for (const value of values) if (typeof value === 'string') found.add(toLaneId(value));
    if (!more) return nameable(deps, [...found], now);
  }
  log.warn('sync.sweep.cut', { lanes: found.size });
  return nameable(deps, [...found], now);
}

/** No lane can have a name that the store does not take: items that name one are set aside. */
async function nameable(deps: SweepDeps, lanes: readonly LaneId[], now: EpochMs): Promise<readonly LaneId[]> {
  for (const lane of lanes.filter((name) => !isLane(name))) {
    await parkAll(deps, 'c.lane = @lane AND IS_DEFINED(c.due)', { '@lane': lane }, now);
  }
  return lanes.filter(isLane);
}

const MOVING: readonly SyncState[] = ['pending', 'retrying', 'unknown', 'blocked'];

/** Items that no load finds, for they lack what loads are ordered by, or wait without a time, or until the end of time: nobody else would ever say so. */
const parkMisfits = (deps: SweepDeps): Promise<void> =>
  parkAll(
    deps,
    '((IS_DEFINED(c.due) AND (NOT IS_NUMBER(c.due) OR NOT IS_NUMBER(c.priority) OR NOT IS_STRING(c.lane)))' +
      ' OR (NOT IS_DEFINED(c.due) AND ARRAY_CONTAINS(@moving, c.state))' +
      ' OR (c.due > @beyond AND c.state != "in-step" AND c.state != "pending"))',
    { '@moving': MOVING, '@beyond': deps.clock.now() + NOBODY_WAITS_MS },
    deps.clock.now(),
  );

/** The loop itself waits a day at most for what is not in step. */
const NOBODY_WAITS_MS = 400 * DAY;

const MISFITS = 100;

async function parkAll(deps: SweepDeps, where: string, parameters: Scan['parameters'], now: EpochMs): Promise<void> {
  const asked = { container: 'items', where: `c.type = "sync-item" AND ${where}`, parameters, limit: MISFITS } as const;
  const { rows } = await deps.database.scan<StoredItem>(asked);
  await Promise.all(rows.map((row) => park(deps, row, now, faultOf(renamed(row.value)) ?? 'due')));
}
