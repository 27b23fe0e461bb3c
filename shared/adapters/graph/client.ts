import { SECOND } from '../../kernel/clock';
import type { Clock, EpochMs } from '../../kernel/clock';
import { startDeadline, type Deadline } from '../../kernel/deadline';
import { ExternalFailure } from '../../kernel/failure';
import type { Graph, GraphAnswer, GraphRequest } from '../../kernel/graph';
import { BATCH_LIMIT, batchBody, denyUnauthorized, notSent, readBatch } from './batch';
import { graphTransport } from './transport';
import type { Exchange, Transport } from './transport';

export interface GraphToken {
  readonly value: string;
  readonly obtainedAt: EpochMs;
}

/** Tokens for Microsoft Graph; both throw ExternalFailure. */
export interface GraphTokens {
  current(): Promise<GraphToken>;
  /** Another token than the refused one, by a new credential. */
  fresh(refused: GraphToken): Promise<GraphToken>;
}

export interface GraphParts {
  /** Version root: `https://graph.microsoft.com/v1.0`. */
  readonly url: string;
  readonly tokens: GraphTokens;
  readonly clock: Clock;
  readonly transport?: Transport;
}

/**
 * A younger token is taken for up to date: many refusals at once lead to one new token. Short, so that a person who grants a permission and then
 * asks for another try is served.
 */
const YOUNG_MS = 10 * SECOND;

/** Microsoft Graph over HTTPS. See the port for what it promises. */
export function graphClient({
  url,
  tokens,
  clock,
  transport = graphTransport({ url, newRequestId: () => clock.id() }),
}: GraphParts): Graph {
  const exchange = async (requests: readonly GraphRequest[], token: GraphToken, signal: AbortSignal): Promise<readonly GraphAnswer[]> => {
    const [first] = requests;
    if (requests.length === 1 && first) return [readSingle(await transport(first, token.value, signal))];
    const came = await transport({ method: 'POST', path: '/$batch', body: batchBody(requests) }, token.value, signal);
    if (came.kind !== 'answered') return requests.map(() => readSingle(came));
    return readBatch(requests, came.answer, clock.now());
  };

  /** Indexes of the requests that a new token may help. */
  const refused = (answers: readonly GraphAnswer[], token: GraphToken): readonly number[] => {
    const old = clock.now() - token.obtainedAt > YOUNG_MS;
    return answers.flatMap((answer, index) => (isAnswered(answer, 401) || (old && isAnswered(answer, 403)) ? [index] : []));
  };

  const sendWithin = async (requests: readonly GraphRequest[], deadline: Deadline): Promise<readonly GraphAnswer[]> => {
    const token = await tokenBefore(deadline, tokens.current());
    if ('kind' in token) return requests.map(() => token);
    const answers = [...(await exchange(requests, token, deadline.signal))];

    const again = refused(answers, token);
    if (again.length === 0) return answers;
    const fresh = await tokenBefore(deadline, tokens.fresh(token));
    if ('kind' in fresh) return answers.map((answer) => (isAnswered(answer, 401) ? fresh : answer));
    const second = await exchange(
      again.flatMap((index) => requests[index] ?? []),
      fresh,
      deadline.signal,
    );
    second.forEach((answer, position) => {
      const index = again[position];
      if (index !== undefined) answers[index] = denyUnauthorized(answer);
    });
    return answers;
  };

  return {
    async send(requests, { deadlineMs }) {
      if (requests.length === 0) return [];
      if (requests.length > BATCH_LIMIT) throw new Error(`A batch holds ${String(BATCH_LIMIT)} requests at most`);
      const deadline = startDeadline(deadlineMs);
      try {
        return await sendWithin(requests, deadline);
      } finally {
        deadline.end();
      }
    },
  };
}

/** The token, or the answer of every request when there is none in time. */
async function tokenBefore(deadline: Deadline, token: Promise<GraphToken>): Promise<GraphToken | GraphAnswer> {
  try {
    return await deadline.before(token);
  } catch (error) {
    if (error instanceof ExternalFailure) return notSent(error.failure);
    if (deadline.signal.aborted) return notSent({ kind: 'unavailable' });
    throw error;
  }
}

function readSingle(came: Exchange): GraphAnswer {
  switch (came.kind) {
    case 'answered':
      return came.answer;
    case 'never-left':
      return notSent({ kind: 'unavailable', what: 'Microsoft Graph (MICROSOFT_GRAPH_URL)' });
    case 'unanswered':
      return came;
  }
}

const isAnswered = (answer: GraphAnswer, status: number): boolean => answer.kind === 'answered' && answer.status === status;
