import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import type { Clock } from '../../shared/kernel/clock';
import { ExternalFailure, loggedFailure } from '../../shared/kernel/failure';
import type { Log } from '../../shared/kernel/log';
import { problem, type Answer } from './answer';
import { readBody } from './body';
import { identify, type Access, type Caller, type CheckSignIn } from './caller';
import { rateLimited, type Clients } from './clients';
import { correlationIdOf } from './correlation';
import type { Contract, Operation } from './operation';
import type { Tables } from './names';
import { queryOf } from './query';
import { response } from './response';

/** What every HTTP function works with, beside its own use case. */
export interface Edge extends Tables {
  readonly checkSignIn: CheckSignIn;
  readonly clock: Clock;
  readonly log: Log;
  readonly clients: Clients;
}

/** Caller, body, call, answer. Failures of the outside that pass are 503, those that do not and defects of ours 500 without their inside. */
export const onHttp =
  (name: string, operation: Operation, { checkSignIn, permissions, linkSchemes, problems, clock, log, clients }: Edge): HttpHandler =>
  async (request) => {
    const { contract } = operation;
    const correlationId = correlationIdOf(request.headers, () => clock.id());
    let caller: Caller = { kind: 'anonymous' };
    const send = (said: Answer): HttpResponseInit =>
      response(said, { correlationId, problems, open: caller.kind === 'anonymous', signInIgnored: contract.access.signInIgnored });
    const respond = async (): Promise<Answer> => {
      const known = await identify(request.headers.get('authorization') ?? undefined, contract.access, {
        checkSignIn,
        permissions,
        linkSchemes,
      });
      if (known.kind === 'problem') return known;
      caller = known;
      const limited =
        contract.limited && !isTrusted(caller, contract.access)
          ? await rateLimited(clients, contract.limited, request.headers, caller.kind === 'application' ? caller.actor : undefined)
          : undefined;
      if (limited) return limited;
      const body = contract.body ? await readBody(request) : ({ kind: 'body', value: undefined } as const);
      if (body.kind === 'problem') return body;
      const raw = { params: request.params, query: queryOf(request), headers: Object.fromEntries(request.headers), body: body.value };
      const said = await operation.answer(raw, caller, correlationId);
      const wrong = isWrongLink(said, caller, contract) && linkSchemes[caller.link]?.wrong;
      return wrong ? ((await rateLimited(clients, wrong, request.headers)) ?? said) : said;
    };
    try {
      const said = await respond();
      if (said.kind === 'problem') log.info('http.refused', { function: name, code: said.problem.code, correlationId });
      return send(said);
    } catch (error) {
      // "Never": the same request would be refused again, so it must not be told to come later.
      if (error instanceof ExternalFailure && error.failure.kind === 'malformed') {
        log.error('http.refused-for-good', { function: name, where: error.where, correlationId }, error);
        return send(problem('defect', { detail: 'It is logged under the id of this request. Repeating it does not help.' }));
      }
      if (error instanceof ExternalFailure) {
        log.warn('http.outside-failed', { function: name, where: error.where, ...loggedFailure(error.failure), correlationId });
        const keyed = contract.headers !== undefined && 'idempotency-key' in contract.headers.shape;
        return send(unreachable(error, keyed, clock.now()));
      }
      log.error('http.defect', { function: name, correlationId }, error);
      return send(problem('defect', { detail: 'It is logged under the id of this request.' }));
    }
  };

/** A person with a permission that the operation names. */
const isTrusted = (caller: Caller, { permission, more = [] }: Access): boolean =>
  caller.kind === 'person' && [permission, ...more].some((name) => name !== undefined && caller.permissions.has(name));

/** Wrong, foreign, expired, revoked, or of nothing: all are answered alike, and counted alike. */
const isWrongLink = (said: Answer, caller: Caller, { missing }: Contract): caller is Extract<Caller, { kind: 'bearer' }> =>
  caller.kind === 'bearer' && said.kind === 'problem' && said.problem.code === missing;

function unreachable({ failure }: ExternalFailure, keyed: boolean, now: number): Answer {
  const retryAt = failure.kind === 'throttled' || failure.kind === 'unavailable' ? failure.retryAt : undefined;
  const waitMs = retryAt === undefined ? 5_000 : retryAt - now;
  return problem('temporarily-unavailable', {
    detail: keyed
      ? 'The request may or may not have been taken. Repeat it with the same Idempotency-Key: that is safe, and answers what was decided.'
      : 'Repeat the same request later: that is safe.',
    headers: { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1_000))) },
  });
}
