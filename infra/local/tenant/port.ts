import {
  batchBody,
  BATCH_LIMIT,
  denyUnauthorized,
  notSent,
  readBatch,
  withContentType,
  type HttpAnswer,
} from '../../../shared/adapters/graph/batch';
import { tokenFailure } from '../../../shared/adapters/entra/token-failure';
import { MINUTE, SECOND, type EpochMs } from '../../../shared/kernel/clock';
import type { Failure } from '../../../shared/kernel/failure';
import type { Graph, GraphAnswer, GraphRequest } from '../../../shared/kernel/graph';
import type { Travel } from '../kernel/travel';
import type { TenantCore } from './core';
import { principalOf } from './entra/entra';
import type { GraphCall, Principal } from './model';
import { RESOURCES } from './entra/registrations';

export interface PortCredentials {
  readonly appId: string;
  /** Read at every request for a token, as a rotated secret is. */
  readonly secret: () => string;
}

interface KnownToken {
  readonly principal: Principal;
  readonly obtainedAt: EpochMs;
  readonly expiresAt: EpochMs;
}

const RENEW_BEFORE_MS = 5 * MINUTE;
/** A younger token already carries every consent that a new one would. */
const YOUNG_MS = 10 * SECOND;

export interface GraphPort extends Graph {
  /** The same under another registration, by its client id. Throws for one that the port has no credentials of. */
  as(appId: string): Graph;
}

/** Graph under the first of the registrations, unless a caller names another one. See `onePort` for what each promises. */
export function graphPort(
  core: TenantCore,
  travel: Travel,
  credentials: PortCredentials | readonly [PortCredentials, ...PortCredentials[]],
  now = (): EpochMs => core.now(),
): GraphPort {
  const all = 'appId' in credentials ? ([credentials] as const) : credentials;
  const ports = new Map(all.map((one) => [one.appId, onePort(core, travel, one, now)]));
  const as = (appId: string): Graph => {
    const port = ports.get(appId);
    if (!port) throw new Error(`there are no credentials of '${appId}'`);
    return port;
  };
  const first = as(all[0].appId);
  return { send: (requests, options) => first.send(requests, options), as };
}

/**
 * Graph without a wire: the same promises as the adapter in shared/adapters/graph, time and loss by `travel`. Tokens are not signed. `now` is the
 * caller's own clock, which may be off.
 */
function onePort(core: TenantCore, travel: Travel, credentials: PortCredentials, now: () => EpochMs): Graph {
  const tokens = portTokens(core, travel, credentials, now);

  const carry = async (call: GraphCall, principal: Principal, deadlineMs: number): Promise<HttpAnswer | undefined> => {
    const arrival = await travel.carry(() => core.graph(call, principal), deadlineMs);
    if (arrival.kind === 'unanswered') return undefined;
    const { status, headers, body } = arrival.answer;
    const requestId = headers['request-id'];
    return { kind: 'answered', status, headers, ...(body !== undefined && { body }), ...(requestId !== undefined && { requestId }) };
  };

  const exchange = async (
    requests: readonly GraphRequest[],
    { principal }: KnownToken,
    deadlineMs: number,
  ): Promise<readonly GraphAnswer[]> => {
    const [first] = requests;
    const call =
      requests.length === 1 && first
        ? singleCall(first)
        : { method: 'POST', path: '/$batch', headers: withContentType(), body: batchBody(requests) };
    const answer = await carry(call, principal, deadlineMs);
    if (!answer) return requests.map(() => ({ kind: 'unanswered', reason: 'no answer before the deadline' }));
    return requests.length === 1 ? [answer] : readBatch(requests, answer, now());
  };

  return {
    async send(requests, { deadlineMs }) {
      if (requests.length === 0) return [];
      if (requests.length > BATCH_LIMIT) throw new Error(`A batch holds ${String(BATCH_LIMIT)} requests at most`);
      const end = now() + deadlineMs;
      const left = (): number => Math.max(end - now(), 0);

      const token = await tokens.current(left());
      if ('kind' in token) return requests.map(() => notSent(token));
      const answers = [...(await exchange(requests, token, left()))];

      const old = now() - token.obtainedAt > YOUNG_MS;
      const again = answers.flatMap((answer, index) => (isAnswered(answer, 401) || (old && isAnswered(answer, 403)) ? [index] : []));
      if (again.length === 0) return answers;
      const fresh = await tokens.fresh(token, left());
      if ('kind' in fresh) return answers.map((answer) => (isAnswered(answer, 401) ? notSent(fresh) : answer));
      const repeated = again.flatMap((index) => requests[index] ?? []);
      const second = await exchange(repeated, fresh, left());
      second.forEach((answer, position) => {
        const index = again[position];
        if (index !== undefined) answers[index] = denyUnauthorized(answer);
      });
      return answers;
    },
  };
}

function singleCall({ method, path, headers, body, content }: GraphRequest): GraphCall {
  if (content) return { method, path, headers: withContentType(headers, content.type), content };
  return body === undefined ? { method, path, headers: headers ?? {} } : { method, path, headers: withContentType(headers), body };
}

/** Tokens by client secret, kept until their end is near; requests that need one at the same time share it. */
function portTokens(core: TenantCore, travel: Travel, { appId, secret }: PortCredentials, now: () => EpochMs) {
  let known: KnownToken | undefined;
  let pending: Promise<KnownToken | Failure> | undefined;

  const ask = async (deadlineMs: number): Promise<KnownToken | Failure> => {
    const form = { client_id: appId, client_secret: secret(), grant_type: 'client_credentials', scope: `${RESOURCES.graph}/.default` };
    const arrival = await travel.carry(() => core.grant(core.entra.tenantId, form), deadlineMs);
    if (arrival.kind === 'unanswered') return { kind: 'unavailable' };
    if (arrival.answer.kind === 'denied') return denial(arrival.answer.status, arrival.answer.body['error_description']);
    const principal = principalOf(arrival.answer.claims);
    if (!principal) throw new Error('the tenant granted a token that is not for Graph');
    known = { principal, obtainedAt: now(), expiresAt: now() + arrival.answer.expiresIn * SECOND };
    return known;
  };

  const once = (deadlineMs: number): Promise<KnownToken | Failure> =>
    (pending ??= ask(deadlineMs).finally(() => {
      pending = undefined;
    }));

  return {
    async current(deadlineMs: number): Promise<KnownToken | Failure> {
      if (known && now() < known.expiresAt - RENEW_BEFORE_MS) return known;
      const token = await once(deadlineMs);
      const usable = known && now() < known.expiresAt ? known : undefined;
      return 'kind' in token && token.kind === 'unavailable' && usable ? usable : token;
    },
    async fresh(refused: KnownToken, deadlineMs: number): Promise<KnownToken | Failure> {
      return known && known !== refused ? known : once(deadlineMs);
    },
  };
}

function denial(status: number, description: unknown): Failure {
  return tokenFailure(Object.assign(new Error(String(description)), { statusCode: status }));
}

const isAnswered = (answer: GraphAnswer, status: number): boolean => answer.kind === 'answered' && answer.status === status;
