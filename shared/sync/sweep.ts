import { toLaneId, type LaneId } from '../kernel/ids';
import type { LoopDeps } from './deps';
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
async function lanesWithWork({ database, clock, log, kinds }: SweepDeps): Promise<readonly LaneId[]> {
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
    if (!more) return [...found];
  }
  log.warn('sync.sweep.cut', { lanes: found.size });
  return [...found];
}
