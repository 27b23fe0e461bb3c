import type { GraphAnswer, GraphRequest } from '../../kernel/graph';
import type { LoopDeps } from '../deps';
import { CALL_DEADLINE_MS, HOLD_MARGIN_MS } from '../lane/lane';
import type { Turn } from '../lane/turn';

/**
 * A batch that Microsoft refuses as a whole has one bad request in it: they leave one by one then, as long as the hold lasts. Where none
 * is given, no answer came.
 */
export async function call(deps: LoopDeps, turn: Turn, requests: readonly GraphRequest[]): Promise<readonly GraphAnswer[]> {
  const send = (some: readonly GraphRequest[]): Promise<readonly GraphAnswer[]> => deps.graph.send(some, { deadlineMs: CALL_DEADLINE_MS });
  if (requests.length === 0) return [];
  const together = await send(requests);
  const spoilt = together.every((answer) => answer.kind === 'not-sent' && answer.failure.kind === 'malformed');
  if (!spoilt || requests.length === 1) return together;
  const alone: GraphAnswer[] = [];
  for (const request of requests) {
    if (turn.now() + CALL_DEADLINE_MS + HOLD_MARGIN_MS > (turn.lane().heldUntil ?? 0)) break;
    alone.push(...(await send([request])));
  }
  return alone;
}
