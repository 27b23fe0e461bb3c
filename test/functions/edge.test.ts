import { ExternalFailure, type Failure } from '../../shared/kernel/failure';
import type { Database } from '../../shared/kernel/database';
import { Api, anApi, aSubmission } from './support/api';

const LIST = '/api/v1/reservations';
const FOREIGN = '6f1d8a52-0000-4000-8000-0000000000ff';

describe('a staff route', () => {
  it.each<[string, number, (api: Api) => Record<string, string>]>([
    ['no token', 401, () => ({})],
    ['a text that is no token', 401, () => ({ authorization: 'Bearer x' })],
    ['another scheme', 401, () => ({ authorization: 'Basic YTpi' })],
    ['a token for another API', 401, (api) => api.staff(['Instep.Admin'], { audience: 'https://graph.microsoft.com' })],
    ['an expired token', 401, (api) => api.staff(['Instep.Admin'], { notBefore: 0, expiresAt: api.clock.now() - 120_000 })],
    ['an application without a role', 403, (api) => api.application([])],
    ['an application with a role of something else', 403, (api) => api.application(['Global.Admin'])],
    ['an application with a role', 200, (api) => api.application(['Instep.Admin'])],
    ['an application of another tenant', 401, (api) => api.application(['Instep.Admin'], { claims: { tid: FOREIGN } })],
    ['an application that claims a scope', 401, (api) => api.application(['Instep.Admin'], { claims: { scp: 'access_as_user' } })],
    ['a person without a role', 403, (api) => api.staff([])],
    ['a person with a role of something else', 403, (api) => api.staff(['Global.Admin'])],
    ['a person with a role', 200, (api) => api.staff(['Reservations.Approve'])],
    ['a person with two roles', 200, (api) => api.staff(['Reservations.Approve', 'Instep.Admin'])],
  ])('answers %s with %i… as it should (%s)', async (_, status, headers) => {
    const api = await anApi();

    const got = await api.send('GET', LIST, { headers: headers(api) });

    expect(got.status).toBe(status);
    if (status === 401) expect(got.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it('turns people away before it reads what they sent', async () => {
    const api = await anApi();

    expect((await api.send('PUT', '/api/v1/spaces/oak', { body: 'no JSON' })).status).toBe(401);
  });

  it('answers 503 while sign-ins cannot be checked', async () => {
    const api = new Api({ outside: { checkSignIn: () => Promise.resolve({ kind: 'unavailable' }) } });

    const got = await api.send('GET', LIST, { headers: { authorization: 'Bearer a.b.c' } });

    expect(got).toMatchObject({ status: 503, headers: { 'retry-after': '5' }, body: { code: 'temporarily-unavailable' } });
  });
});

describe('a public route', () => {
  it('asks nobody about sign-ins', async () => {
    const api = await anApi();
    api.asked = 0;

    await api.send('GET', '/api/v1/spaces');

    expect(api.asked).toBe(0);
  });

  it('refuses a sign-in that is offered and not valid', async () => {
    const api = await anApi();

    expect((await api.send('GET', '/api/v1/spaces', { headers: { authorization: 'Bearer x' } })).status).toBe(401);
    expect((await api.send('GET', '/api/v1/spaces', { headers: { authorization: 'Manage x' } })).status).toBe(401);
  });
});

describe('the correlation id', () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  it.each<[string, Record<string, string>, string]>([
    ['of the caller is kept', { 'x-correlation-id': 'order-12345678' }, 'order-12345678'],
    ['is the trace id of the caller', { traceparent: `00-${trace}-00f067aa0ba902b7-01` }, trace],
    ['is new where the trace id is all zeros', { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` }, '00000000-0000-4000-8000'],
    ['is new where the caller sent an address', { 'x-correlation-id': 'ada@example.org' }, '00000000-0000-4000-8000'],
    ['is new where the caller sent none', {}, '00000000-0000-4000-8000'],
  ])('%s', async (_, headers, expected) => {
    const api = new Api();

    const got = await api.send('GET', `/api/v1/spaces/elm`, { headers });

    expect(got.headers['x-correlation-id']).toContain(expected);
    expect(got.body['instance']).toBe(`urn:instep:request:${got.headers['x-correlation-id']}`);
  });

  it('reaches the sync item and the log', async () => {
    const api = await anApi();
    const headers = { 'idempotency-key': 'a-key-of-16-chars', 'x-correlation-id': 'order-12345678' };
    const { body } = await api.send('POST', LIST, { headers, body: aSubmission() });

    const item = await api.send('GET', `/api/v1/sync/items/reservation-event/${String(body['id'])}`, {
      headers: api.staff(['Instep.Admin']),
    });

    expect(item.body['cause']).toEqual({ action: 'reservation.submit', by: 'citizen', correlationId: 'order-12345678' });
    expect(api.lines).toContainEqual(expect.objectContaining({ fields: expect.objectContaining({ correlationId: 'order-12345678' }) }));
  });
});

describe('when the outside fails', () => {
  const failing = (failure: Failure): Database => {
    const fail = () => Promise.reject(new ExternalFailure('database.read', failure));
    return { read: fail, commit: fail, scan: fail, distinct: fail, later: () => undefined };
  };

  it.each<Failure>([{ kind: 'unavailable' }, { kind: 'unanswered' }, { kind: 'throttled' }, { kind: 'denied', reason: 'a secret reason' }])(
    'it answers 503 ($kind), keeps the reason inside, and says that the same key is safe',
    async (failure) => {
      const api = new Api({ outside: { database: failing(failure) } });

      const got = await api.submit();

      expect(got).toMatchObject({ status: 503, headers: { 'retry-after': '5' }, body: { code: 'temporarily-unavailable' } });
      expect(got.body['detail']).toMatch(/same Idempotency-Key: that is safe/);
      expect(got.text).not.toContain('secret');
      expect(api.lines).toContainEqual(expect.objectContaining({ event: 'http.outside-failed' }));
    },
  );

  it('it answers 500 where the store never takes it, without the reason and without "later", and logs it as ours to mend', async () => {
    const api = new Api({ outside: { database: failing({ kind: 'malformed', reason: 'a secret reason' }) } });

    const got = await api.submit();

    expect(got).toMatchObject({ status: 500, body: { code: 'defect' } });
    expect(got.headers).not.toHaveProperty('retry-after');
    expect(got.text).not.toContain('secret');
    expect(api.lines).toContainEqual(
      expect.objectContaining({ event: 'http.refused-for-good', fields: expect.objectContaining({ where: 'database.read' }) }),
    );
  });

  it('it hands on how long to stay away', async () => {
    const api = new Api();
    const retryAt = api.clock.now() + 1_500;

    const got = await new Api({ outside: { database: failing({ kind: 'throttled', retryAt }) } }).send('GET', '/api/v1/spaces');

    expect(got.headers['retry-after']).toBe('2');
  });

  it('a reservation is decided once, though the first answer was lost', async () => {
    const api = await anApi();
    api.fault({ core: 'database', match: { operation: 'batch' }, when: 'after', effect: { kind: 'never' }, times: 1 });

    const first = await api.submit();
    const again = await api.submit();

    expect(first.status).toBe(201);
    expect(again.body).toEqual(first.body);
  });

  it('nothing is taken while the signing key cannot be read, and reading goes on', async () => {
    const signing = () => Promise.reject(new ExternalFailure('key-vault.read', { kind: 'unavailable' }));
    const api = await anApi({ outside: { signing } });

    expect((await api.submit()).status).toBe(503);
    expect((await api.send('GET', '/api/v1/spaces')).status).toBe(200);
    expect((await api.send('GET', '/api/v1/health/live')).status).toBe(200);
  });

  it('a defect is 500 without its inside, and logged with the stack', async () => {
    const database = { ...failing({ kind: 'unavailable' }), scan: () => Promise.reject(new TypeError('inside of ours')) };
    const api = new Api({ outside: { database } });

    const got = await api.send('GET', '/api/v1/spaces');

    expect(got).toMatchObject({ status: 500, body: { code: 'defect' } });
    expect(got.text).not.toContain('inside');
    expect(api.lines).toContainEqual(expect.objectContaining({ event: 'http.defect', cause: expect.any(TypeError) }));
  });
});

describe('health', () => {
  it('lives without any dependency', async () => {
    const api = new Api();
    api.fault({ core: 'database', match: {}, when: 'before', effect: { kind: 'refuse', status: 503 } });

    expect(await api.send('GET', '/api/v1/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
  });

  it('is ready with the state of each dependency', async () => {
    const api = await anApi();

    expect(await api.send('GET', '/api/v1/health/ready')).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: {
        status: 'ready',
        database: { state: 'reachable' },
        bus: { state: 'unknown' },
        microsoft: { state: 'enabled' },
        lanes: { blocked: 0, failing: 0 },
      },
    });
    await api.submit();
    expect((await api.send('GET', '/api/v1/health/ready')).body['bus']).toEqual({ state: 'reachable' });
  });

  it('is not ready without the database', async () => {
    const api = new Api();
    api.fault({ core: 'database', match: {}, when: 'before', effect: { kind: 'refuse', status: 503 } });

    const got = await api.send('GET', '/api/v1/health/ready');

    expect(got).toMatchObject({ status: 503, body: { status: 'not-ready', database: { state: 'unreachable', because: 'unavailable' } } });
  });

  it('waits two seconds for the database, no longer', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      const never = () => new Promise<never>(() => undefined);
      const silent = { scan: never, read: never } as unknown as Database; // nothing else is asked
      const api = new Api({ outside: { database: silent } });

      const asked = api.send('GET', '/api/v1/health/ready');
      await jest.advanceTimersByTimeAsync(2_000);

      expect(await asked).toMatchObject({ status: 503, body: { database: { because: 'no answer within 2000 ms' } } });
    } finally {
      jest.useRealTimers();
    }
  });

  it('names the gap of an integration that is incomplete', async () => {
    const values = {
      microsoft: { state: 'inert', missing: ['MICROSOFT_CLIENT_SECRET'] },
      staff: { state: 'inert', missing: ['MICROSOFT_TENANT_ID'] },
      warnings: ['something is missing'],
    } as const;

    const got = await new Api({ platform: values }).send('GET', '/api/v1/health/ready');

    expect(got.body).toMatchObject({
      status: 'not-ready',
      microsoft: values.microsoft,
      staffSignIn: values.staff,
      warnings: values.warnings,
    });
  });
});
