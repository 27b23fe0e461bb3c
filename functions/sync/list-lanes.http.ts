import { operation, type Contract } from '../host/operation';
import { page, paged } from '../host/paging';
import type { Clock, EpochMs } from '../../shared/kernel/clock';
import { LaneList, LanesQuery } from '../../shared/sync/messages';
import type { LaneOverview, ListLanes } from '../../shared/sync/read/read-lanes';
import { rightOfGate } from '../../shared/sync/lane/gate';
import { gateView, laneView } from './lane-view';

const contract = {
  summary: 'List the lanes, each with what it waits for',
  tag: 'Sync',
  access: { permission: 'sync.read' },
  query: paged(LanesQuery, { most: 1000, usual: 1000 }),
  answers: { 200: { description: 'One page of lanes, and what concerns them all.', schema: LaneList } },
} as const satisfies Contract;

export const listLanesHttp = (list: ListLanes, clock: Clock) =>
  operation(contract, ({ query: { limit, continuation } }) => {
    const now = clock.now();
    return page(
      { list: 'lanes', filter: {}, continuation },
      (from) => list({ limit, continuation: from }),
      ({ lanes }) => lanes.map((lane) => laneView(lane, now)),
      (found) => gatesOf(found, now),
    );
  });

function gatesOf({ gate, otherGates }: LaneOverview, now: EpochMs): Pick<LaneList, 'app' | 'rights'> {
  const rights = otherGates.map((other) => {
    const { api, as } = rightOfGate(other.id);
    return { right: `${api}/${as}`, ...gateView(other, now) };
  });
  return { app: gateView(gate, now), ...(rights.length > 0 && { rights }) };
}
