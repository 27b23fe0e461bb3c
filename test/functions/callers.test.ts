import { STAFF_CLIENT } from '../../infra/local/tenant/staff-token';
import { onHttp } from '../../functions/host/on-http';
import { ok } from '../../functions/host/answer';
import { may } from '../../functions/host/caller';
import { operation, type Contract } from '../../functions/host/operation';
import { HttpRequest, InvocationContext } from '@azure/functions';
import { Api, anApi, aSubmission, type Json } from './support/api';

const ALL_ROLES = ['Reservations.Approve', 'Instep.Admin'];

interface Described {
  readonly operationId: string;
  readonly 'x-permission'?: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

interface Asked extends Pick<Described, 'x-permission' | 'security'> {
  readonly method: string;
  readonly path: string;
}

/** Pages, forms and what else is no operation: everybody is let in, and a sign-in is not looked at. */
const RAW = { security: [{}] } as const;

/** Every method of every function of the app; operations with what the API description says of them. */
async function routesOf(api: Api): Promise<readonly Asked[]> {
  const { body } = await api.send('GET', '/api/openapi.json');
  const paths = body['paths'] as Record<string, Record<string, Described>>; // the text that we make
  return api.https.flatMap(({ methods, route }) =>
    methods.map((method) => ({
      ...(paths[`/${route}`]?.[method === 'HEAD' ? 'get' : method.toLowerCase()] ?? RAW),
      method,
      path: `/${route.replaceAll('{kind}', 'reservation-event').replaceAll(/\{\*?\w+\}/g, 'oak')}`,
    })),
  );
}

describe('every route, for each of the four callers', () => {
  const callers: readonly [string, string, (api: Api) => Record<string, string>][] = [
    ['nobody', '', () => ({})],
    ['a person with every role', 'staff', (api) => api.staff(ALL_ROLES)],
    ['an application with every role', 'application', (api) => api.application(ALL_ROLES)],
    ...Object.values(new Api().app.tables.linkSchemes).map(({ word, security }): [string, string, () => Record<string, string>] => [
      `the bearer of a link (${word})`,
      security,
      () => ({ authorization: `${word} x.y` }),
    ]),
  ];

  it('asks all of them, pages and forms too', async () => {
    const raw = (await routesOf(new Api())).filter(({ security }) => security === RAW.security);

    expect(raw.map(({ method, path }) => `${method} ${path}`)).toEqual(
      expect.arrayContaining(['GET /manage', 'POST /manage', 'GET /decide']),
    );
    expect(callers.length).toBeGreaterThan(4);
  });

  it.each(callers)('lets %s in where the API description says so, and nowhere else', async (_, scheme, headers) => {
    const api = await anApi();

    const wrongs: string[] = [];
    for (const { method, path, security } of await routesOf(api)) {
      const allowed = security.some((way) => (scheme === '' ? Object.keys(way).length === 0 : scheme in way));
      const open = security.length === 1 && Object.keys(security[0] ?? {}).length === 0;
      const { status, body } = await api.send(method, path, { headers: headers(api) });
      if (status >= 500) wrongs.push(`${method} ${path}: ${String(status)}`);
      const turnedAway =
        status === 401 || (status === 403 && ['people-only', 'applications-only', 'role-missing'].includes(String(body['code'])));
      if (turnedAway === (allowed || open)) wrongs.push(`${method} ${path}: ${status}`);
    }

    expect(wrongs).toEqual([]);
  });

  it.each<[string, (api: Api) => Record<string, string>]>([
    ['a person', (api) => api.staff([])],
    ['an application', (api) => api.application([])],
  ])('tells %s without roles which role is missing', async (kind, headers) => {
    const api = await anApi();

    for (const { method, path, security, 'x-permission': permission } of await routesOf(api)) {
      if (permission === undefined) continue;
      const roles = security.find((way) => (kind === 'a person' ? 'staff' : 'application') in way);
      const { status, body } = await api.send(method, path, { headers: headers(api) });
      expect([path, status, body['code']]).toEqual([path, 403, roles ? 'role-missing' : 'people-only']);
      if (roles) expect(body['detail']).toContain(Object.values(roles).flat().join(' or '));
    }
  });
});

describe('an application', () => {
  it('reads what its role allows, as staff see it', async () => {
    const api = await anApi();
    await api.submit();

    const got = await api.send('GET', '/api/v1/reservations', { headers: api.application(['Reservations.Approve']) });

    expect(got.body['items']).toEqual([expect.objectContaining({ contact: { name: 'Ada', email: 'ada@example.org' } })]);
  });

  it.each(['approve', 'deny', 'cancel', 'revoke-links'])('does not %s a reservation, whatever its roles', async (verb) => {
    const api = await anApi();
    const { body } = await api.submit();

    const got = await api.send('POST', `/api/v1/reservations/${String(body['id'])}/${verb}`, { headers: api.application(ALL_ROLES) });

    expect(got).toMatchObject({ status: 403, body: { code: 'people-only', detail: expect.stringContaining('token of a person') } });
  });

  it.each([
    { notify: false },
    { notify: true },
    { alsoIn: [{ mailbox: 'trainer@city.example' }] },
    { purpose: 'programme-session' },
    { confirm: ['min-duration'] },
  ])('reserves nothing for the house with %j, whatever its roles', async (more) => {
    const api = await anApi();
    const headers = { ...api.application(ALL_ROLES), 'idempotency-key': 'a-key-of-16-chars' };

    const got = await api.send('POST', '/api/v1/reservations', { headers, body: aSubmission(more) });

    expect(got).toMatchObject({ status: 403, body: { code: 'staff-only-field', errors: [{ field: `/${Object.keys(more)[0] ?? ''}` }] } });
  });

  it('is refused like a person without the role, and like nobody', async () => {
    const api = await anApi();
    for (const by of [api.staff([]), {}]) {
      const headers = { ...by, 'idempotency-key': 'a-key-of-16-chars' };
      const got = await api.send('POST', '/api/v1/reservations', { headers, body: aSubmission({ notify: false }) });

      expect(got).toMatchObject({ status: 403, body: { code: 'staff-only-field' } });
    }
  });

  it('stands in the record of what it caused, with its client id', async () => {
    const api = await anApi();
    const headers = { ...api.application([]), 'idempotency-key': 'a-key-of-16-chars' };
    const { body } = await api.send('POST', '/api/v1/reservations', { headers, body: aSubmission() });

    const item = await api.send('GET', `/api/v1/sync/items/reservation-event/${String(body['id'])}`, { headers: api.staff(ALL_ROLES) });

    expect(item.body['cause']).toMatchObject({ action: 'reservation.submit', by: 'application', appId: STAFF_CLIENT });
  });

  it('is counted by its id, from whatever address', async () => {
    const api = await anApi({ settings: { CLIENT_WRITES_PER_HOUR: 1 } });
    const submit = (authorization: Record<string, string>, address: string, key: string) =>
      api.send('POST', '/api/v1/reservations', {
        headers: { ...authorization, 'idempotency-key': key, 'x-forwarded-for': address },
        body: aSubmission(),
      });
    const application = api.application([]);

    const first = await submit(application, '203.0.113.1', 'a-key-of-16-chars');
    const second = await submit(application, '203.0.113.2', 'a-key-of-16-chars');
    const nobody = await submit({}, '203.0.113.1', 'a-key-of-16-chars');

    expect([first.status, second.status, nobody.status]).toEqual([201, 429, 201]);
    expect(second.body['detail']).toContain('your application');
  });
});

describe('a permission', () => {
  const contract = {
    summary: 'A record that applications keep',
    tag: 'Test',
    access: { permission: 'records.write', more: ['records.read'] },
    answers: { 200: { description: 'Kept.' } },
  } as const satisfies Contract;
  const permissions = {
    'records.write': { roles: ['Records.Write'], for: ['application'], about: 'Keep records.' },
    'records.read': { roles: ['Records.Read'], for: ['application'], about: 'Read records.' },
  } as const;

  async function ask(headers: Record<string, string>, api: Api): Promise<{ status: number | undefined; body: Json }> {
    const handler = onHttp(
      'keep-record',
      operation(contract, ({ caller }) => ok({ write: may(caller, 'records.write'), read: may(caller, 'records.read') })),
      { ...api.app.edge, permissions },
    );
    const request = new HttpRequest({ method: 'PUT', url: 'https://book.city.example/api/v1/records', headers });
    const said = await handler(request, new InvocationContext({ functionName: 'keep-record' }));
    const { status, body } = said as { status: number; body: string }; // as our handlers answer
    return { status, body: JSON.parse(body) as Json };
  }

  it('for applications only is no permission of a person with the same role', async () => {
    const api = new Api();

    expect(await ask(api.staff(['Records.Write']), api)).toMatchObject({ status: 403, body: { code: 'applications-only' } });
    expect(await ask(api.application(['Records.Write']), api)).toEqual({ status: 200, body: { write: true, read: false } });
    expect((await ask(api.application(['Records.Read']), api)).body['detail']).toBe('It needs the app role Records.Write.');
  });

  it('that the contract does not name cannot be asked for', () => {
    // @ts-expect-error The compiler refuses the name.
    operation(contract, ({ caller }) => ok({ may: may(caller, 'records.delete') }));
  });
});
