import { Api, anApi, aSubmission } from './support/api';

const few = { settings: { CLIENT_WRITES_PER_HOUR: 2 } };
const from = (address: string) => ({ 'x-forwarded-for': address });
let serial = 0;
const submit = (api: Api, headers: Record<string, string>) =>
  api.send('POST', '/api/v1/reservations', {
    headers: { 'idempotency-key': `a-key-of-its-own-${String((serial += 1))}`, ...headers },
    body: aSubmission(),
  });
const HELD = { status: 429, body: { code: 'too-many-requests' }, headers: { 'retry-after': '1800' } };
const manage = (body: Record<string, unknown>) => ({ authorization: `Manage ${new URL(String(body['manageUrl'])).hash.slice(1)}` });

describe('requests from one client address', () => {
  it('are turned away when they are too many, with how long to wait, whatever the client says of its address', async () => {
    const api = await anApi(few);
    await submit(api, from('203.0.113.7:50001'));
    await submit(api, from('203.0.113.7:50002'));

    expect(await submit(api, from('203.0.113.7:50003'))).toMatchObject(HELD);
    expect(await submit(api, from('198.51.100.1, 203.0.113.7:50004'))).toMatchObject(HELD);
    expect((await submit(api, from('203.0.113.8:50005'))).status).toBe(409);
    api.clock.pass(1_800_000);
    expect((await submit(api, from('203.0.113.7:50006'))).status).toBe(409);
  });

  it('count as those of one stranger where no proxy told the address', async () => {
    const api = await anApi(few);
    await submit(api, {});
    await submit(api, from('nonsense'));

    expect((await submit(api, {})).status).toBe(429);
  });

  it('are not counted where no proxy is trusted', async () => {
    const api = await anApi({ settings: { TRUSTED_PROXY_HOPS: 0, CLIENT_WRITES_PER_HOUR: 1 } });

    for (const status of [201, 409, 409]) expect((await submit(api, from('203.0.113.7'))).status).toBe(status);
  });

  it('are not counted for staff, but for those who are signed in without a role', async () => {
    const api = await anApi(few);
    const staff = api.staff(['Reservations.Approve']);
    for (const status of [201, 409, 409]) expect((await submit(api, { ...from('203.0.113.7'), ...staff })).status).toBe(status);

    const stranger = { ...from('203.0.113.7'), ...api.staff([]) };
    for (const status of [409, 409, 429]) expect((await submit(api, stranger)).status).toBe(status);
  });

  it('are counted before the body is read, and changes and cancellations with the submissions', async () => {
    const api = await anApi(few);
    const { body } = await submit(api, from('203.0.113.7'));
    const path = `/api/v1/reservations/${String(body['id'])}`;
    const headers = { ...from('203.0.113.7'), ...manage(body) };
    expect((await api.send('PATCH', path, { headers, body: 'no JSON' })).status).toBe(400);

    expect((await api.send('PATCH', path, { headers, body: { title: 'Other' } })).status).toBe(429);
    expect((await api.send('POST', `${path}/cancel`, { headers })).status).toBe(429);
    expect((await api.send('GET', path, { headers })).status).toBe(200);
    expect((await api.send('GET', '/api/v1/spaces', { headers: from('203.0.113.7') })).status).toBe(200);
  });
});

describe('searches from one client address', () => {
  const TIME = 'from=2026-03-04T10:00:00Z&to=2026-03-04T12:00:00Z';
  const search = (api: Api, headers: Record<string, string>) => api.send('GET', `/api/v1/availability?${TIME}`, { headers });
  const look = (api: Api, headers: Record<string, string>) => api.send('GET', `/api/v1/spaces/oak/availability?${TIME}`, { headers });

  it('are twenty for each reservation that it may make, with looks at one space, and beside those', async () => {
    const api = await anApi(few);
    for (let at = 0; at < 20; at += 1) for (const ask of [search, look]) expect((await ask(api, from('203.0.113.7'))).status).toBe(200);

    for (const ask of [search, look])
      expect(await ask(api, from('203.0.113.7'))).toMatchObject({
        status: 429,
        body: { code: 'too-many-requests' },
        headers: { 'retry-after': '90' },
      });
    expect((await search(api, { ...from('203.0.113.7'), ...api.staff(['Reservations.Approve']) })).status).toBe(200);
    expect((await search(api, from('203.0.113.8'))).status).toBe(200);
    expect((await submit(api, from('203.0.113.7'))).status).toBe(201);
  });
});

