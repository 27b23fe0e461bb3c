import { defaulted } from '../../shared/config/part';
import { seconds, type Rule } from '../../shared/config/rules';
import { isNcrontab, longestPause } from '../../shared/config/ncrontab';
import { HOUR, SECOND } from '../../shared/kernel/clock';
import { ExternalFailure, loggedFailure } from '../../shared/kernel/failure';
import type { Log } from '../../shared/kernel/log';
import { kindsOf } from '../../shared/sync/kind';
import { laneTag } from '../../shared/sync/lane/lane-tag';
import { makeSendNudge } from '../../shared/sync/lane/nudge';
import { makeAskNow } from '../../shared/sync/read/ask-now';
import { makeListSyncItems, makeReadSyncItem } from '../../shared/sync/read/read-items';
import { makeListLanes } from '../../shared/sync/read/read-lanes';
import { makeRetryItem } from '../../shared/sync/read/retry-item';
import { makeSweep } from '../../shared/sync/sweep';
import { makeMarkSweep } from '../../shared/sync/sweep-mark';
import { makeWorkLane, type WorkLane } from '../../shared/sync/work-lane';
import { capability } from '../host/capability';
import { once } from '../host/once';
import { get, post } from '../host/route';
import { askGateNowHttp, askLaneNowHttp } from './ask-now.http';
import { listLanesHttp } from './list-lanes.http';
import { listSyncItemsHttp } from './list-sync-items.http';
import { readSyncItemHttp } from './read-sync-item.http';
import { retryItemHttp } from './retry-item.http';
import { sweepTimer } from './sweep.timer';
import { workLaneQueue } from './work-lane.queue';
import { SYNC_PERMISSIONS } from './permissions';
import { SYNC_PROBLEMS } from './problems';

const schedule: Rule<string> = {
  allowed: 'an NCRONTAB schedule of six fields, such as 0 * * * * *',
  read: (text) => (isNcrontab(text) ? text : undefined),
};

/** The loop: it works all kinds that the earlier modules bring, and runs their sweeps. */
export const sync = capability('sync', {
  settings: {
    shape: {
      SWEEP_SCHEDULE: defaulted(schedule, '0 * * * * *', 'How often due work is looked for that no message has announced.'),
      UNKNOWN_SETTLE_SECONDS: defaulted(
        seconds(1, 3_600),
        '120',
        'How long an empty look-up after an unknown outcome counts as "not yet".',
      ),
    },
    warnings: ({ SWEEP_SCHEDULE: schedule }) =>
      longestPause(schedule) * SECOND > HOUR
        ? ['SWEEP_SCHEDULE leaves more than an hour between two sweeps: work whose message was lost waits as long']
        : [],
  },
  problems: SYNC_PROBLEMS,
  permissions: SYNC_PERMISSIONS,
  needs: {
    containers: [
      { name: 'items', why: 'the record of each write' },
      { name: 'lanes', why: 'the turn and the pace of each mailbox, the gates, and when the last sweep ended well' },
    ],
    queues: [{ name: 'nudges', why: 'lanes that have work' }],
  },
  wire: (outside, { SWEEP_SCHEDULE, UNKNOWN_SETTLE_SECONDS: unknownSettleMs }, _uses, house) => {
    const { database, bus, clock, log, signing } = outside;
    const kinds = kindsOf(house.kinds());
    const services = house.services();
    const sweep = makeSweep({ database, bus, clock, log, kinds });
    const readSyncItem = makeReadSyncItem({ database, clock, kinds });
    const worker = once(async () => makeWorkLane({ database, bus, services, clock, log, kinds, unknownSettleMs, digest: await signing() }));
    return {
      use: {
        workLane: workLaneWhenSigned(worker, log),
        sweep,
        sweeps: [sweep, ...house.sweeps()],
        markSweep: makeMarkSweep({ database, clock }, longestPause(SWEEP_SCHEDULE) * SECOND),
        sweepSchedule: SWEEP_SCHEDULE,
        readSyncItem,
        listSyncItems: makeListSyncItems({ database, clock }),
        retryItem: makeRetryItem({ database, clock, log, sendNudge: makeSendNudge(outside), kinds, readSyncItem }),
        askNow: makeAskNow({ database, clock, log, sendNudge: makeSendNudge(outside), sweep }),
        listLanes: makeListLanes({ database }),
      },
    };
  },
  routes: ({ listSyncItems, readSyncItem, retryItem, listLanes, askNow }, { clock }) => [
    get('list-sync-items', 'api/v1/sync/items', listSyncItemsHttp(listSyncItems)),
    get('read-sync-item', 'api/v1/sync/items/{kind}/{id}', readSyncItemHttp(readSyncItem)),
    post('retry-sync-item', 'api/v1/sync/items/{kind}/{id}/retry', retryItemHttp(retryItem)),
    get('list-lanes', 'api/v1/lanes', listLanesHttp(listLanes, clock)),
    post('ask-lane-now', 'api/v1/lanes/{id}/ask-now', askLaneNowHttp(askNow.lane, clock)),
    post('ask-gate-now', 'api/v1/rights/{api}/{as}/ask-now', askGateNowHttp(askNow.gate, clock)),
  ],
  queues: ({ workLane }) => [
    { name: 'work-lane', queue: 'nudges', connection: 'SERVICE_BUS_CONNECTION', handler: workLaneQueue(workLane) },
  ],
  timers: ({ sweeps, markSweep, sweepSchedule }, { log }) => [
    { name: 'sweep', schedule: sweepSchedule, handler: sweepTimer(sweeps, markSweep, log) },
  ],
});

/** Without the signing key no lane can work; the sweep nudges again. The dead-letter queue is for defects. */
const workLaneWhenSigned =
  (worker: () => Promise<WorkLane>, log: Log): WorkLane =>
  async (lane, nudged) => {
    let workLane: WorkLane;
    try {
      workLane = await worker();
    } catch (error) {
      if (!(error instanceof ExternalFailure)) throw error;
      log.warn('sync.lane.no-signing-key', { lane: laneTag(lane), where: error.where, ...loggedFailure(error.failure) });
      return;
    }
    await workLane(lane, nudged);
  };
