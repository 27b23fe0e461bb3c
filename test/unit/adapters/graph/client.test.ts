import { graphClient } from '../../../../shared/adapters/graph/client';
import type { GraphToken, GraphTokens } from '../../../../shared/adapters/graph/client';
import type { Exchange, Transport } from '../../../../shared/adapters/graph/transport';
import { ExternalFailure } from '../../../../shared/kernel/failure';
import type { GraphRequest } from '../../../../shared/kernel/graph';
import type { Json } from '../../../../shared/kernel/json';
import { StillClock } from '../../../support/entra/clock';

const DEADLINE = { deadlineMs: 30_000 };
const read: GraphRequest = { method: 'GET', path: '/users/a' };
const write: GraphRequest = { method: 'POST', path: '/users/a/events', body: {} };

const answer = (status: number, body?: Json): Exchange => ({
  kind: 'answered',
  answer: { kind: 'answered', status, headers: {}, ...(body === undefined ? {} : { body }) },
});
const items = (...statuses: number[]): Exchange =>
  answer(200, { responses: statuses.map((status, index) => ({ id: String(index + 1), status })) });

/** A client whose transport plays the given answers and keeps what it was asked, and with which token. */
function aClient(answers: readonly Exchange[], tokenAgeMs = 10 * 60_000) {
  const clock = new StillClock();
  const asked: { request: GraphRequest; token: string }[] = [];
  let made = 0;
  let failure: ExternalFailure | undefined;
  const token = (age: number): GraphToken => ({ value: `token ${String(made)}`, obtainedAt: clock.now() - age });
  const tokens: GraphTokens = {
    current: () => (failure ? Promise.reject(failure) : Promise.resolve(token(tokenAgeMs))),
    fresh: () => {
      made += 1;
      return failure ? Promise.reject(failure) : Promise.resolve(token(0));
    },
  };
  const script = [...answers];
  const transport: Transport = (request, value) => {
    asked.push({ request, token: value });
    const next = script.shift();
    return next ? Promise.resolve(next) : Promise.reject(new Error('asked too often'));
  };
  const graph = graphClient({ url: 'https://graph.microsoft.com/v1.0', tokens, clock, transport });
  return { graph, asked, made: () => made, fail: (next: ExternalFailure) => (failure = next) };
}

const outcomes = (answers: readonly { kind: string; status?: number }[]): unknown[] => answers.map((one) => one.status ?? one.kind);
const noToken = (kind: 'unavailable') => new ExternalFailure('entra.token', { kind });

describe('the Graph client', () => {
  it('sends one request as it is and several as one batch', async () => {
    const { graph, asked } = aClient([answer(200), items(200, 201)]);

    expect(outcomes(await graph.send([read], DEADLINE))).toEqual([200]);
    expect(outcomes(await graph.send([read, write], DEADLINE))).toEqual([200, 201]);
    expect(asked.map(({ request }) => `${request.method} ${request.path}`)).toEqual(['GET /users/a', 'POST /$batch']);
  });

  it('sends nothing for no request, and refuses more than a batch holds', async () => {
    const { graph, asked } = aClient([]);

    expect(await graph.send([], DEADLINE)).toEqual([]);
    await expect(graph.send(Array<GraphRequest>(21).fill(read), DEADLINE)).rejects.toThrow('20');
    expect(asked).toEqual([]);
  });

  it('repeats the refused requests alone, once, with a fresh token', async () => {
    const { graph, asked, made } = aClient([items(200, 401, 403), items(201, 404)]);

    const answers = await graph.send([read, write, { ...write, path: '/users/b/events' }], DEADLINE);

    expect(outcomes(answers)).toEqual([200, 201, 404]);
    expect(made()).toBe(1);
    expect(asked.map(({ token }) => token)).toEqual(['token 0', 'token 1']);
    expect(asked[1]?.request.body).toMatchObject({ requests: [{ url: '/users/a/events' }, { url: '/users/b/events' }] });
  });

  it('repeats a single refused item as a single request', async () => {
    const { graph, asked } = aClient([items(200, 401), answer(201)]);

    expect(outcomes(await graph.send([read, write], DEADLINE))).toEqual([200, 201]);
    expect(asked[1]?.request).toEqual(write);
  });

  it('repeats a whole batch that was refused at the door', async () => {
    const { graph } = aClient([answer(401), items(200, 201)]);

    expect(outcomes(await graph.send([read, write], DEADLINE))).toEqual([200, 201]);
  });

  it('passes a second 403 on as the answer, and denies after a second 401', async () => {
    const invalid = { error: { code: 'InvalidAuthenticationToken', message: 'never shown' } };

    expect(outcomes(await aClient([answer(403), answer(403)]).graph.send([write], DEADLINE))).toEqual([403]);
    expect(await aClient([answer(401), answer(401, invalid)]).graph.send([write], DEADLINE)).toEqual([
      { kind: 'not-sent', failure: { kind: 'denied', reason: 'Microsoft Graph answered 401 InvalidAuthenticationToken' } },
    ]);
  });

  it('does not repeat a 403 under a token of the last ten seconds, but does a 401', async () => {
    const young = aClient([answer(403)], 10_000);
    expect(outcomes(await young.graph.send([write], DEADLINE))).toEqual([403]);
    expect(young.made()).toBe(0);

    expect(outcomes(await aClient([answer(401), answer(201)], 10_000).graph.send([write], DEADLINE))).toEqual([201]);
  });

  it('keeps a 403, but not a 401, when no fresh token is to be had', async () => {
    const { graph, fail } = aClient([items(200, 403, 401)]);
    const sending = graph.send([read, write, write], DEADLINE);
    fail(noToken('unavailable'));

    expect(outcomes(await sending)).toEqual([200, 403, 'not-sent']);
  });

  it('leaves the repetition unanswered when its answer never comes', async () => {
    const { graph } = aClient([items(201, 401), { kind: 'unanswered', reason: 'cut' }]);

    expect(outcomes(await graph.send([write, write], DEADLINE))).toEqual([201, 'unanswered']);
  });

  it('has sent nothing when there is no token, or no connection', async () => {
    const without = aClient([]);
    without.fail(noToken('unavailable'));
    const unavailable = { kind: 'not-sent', failure: { kind: 'unavailable' } };

    expect(await without.graph.send([read, write], DEADLINE)).toEqual([unavailable, unavailable]);
    const unconnected = { kind: 'not-sent', failure: { kind: 'unavailable', what: 'Microsoft Graph (MICROSOFT_GRAPH_URL)' } };
    expect(await aClient([{ kind: 'never-left' }]).graph.send([read, write], DEADLINE)).toEqual([unconnected, unconnected]);
  });
});
