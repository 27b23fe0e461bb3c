import type { LaneId } from '../kernel/ids';
import type { LoopDeps } from './deps';
import { rowsOf } from '../kernel/pages';
import type { StoredItem } from './item/stored';
import { TAKEN_UP } from './lane/load';
import { makeSendNudge } from './lane/nudge';

/** Nudges every lane that has due work, whatever became of the nudge it should have had. Returns how many. */
export type Sweep = () => Promise<{ readonly lanes: number }>;

const PAGE = 500;
const MOST_PAGES = 20;

export const makeSweep = (deps: Pick<LoopDeps, 'database' | 'bus' | 'clock' | 'log' | 'kinds'>): Sweep => {
  const sendNudge = makeSendNudge(deps);
  return async () => {
    const lanes = new Set<LaneId>();
    const due = {
      container: 'items',
      where: `c.type = "sync-item" AND (c.due <= @now OR ${TAKEN_UP})`,
      parameters: { '@now': deps.clock.now(), '@known': Object.keys(deps.kinds) },
      limit: PAGE,
    } as const;
    for await (const { value } of rowsOf<StoredItem>(deps.database, due, { pages: MOST_PAGES })) lanes.add(value.lane);
    await Promise.all([...lanes].map((lane) => sendNudge({ lane, cause: 'sweep' })));
    deps.log.info('sync.sweep.done', { lanes: lanes.size });
    return { lanes: lanes.size };
  };
};
