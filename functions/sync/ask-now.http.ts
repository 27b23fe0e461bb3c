import { ok, problem } from '../host/answer';
import { actorOf } from '../host/caller';
import { operation, type Contract } from '../host/operation';
import type { Clock } from '../../shared/kernel/clock';
import { toLaneId } from '../../shared/kernel/ids';
import { GateView, LanePath, LaneView, RightPath } from '../../shared/sync/messages';
import type { AskGateNow, AskLaneNow } from '../../shared/sync/read/ask-now';
import { gateView, laneView } from './lane-view';

const ofLane = {
  summary: 'End the waits of a lane, also those that Microsoft asked for',
  tag: 'Sync',
  access: { permission: 'sync.retry' },
  params: LanePath,
  missing: 'lane-not-found',
  answers: { 200: { description: 'The lane; it is asked at once.', schema: LaneView } },
} as const satisfies Contract;

export const askLaneNowHttp = (ask: AskLaneNow, clock: Clock) =>
  operation(ofLane, async ({ params: { id }, caller, correlationId }) => {
    const lane = await ask(toLaneId(id), { actor: actorOf(caller), action: 'sync.ask-now', correlationId });
    return lane ? ok(laneView(lane, clock.now())) : problem('lane-not-found');
  });

const ofGate = {
  summary: 'End the waits of everything that uses one right, also those that Microsoft asked for',
  tag: 'Sync',
  access: { permission: 'sync.retry' },
  params: RightPath,
  missing: 'lane-not-found',
  answers: { 200: { description: 'What concerns every lane of the right; one of them asks at once.', schema: GateView } },
} as const satisfies Contract;

export const askGateNowHttp = (ask: AskGateNow, clock: Clock) =>
  operation(ofGate, async ({ params, caller, correlationId }) => {
    const gate = await ask(params, { actor: actorOf(caller), action: 'sync.ask-now', correlationId });
    return gate ? ok(gateView(gate, clock.now())) : problem('lane-not-found');
  });
