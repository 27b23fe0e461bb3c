import { ok } from '../host/answer';
import { operation, type Contract } from '../host/operation';
import type { Clock } from '../../shared/kernel/clock';
import { LaneList } from '../../shared/sync/messages';
import type { ListLanes } from '../../shared/sync/read/read-lanes';
import { gateView, laneView, rightOfGate } from './lane-view';

const contract = {
  summary: 'List the lanes, each with what it waits for',
  tag: 'Sync',
  access: { permission: 'sync.read' },
  answers: { 200: { description: 'All lanes, and what concerns them all.', schema: LaneList } },
} as const satisfies Contract;

export const listLanesHttp = (list: ListLanes, clock: Clock) =>
  operation(contract, async () => {
    const { lanes, gate, otherGates } = await list();
    const now = clock.now();
    const rights = otherGates.map((other) => ({ right: rightOfGate(other.id), ...gateView(other, now) }));
    const body: LaneList = {
      items: lanes.map((lane) => laneView(lane, now)),
      app: gateView(gate, now),
      ...(rights.length > 0 && { rights }),
    };
    return ok(body);
  });