describe('wrong links from one client address', () => {
  it('are answered alike, whether the reservation exists or not, and limited after twenty; a right one opens all the same', async () => {
    const api = await anApi();
    const { body } = await submit(api, from('203.0.113.7'));
    const there = `/api/v1/reservations/${String(body['id'])}`;
    const nowhere = '/api/v1/reservations/oak.aaaaaaaaaaaaaaaaaaaaaaaaaa';
    const wrong = { ...from('203.0.113.7'), authorization: 'Manage v2.mail.nonsense' };
    for (let at = 0; at < 10; at += 1) {
      for (const path of [there, nowhere])
        expect(await api.send('GET', path, { headers: wrong })).toMatchObject({ status: 404, body: { code: 'reservation-not-found' } });
    }

    for (const path of [there, nowhere])
      expect(await api.send('GET', path, { headers: wrong })).toMatchObject({ status: 429, headers: { 'retry-after': '180' } });
    expect((await api.send('GET', there, { headers: { ...from('203.0.113.7'), ...manage(body) } })).status).toBe(200);
    expect((await api.send('GET', nowhere, { headers: from('203.0.113.7') })).status).toBe(404);
    expect((await api.send('GET', there, { headers: { ...wrong, ...from('203.0.113.8') } })).status).toBe(404);
  });
});

describe('the posted form of a link', () => {
  const form = (api: Api, fields: Record<string, string>, address = '203.0.113.7') =>
    api.send('POST', '/manage', {
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...from(address) },
      body: new URLSearchParams(fields).toString(),
    });
  const linkOf = (body: Record<string, unknown>) => new URL(String(body['manageUrl'])).hash.slice(1);

  it('counts wrong links with those of the API, and opens right ones all the same', async () => {
    const api = await anApi();
    const { body } = await submit(api, from('203.0.113.7'));
    const path = `/api/v1/reservations/${String(body['id'])}`;
    const wrong = { ...from('203.0.113.7'), authorization: 'Manage v2.mail.nonsense' };
    for (const step of ['show', 'ask', 'cancel', 'show', 'show', 'show', 'show', 'show', 'show', 'show'])
      expect((await form(api, { link: 'nonsense', step })).status).toBe(404);
    for (let at = 0; at < 10; at += 1) expect((await api.send('GET', path, { headers: wrong })).status).toBe(404);

    const held = await form(api, { link: 'nonsense' });
    expect(held).toMatchObject({ status: 429, headers: { 'retry-after': '180', 'cache-control': 'no-store' } });
    expect(held.text).toContain('Too many requests came from your network');
    expect((await api.send('GET', path, { headers: wrong })).status).toBe(429);
    expect((await form(api, { link: linkOf(body) })).status).toBe(200);
    expect((await form(api, { link: 'nonsense' }, '203.0.113.8')).status).toBe(404);
  });

  it('counts cancelling with the changes, and neither looking nor the question', async () => {
    const api = await anApi({ settings: { CLIENT_WRITES_PER_HOUR: 2 } });
    const { body } = await submit(api, from('203.0.113.7'));
    await submit(api, from('203.0.113.7'));
    const link = linkOf(body);

    for (const step of ['show', 'ask']) expect((await form(api, { link, step })).status).toBe(200);
    expect(await form(api, { link, step: 'cancel' })).toMatchObject({ status: 429, headers: { 'retry-after': '1800' } });
    expect((await api.send('GET', `/api/v1/reservations/${String(body['id'])}`)).body['status']).toBe('pending');
    expect((await form(api, { link, step: 'cancel' }, '203.0.113.8')).status).toBe(200);
  });
});

it('the description of the API tells where it may be', async () => {
  const api = new Api();
  const { body } = await api.send('GET', '/api/openapi.json');
  const paths = body['paths'] as Record<string, Record<string, { responses: Record<string, { description: string }> }>>;

  expect(paths['/api/v1/reservations']?.['post']?.responses['429']?.description).toMatch(
    /`too-many-requests`.*`too-many-open-requests`|`too-many-open-requests`.*`too-many-requests`/,
  );
  expect(paths['/api/v1/reservations/{id}/cancel']?.['post']?.responses).toHaveProperty('429');
  expect(paths['/api/v1/spaces']?.['get']?.responses).not.toHaveProperty('429');
});
