import { batchBody, readBatch } from '../../../../shared/adapters/graph/batch';
import type { HttpAnswer } from '../../../../shared/adapters/graph/batch';
import type { GraphRequest } from '../../../../shared/kernel/graph';
import type { Json } from '../../../../shared/kernel/json';

const now = Date.parse('2026-03-02T08:00:00Z');
const get: GraphRequest = { method: 'GET', path: '/users/oak%40city.example/events?$top=5', headers: { Prefer: 'IdType="ImmutableId"' } };
const create: GraphRequest = { method: 'POST', path: '/users/oak%40city.example/events', body: { subject: 'x' } };
const remove: GraphRequest = { method: 'DELETE', path: '/users/oak%40city.example/events/1' };

const outer = (status: number, body?: Json, headers: Record<string, string> = {}): HttpAnswer => ({
  kind: 'answered',
  status,
  headers,
  requestId: 'outer',
  ...(body === undefined ? {} : { body }),
});

describe('the body of a batch', () => {
  it('numbers the requests, and gives a content type to those with a body only', () => {
    expect(batchBody([get, create, remove])).toEqual({
      requests: [
        { id: '1', method: 'GET', url: get.path, headers: { Prefer: 'IdType="ImmutableId"' } },
        { id: '2', method: 'POST', url: create.path, headers: { 'Content-Type': 'application/json' }, body: { subject: 'x' } },
        { id: '3', method: 'DELETE', url: remove.path },
      ],
    });
  });

  it('holds bytes as base64 text under their own content type', () => {
    const put: GraphRequest = { method: 'PUT', path: '/users/a/photo/$value', content: { type: 'image/jpeg', base64: '/9j/' } };

    expect(batchBody([put, get])['requests']).toMatchObject([
      { id: '1', method: 'PUT', url: put.path, headers: { 'Content-Type': 'image/jpeg' }, body: '/9j/' },
      { id: '2' },
    ]);
  });

  it('keeps a content type that was given', () => {
    const [request] = (batchBody([{ ...create, headers: { 'content-type': 'text/plain' } }]) as { requests: [{ headers: unknown }] })
      .requests;

    expect(request.headers).toEqual({ 'content-type': 'text/plain' });
  });
});

describe('the answer to a batch', () => {
  it('is matched by id, whatever the order', () => {
    const answers = readBatch(
      [get, create, remove],
      outer(200, {
        responses: [
          { id: '3', status: 204, headers: {}, body: null },
          { id: '1', status: 200, headers: { 'Content-Type': 'application/json', 'request-id': 'own' }, body: { value: [] } },
          { id: '2', status: 429, headers: { 'Retry-After': '7' }, body: { error: { code: 'TooManyRequests' } } },
        ],
      }),
      now,
    );

    expect(answers).toEqual([
      {
        kind: 'answered',
        status: 200,
        headers: { 'content-type': 'application/json', 'request-id': 'own' },
        body: { value: [] },
        requestId: 'own',
      },
      { kind: 'answered', status: 429, headers: { 'retry-after': '7' }, body: { error: { code: 'TooManyRequests' } }, requestId: 'outer' },
      { kind: 'answered', status: 204, headers: {}, requestId: 'outer' },
    ]);
  });

  it.each<[string, Json | undefined]>([
    ['leaves a request out', { responses: [{ id: '1', status: 200 }] }],
    ['has an entry without a status', { responses: [{ id: '1', status: 200 }, { id: '2' }] }],
  ])('leaves a request unanswered when it %s', (_, body) => {
    const [first, second] = readBatch([get, create], outer(200, body), now);

    expect(first).toMatchObject({ kind: 'answered', status: 200 });
    expect(second).toMatchObject({ kind: 'unanswered' });
  });

  it.each<[string, Json | undefined]>([
    ['has no body', undefined],
    ['has no responses', {}],
    ['is a list', []],
    ['names nothing that was asked', { responses: [{ id: '7', status: 200 }, 'x', null] }],
  ])('leaves every request unanswered when it %s', (_, body) => {
    expect(readBatch([get, create], outer(200, body), now).map(({ kind }) => kind)).toEqual(['unanswered', 'unanswered']);
  });
});

describe('a batch that was not taken', () => {
  const verdicts = (requests: readonly GraphRequest[], answer: HttpAnswer) => readBatch(requests, answer, now);
  const wait = { 'retry-after': '17' };

  it('by a throttled app was not sent, and says when to come back', () => {
    const throttled = { kind: 'not-sent', failure: { kind: 'throttled', retryAt: now + 17_000 } };

    expect(verdicts([get, create], outer(429, undefined, wait))).toEqual([throttled, throttled]);
    expect(verdicts([create, get], outer(429))).toEqual(Array(2).fill({ kind: 'not-sent', failure: { kind: 'throttled' } }));
  });

  it('by an overloaded Graph was not sent when Graph says how long to wait', () => {
    expect(verdicts([create], outer(503, undefined, wait))).toEqual([
      { kind: 'not-sent', failure: { kind: 'unavailable', retryAt: now + 17_000 } },
    ]);
  });

  it('with 503 and no Retry-After may have taken effect, unless it only reads', () => {
    expect(verdicts([get, create], outer(503)).map(({ kind }) => kind)).toEqual(['unanswered', 'unanswered']);
    expect(verdicts([get, get], outer(503))).toEqual(Array(2).fill({ kind: 'not-sent', failure: { kind: 'unavailable' } }));
  });

  it.each([500, 502, 504, 509])('with %d may have taken effect', (status) => {
    expect(verdicts([create], outer(status))[0]?.kind).toBe('unanswered');
  });

  it.each([401, 403])('with %d has that answer for every request', (status) => {
    expect(verdicts([get, create], outer(status))).toEqual([outer(status), outer(status)]);
  });

  it("because it cannot be read was not sent, and Graph's code is the reason, not its words", () => {
    expect(verdicts([create], outer(400, { error: { code: 'BadRequest', message: 'secret subject' } }))).toEqual([
      { kind: 'not-sent', failure: { kind: 'malformed', reason: 'Microsoft Graph answered 400 BadRequest' } },
    ]);
  });

  it('but redirected was not sent', () => {
    expect(verdicts([create], outer(302))).toEqual([{ kind: 'not-sent', failure: { kind: 'unavailable' } }]);
  });
});
