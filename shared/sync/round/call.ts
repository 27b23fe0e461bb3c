import type { GraphAnswer } from '../../kernel/graph';
import { wholeLists } from '../../kernel/whole-lists';
import type { LoopDeps } from '../deps';
import type { Call } from '../kind';
import { CALL_DEADLINE_MS, HOLD_MARGIN_MS } from '../lane/lane';
import { rightOf } from '../lane/right';
import type { Turn } from '../lane/turn';

/** Requests that leave together (see `Graph`). */
const MOST_AT_ONCE = 20;

/**
 * A batch that Microsoft refuses as a whole has one bad request in it: they leave one by one then, as long as the hold lasts. Where none
 * is given, no answer came. Lists are read to their end, as long as the hold lasts.
 */
export async function call(deps: LoopDeps, turn: Turn, calls: readonly Call[]): Promise<readonly GraphAnswer[]> {
  if (calls.length === 0) return [];
  const { api, as } = rightOf(turn.lane().id);
  const foreign = calls.find((one) => one.api !== api || one.as !== as);
  if (foreign) throw new Error(`a call by ${foreign.api}/${foreign.as} in a lane of ${api}/${as}`);
  const service = deps.services[api]?.(as);
  if (!service) {
    const reason = `no module brings the right ${api}/${as}`;
    return calls.map(() => ({ kind: 'not-sent', failure: { kind: 'denied', reason } }) as const);
  }
  const mayAsk = (): boolean => turn.now() + CALL_DEADLINE_MS + HOLD_MARGIN_MS <= (turn.lane().heldUntil ?? 0);
  const send = async (some: readonly Call[]): Promise<readonly GraphAnswer[]> => {
    const requests = some.map(({ api: _api, as: _as, ...request }) => request);
    const answers = [...(await service.send(requests.slice(0, MOST_AT_ONCE), { deadlineMs: CALL_DEADLINE_MS }))];
    // Only looks are so many: one item may be looked for in several places.
    for (let at = MOST_AT_ONCE; at < requests.length && mayAsk(); at += MOST_AT_ONCE)
      answers.push(...(await service.send(requests.slice(at, at + MOST_AT_ONCE), { deadlineMs: CALL_DEADLINE_MS })));
    return answers;
  };
  const whole = (answers: readonly GraphAnswer[]): Promise<readonly GraphAnswer[]> =>
    wholeLists((requests) => send(requests.map((request) => ({ ...request, api, as }))), calls, answers, mayAsk);
  const together = await send(calls);
  const spoilt = together.every((answer) => answer.kind === 'not-sent' && answer.failure.kind === 'malformed');
  if (!spoilt || calls.length === 1) return whole(together);
  const alone: GraphAnswer[] = [];
  for (const one of calls) {
    if (!mayAsk()) break;
    alone.push(...(await send([one])));
  }
  return whole(alone);
}
