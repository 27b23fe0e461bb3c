import { SECOND } from '../../kernel/clock';
import { withDeadline } from '../../kernel/deadline';
import { ExternalFailure } from '../../kernel/failure';

const ANSWER_WITHIN_MS = 5 * SECOND;
const WHAT = 'Microsoft Graph (MICROSOFT_GRAPH_URL)';

/**
 * Whether Graph is there. Any answer shows that, and without a token it is a refusal. Its answers carry a `request-id`, those of others do not.
 * Throws ExternalFailure: `unavailable`, or `denied` where something else answers.
 */
export async function probeGraph(graphUrl: string, fetch: (url: string, init: RequestInit) => Promise<Response>): Promise<void> {
  const status = await withDeadline(ANSWER_WITHIN_MS, async (signal) => {
    const response = await fetch(`${graphUrl}/users?$top=1&$select=id`, { redirect: 'manual', signal });
    await response.body?.cancel();
    return response.headers.has('request-id') ? undefined : response.status;
  }).catch((cause: unknown) => {
    throw new ExternalFailure('graph.probe', { kind: 'unavailable', what: WHAT }, { cause });
  });
  if (status === undefined) return;
  if (status >= 500) throw new ExternalFailure('graph.probe', { kind: 'unavailable', what: WHAT });
  const reason = 'the address in MICROSOFT_GRAPH_URL does not answer as Microsoft Graph';
  throw new ExternalFailure('graph.probe', { kind: 'denied', code: 'not-graph', reason, who: 'operator' });
}
