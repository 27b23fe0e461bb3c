import { once } from 'node:events';
import { request } from 'node:http';
import { startViewer, type Viewer } from '../../infra/local/viewer/wire';
import { GraphTraffic } from '../../infra/local/viewer/graph-traffic';
import { INSTEP_PROPERTY } from '../../infra/local/tenant/model';
import { ledgerPartition, type Ledger } from '../../shared/spaces/model';
import { aLane } from '../support/builders/lane';
import { anEventItem, aReservation, aReservationId } from '../support/builders/reservation-builder';
import { aSpace, ledgerId } from '../support/builders/space-builder';
import { APP, OTHER_APP, ViewedCloud } from '../support/viewer/viewed-cloud';

const OAK = 'oak@city.example';
const START = '2026-03-03T10:00:00.000Z';
const END = '2026-03-03T11:00:00.000Z';

let cloud: ViewedCloud;
let traffic: GraphTraffic;
let viewer: Viewer;

beforeEach(async () => {
  cloud = await ViewedCloud.start();
  traffic = new GraphTraffic(() => cloud.now);
  viewer = await startViewer({ cloud: cloud.viewed, traffic, port: 0 });
});

afterEach(async () => {
  await viewer.close();
  await cloud.close();
});

interface Told {
  readonly status: number;
  // Whatever JSON the viewer answers; each test says what it expects.
  readonly body: Record<string, unknown>;
}

async function told(response: Response): Promise<Told> {
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const get = async (path: string): Promise<Told> => told(await fetch(`${viewer.url}${path}`));
const post = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Told> =>
  told(await fetch(`${viewer.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }));

/** With headers that fetch would not let through. */
const raw = (method: string, path: string, headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const asking = request(`${viewer.url}${path}`, { method, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    asking.on('error', reject);
    asking.end(method === 'POST' ? '{"clear":true}' : undefined);
  });

const graphStatus = (appId = APP): number => {
  const principal = {
    tenantId: cloud.cores.tenant.entra.tenantId,
    appId,
    roles: ['Calendars.Read'],
    idtyp: 'app',
    expiresAt: cloud.now + 1,
  } as const;
  const reply = cloud.cores.tenant.graph({ method: 'GET', path: `/users/${OAK}/events`, headers: {} }, principal);
  return reply.kind === 'never' ? 0 : reply.answer.status;
};

const send = (): number => {
  cloud.cores.bus.send('nudges', [{ body: { lane: 'mailbox:oak@city.example', cause: 'commit' } }]);
  return cloud.cores.bus.snapshot()[0]?.counts.active ?? -1;
};

describe('who may ask', () => {
  it.each(['localhost', 'localhost:7072', '127.0.0.1', '127.0.0.1:7072'])('answers under the name %s', async (host) => {
    expect(await raw('GET', '/_instep/state', { host })).toBe(200);
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:7072', '[::1]:7072'])(
    "refuses the name '%s', which a page elsewhere may point here",
    async (host) => {
      expect(await raw('GET', '/_instep/state', { host })).toBe(421);
    },
  );

  it('refuses orders from pages of other origins, and takes those of its own', async () => {
    const path = '/_instep/faults';

    expect(await raw('POST', path, { origin: 'https://evil.example' })).toBe(403);
    expect(await raw('POST', path, { origin: 'null' })).toBe(403);
    expect(await raw('POST', path, { 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await raw('POST', path, { 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await raw('POST', path, { origin: viewer.url, 'sec-fetch-site': 'same-origin' })).toBe(200);
  });

  it('lets its page load nothing from elsewhere and run no script but its own files', async () => {
    const response = await fetch(`${viewer.url}/`);

    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self'/);
    expect(await response.text()).not.toMatch(/<script>|style=| on[a-z]+="|https?:\/\//);
  });

  it.each(['/wire.ts', '/../wire.ts', '/%2e%2e/wire.ts', '/_instep/nothing'])('has no %s', async (path) => {
    expect(await raw('GET', path, {})).toBe(404);
  });
});

describe('GET /_instep/state', () => {
  it('shows apps, mailboxes with their events, users, groups and lists, and nothing else', async () => {
    const id = cloud.cores.tenant.outlook.create(OAK, { subject: 'Team lunch', start: Date.parse(START), end: Date.parse(END) });

    const { body } = await get('/_instep/state');

    expect(Object.keys(body)).toEqual(['apps', 'mailboxes', 'users', 'groups', 'lists']);
    expect(body).toMatchObject({ groups: [], users: [{ userPrincipalName: OAK }, {}, { displayName: 'Ann Byrne' }, {}] });
    expect((body['mailboxes'] as unknown[])[0]).toEqual({
      address: OAK,
      kind: 'room',
      events: [{ id, subject: 'Team lunch', start: START, end: END, showAs: 'busy', reservationId: null }],
      drafts: [],
      sent: [],
    });
  });
});

describe('POST /_instep/observer', () => {
  it('gives a token with which somebody outside can look into the tenant', async () => {
    expect((await post('/_instep/observer', {})).body).toEqual({
      graph: cloud.cores.tenant.graphUrl,
      token: 'an-observers-token',
      ca: 'PEM',
    });
  });
});

describe('GET /_instep/fill', () => {
  it('says how far the filling of the city is, in words too', async () => {
    expect((await get('/_instep/fill')).body).toMatchObject({ state: 'off' });

    cloud.viewed.fill.now = { state: 'running', done: 120, of: 300 };

    const fill = { state: 'running', done: 120, of: 300, sentence: 'Filling the city: 120 of 300…' };
    expect((await get('/_instep/fill')).body).toEqual(fill);
    expect((await get('/_instep/overview')).body).toMatchObject({ fill });
  });
});

describe('POST /_instep/faults', () => {
  const wish = async (body: unknown): Promise<Told> => post('/_instep/faults', body);

  it('throttles one mailbox for a while, with the wait that it is told', async () => {
    const { body } = await wish({ throttle: OAK, seconds: 30 });

    expect(body).toMatchObject({
      faults: [{ effect: { status: 429, retryAfter: '30' }, match: { mailbox: OAK } }],
      on: [{ id: `throttle:${OAK}`, until: '2026-03-02T08:00:30.000Z' }],
    });
    expect(graphStatus()).toBe(429);
    expect(graphStatus('another-app')).toBe(200);
    cloud.now += 30_000;
    expect(graphStatus()).toBe(200);
    expect((await get('/_instep/faults')).body).toEqual({ faults: [], on: [] });
  });

  it('throttles the whole app, and lets Graph be down', async () => {
    await wish({ throttle: 'app', seconds: 1, retryAfter: '7' });
    expect(graphStatus()).toBe(429);

    await wish({ clear: true });
    expect(graphStatus()).toBe(200);

    await wish({ graphDown: 20, status: 504 });
    expect(graphStatus()).toBe(504);
  });

  it('takes a raw fault with a chance, and says so', async () => {
    const { body } = await wish({
      add: { id: 'gone', core: 'tenant', match: { operation: 'get-event' }, chance: 0.25, effect: { kind: 'refuse', status: 404 } },
    });

    expect(body).toMatchObject({
      faults: [{ chance: 0.25 }],
      on: [{ sentence: 'The tenant refuses with 404 25% of requests with operation get-event.' }],
    });
  });

  it('loses and doubles nudges', async () => {
    await wish({ loseNudges: 1 });
    expect(send()).toBe(0);
    expect(send()).toBe(1);

    await wish({ doubleNudges: 1 });
    expect(send()).toBe(3);
  });

  it('withdraws a permission and gives it back', async () => {
    const roles = () => [...(cloud.cores.tenant.entra.apps.find(APP)?.roles ?? [])];

    expect((await wish({ revoke: 'Calendars.ReadWrite' })).body).toMatchObject({ on: [{ id: 'permission:Calendars.ReadWrite' }] });
    expect(roles()).toEqual([]);

    expect((await wish({ grant: 'Calendars.ReadWrite' })).body).toMatchObject({ on: [] });
    expect(roles()).toEqual(['Calendars.ReadWrite']);
  });

  it('throttles, revokes and expires for another app only', async () => {
    const { apps } = cloud.cores.tenant.entra;
    await wish({ throttle: OTHER_APP, seconds: 30 });
    await wish({ revoke: 'User.ReadWrite.All', client: OTHER_APP });
    const { body } = await wish({ expireSecret: true, client: OTHER_APP });

    expect([graphStatus(), graphStatus(OTHER_APP)]).toEqual([200, 429]);
    expect([APP, OTHER_APP].map((id) => [...(apps.find(id)?.roles ?? [])])).toEqual([['Calendars.ReadWrite'], []]);
    expect(body['on']).toMatchObject([
      { id: `throttle:${OTHER_APP}`, sentence: 'Microsoft answers every request of People and groups with 429 Too Many Requests.' },
      { id: `permission:${OTHER_APP}:User.ReadWrite.All`, sentence: 'The app People and groups lacks the permission User.ReadWrite.All.' },
      { id: `secret:${OTHER_APP}` },
    ]);
    expect((await wish({ clear: true })).body).toEqual({ faults: [], on: [] });
    expect([...(apps.find(OTHER_APP)?.roles ?? [])]).toEqual(['User.ReadWrite.All']);
    expect((await wish({ revoke: 'Mail.Send', client: 'nobody' })).status).toBe(404);
  });

  it('expires the client secret, and rotates it in the vault', async () => {
    const { tenant, vault } = cloud.cores;
    const signIn = (secret: string) => {
      const form = {
        grant_type: 'client_credentials',
        client_id: APP,
        client_secret: secret,
        scope: 'https://graph.microsoft.com/.default',
      };
      const reply = tenant.token(tenant.entra.tenantId, form);
      return reply.kind === 'never' ? 0 : reply.answer.status;
    };

    expect((await wish({ expireSecret: true })).body).toMatchObject({ on: [{ id: 'secret' }] });
    expect(signIn('s3cret')).toBe(401);
    expect((await wish({ expireSecret: false })).body).toMatchObject({ on: [] });
    expect(signIn('s3cret')).toBe(200);

    const put = jest.spyOn(vault, 'put');
    await wish({ rotateSecret: true });
    expect(signIn('s3cret')).toBe(401);
    expect(put).toHaveBeenCalledWith('client-secret', expect.any(String));
    expect(signIn(String(put.mock.calls[0]?.[1]))).toBe(200);
  });

  it('turns the switches of tenant and database, and back', async () => {
    await wish({ transactionIds: 'forgotten' });
    await wish({ listLagMs: 5_000 });
    const { body } = await wish({ databaseLagMs: 2_000 });

    expect(body).toMatchObject({ on: [{ id: 'transaction-ids' }, { id: 'list-lag' }, { id: 'database-lag' }] });
    expect(cloud.cores.tenant.options).toMatchObject({ transactionIds: 'forgotten', listLagMs: 5_000 });
    expect(cloud.cores.database.lag).toEqual({ ms: 2_000 });

    await wish({ remove: 'list-lag' });
    expect(cloud.cores.tenant.options.listLagMs).toBe(0);
    expect((await wish({ clear: true })).body).toMatchObject({ on: [] });
    expect(cloud.cores.database.lag).toBeUndefined();
  });

  it('kills a host', async () => {
    expect((await wish({ kill: 1 })).status).toBe(200);
    expect(cloud.kills).toBe(1);
    expect((await get('/_instep/overview')).body).toMatchObject({ hosts: [{ number: 1, pid: 42, restarts: 1 }] });
    expect((await wish({ kill: 2 })).body).toMatchObject({ detail: 'There is no host 2; 1 run.' });
  });

  it('takes faults as the cores know them, one or several, and names those without an id', async () => {
    const never = { core: 'database', match: { operation: 'batch' }, when: 'after', effect: { kind: 'never' }, times: 1 };

    await wish({ ...never, id: 'mine' });
    await wish([never]);
    await wish({ add: { core: 'bus', effect: { kind: 'latency', ms: 20 } } });

    const { body } = await wish({ list: true });
    expect(body['faults']).toMatchObject([
      { ...never, id: 'mine' },
      { ...never, id: expect.any(String) },
      { core: 'bus', when: 'before', match: {} },
    ]);
    expect(body['on']).toMatchObject([
      { sentence: 'The database never answers the next 1 requests with operation batch, after their effect.' },
      {},
      {},
    ]);
    expect((await wish({ remove: 'mine' })).body['faults']).toHaveLength(2);
  });

  it.each([
    [{ throtle: OAK }, 'body', /must say exactly one of list, add, remove, clear, throttle/],
    [{ throttle: OAK, clear: true }, 'body', /exactly one/],
    [{ throttle: OAK, secs: 3 }, 'secs', /allowed are throttle, seconds, retryAfter/],
    [{ throttle: OAK, seconds: 'long' }, 'seconds', /must be number/],
    [{ transactionIds: 'lost' }, 'transactionIds', /remembered/],
    [{ loseNudges: 0 }, 'loseNudges', /1/],
    [{ core: 'mars', effect: { kind: 'never' } }, '0.core', /tenant/],
    ['nonsense', 'body', /must be an object/],
  ])('names what is wrong in %j', async (body, field, says) => {
    const answer = await wish(body);

    expect(answer).toMatchObject({ status: 400, body: { status: 400, errors: [{ field, says: expect.stringMatching(says) }] } });
    expect(cloud.faults.list()).toEqual([]);
  });

  it('says that it cannot skew a clock', async () => {
    expect(await wish({ skew: 5_000 })).toMatchObject({ status: 501, body: { title: 'Not covered' } });
  });

  it('refuses what is no JSON, and mailboxes and ids that it does not know', async () => {
    const response = await fetch(`${viewer.url}/_instep/faults`, { method: 'POST', body: '{' });

    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect((await wish({ throttle: 'nobody@city.example' })).status).toBe(404);
    expect((await wish({ remove: 'nothing' })).status).toBe(404);
  });
});

describe('POST /_instep/outlook', () => {
  const act = async (body: unknown): Promise<Told> => post('/_instep/outlook', body);
  const events = () => cloud.cores.tenant.snapshot().mailboxes[0]?.events;

  it('creates, moves, edits and deletes an event as a person does', async () => {
    const { body: made } = await act({
      action: 'create',
      mailbox: OAK,
      subject: 'Team lunch',
      start: '2026-03-03T11:00:00+01:00',
      end: END,
    });
    expect(made).toMatchObject({ subject: 'Team lunch', start: START, end: END, showAs: 'busy', reservationId: null });

    const event = { mailbox: OAK, eventId: made['id'] };
    expect((await act({ action: 'move', ...event, start: END, end: '2026-03-03T12:00:00Z' })).body).toMatchObject({
      id: made['id'],
      start: END,
    });
    expect((await act({ action: 'edit', ...event, subject: 'Late lunch', showAs: 'free' })).body).toMatchObject({
      subject: 'Late lunch',
      showAs: 'free',
    });
    expect(events()).toMatchObject([{ subject: 'Late lunch', start: END, showAs: 'free' }]);

    expect((await act({ action: 'delete', ...event })).body).toMatchObject({ subject: 'Late lunch' });
    expect(events()).toEqual([]);
  });

  it('creates an all-day entry, which is kept as dates', async () => {
    const days = { start: '2026-03-03T00:00:00.000Z', end: '2026-03-05T00:00:00.000Z' };

    const { body: made } = await act({ action: 'create', mailbox: OAK, subject: 'Painting', ...days, isAllDay: true });

    expect(made).toMatchObject({ ...days, isAllDay: true });
    await act({ action: 'delete', mailbox: OAK, eventId: made['id'] });
  });

  it.each([
    [{ action: 'paint', mailbox: OAK }, 'action', /must be one of create, move, edit, delete/],
    [{ action: 'create', mailbox: OAK, subject: 's', start: 'noon', end: END }, 'start', /RFC 3339/],
    [{ action: 'create', mailbox: OAK, subject: 's', start: END, end: START }, 'end', /after start/],
    [{ action: 'create', mailbox: OAK, subject: 's', start: START, end: END, isAllDay: true }, 'start', /midnight in UTC/],
    [{ action: 'delete', mailbox: OAK }, 'eventId', /must be string/],
    [{ action: 'edit', mailbox: OAK, eventId: 'e', showAs: 'asleep' }, 'showAs', /tentative/],
  ])('names what is wrong in %j', async (body, field, says) => {
    expect(await act(body)).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([{ field, says: expect.stringMatching(says) }]) },
    });
  });

  it('knows neither strange mailboxes nor strange events', async () => {
    expect((await act({ action: 'delete', mailbox: OAK, eventId: 'gone' })).status).toBe(404);
    expect((await act({ action: 'delete', mailbox: 'moon@city.example', eventId: 'gone' })).status).toBe(404);
  });
});

describe('POST /_instep/token', () => {
  it('gives a token with roles, for somebody by name', async () => {
    const { body } = await post('/_instep/token', { roles: ['Instep.Admin'], name: 'Bob Costa' });
    const claims = cloud.cores.tenant.entra.keys.open(String(body['token']));

    expect(claims).toMatchObject({ aud: APP, roles: ['Instep.Admin'], name: 'Bob Costa' });
  });

  it('gives the token that an application gets for itself: roles, no scope, and a client of its own', async () => {
    const claimsOf = async (body: object) => cloud.cores.tenant.entra.keys.open(String((await post('/_instep/token', body)).body['token']));

    const display = await claimsOf({ roles: ['Reservations.Approve'], application: true, name: 'Door display' });
    const other = await claimsOf({ application: true });

    expect(display).toMatchObject({ aud: APP, roles: ['Reservations.Approve'], idtyp: 'app', azpacr: '1', azp: expect.any(String) });
    expect(display).toMatchObject({ sub: display?.['oid'] });
    expect(Object.keys({ ...display, ...other })).toEqual(expect.not.arrayContaining(['scp', 'name', 'preferred_username']));
    expect(other).not.toHaveProperty('roles');
    expect(other?.['azp']).not.toBe(display?.['azp']);
  });

  it('names a member that it does not know', async () => {
    expect((await post('/_instep/token', { role: 'Instep.Admin' })).body).toMatchObject({ errors: [{ field: 'role' }] });
  });
});

describe('the way to the API', () => {
  it('books with a key of its own and gives the answer as it is', async () => {
    cloud.answer = { status: 409, body: { code: 'slot-taken' } };

    expect(await post('/_instep/book', { spaceId: 'oak' })).toEqual({ status: 409, body: { code: 'slot-taken' } });
    expect(cloud.asked).toMatchObject([{ method: 'POST', path: '/api/v1/reservations', body: { spaceId: 'oak' } }]);
    expect(String(cloud.asked[0]?.headers['idempotency-key']).length).toBeGreaterThanOrEqual(16);
  });

  it('decides and retries as staff', async () => {
    cloud.answer = { status: 200, body: {} };
    await post('/_instep/act', { action: 'approve', reservation: 'oak.abc' });
    await post('/_instep/act', { action: 'retry', kind: 'reservation-event', id: 'oak.abc' });

    expect(cloud.asked.map(({ path }) => path)).toEqual([
      '/api/v1/reservations/oak.abc/approve',
      '/api/v1/sync/items/reservation-event/oak.abc/retry',
    ]);
    const token = String(cloud.asked[0]?.headers['authorization']).replace('Bearer ', '');
    expect(cloud.cores.tenant.entra.keys.open(token)).toMatchObject({ roles: ['Instep.Admin', 'Reservations.Approve'] });
    expect((await post('/_instep/act', { action: 'burn', reservation: 'oak.abc' })).status).toBe(400);
  });

  it('says so when the API does not answer', async () => {
    await cloud.close();

    expect(await post('/_instep/book', {})).toMatchObject({ status: 502, body: { title: 'No answer' } });
  });
});

describe('GET /_instep/overview', () => {
  const ledger = (): Ledger => ({ id: 'ledger', pk: ledgerPartition(ledgerId('oak')), type: 'ledger', spaces: [aSpace('oak')] });
  const pending = () => anEventItem({ subject: 'Hold: Choir practice', start: 0, end: 0, showAs: 'busy' });

  it('shows a tenant in which nothing has happened', async () => {
    const { body } = await get('/_instep/overview');

    expect(body).toMatchObject({
      at: '2026-03-02T08:00:00.000Z',
      rooms: [{ address: OAK, name: 'Oak Room', events: [] }, { name: 'Elm Room' }],
      reservations: [],
      notInStep: [],
      lanes: [],
      queues: [{ queue: 'nudges', counts: { active: 0, deadLettered: 0 } }],
      permissions: [{ role: 'Calendars.ReadWrite', granted: true }],
      trouble: [],
      requests: [],
      sent: [],
    });
    expect(body['people']).toHaveLength(2);
  });

  it('shows a reservation on its way and why its lane waits', async () => {
    cloud.commit('items', ledger());
    cloud.commit('items', aReservation());
    cloud.commit('items', pending());
    cloud.commit('lanes', aLane({ notBefore: cloud.now + 24_000 }));

    const { body } = await get('/_instep/overview');

    const until = '2026-03-02T08:00:24.000Z';
    expect(body).toMatchObject({
      counts: { items: 1, notInStep: 1 },
      rooms: [{ name: 'oak', space: { id: 'oak', building: 'Town Hall', approval: 'staff' }, wait: { state: 'waiting', until } }, {}],
      reservations: [
        {
          id: aReservationId(),
          status: 'pending',
          space: 'oak',
          sync: { state: 'pending', sentence: 'Microsoft asked it to wait.', until },
        },
      ],
      notInStep: [{ id: aReservationId(), target: OAK }],
      lanes: [{ name: 'oak', state: 'waiting', sentence: 'Microsoft asked it to wait.', until, items: 1 }],
    });
  });

  it('tells a hold of ours from what people booked', async () => {
    cloud.commit('items', ledger());
    cloud.commit('items', aReservation());
    cloud.cores.tenant.outlook.create(OAK, { subject: 'Team lunch', start: Date.parse(START), end: Date.parse(END) });
    const roles = ['Calendars.ReadWrite'];
    cloud.cores.tenant.graph(
      {
        method: 'POST',
        path: `/users/${OAK}/events`,
        headers: { 'content-type': 'application/json' },
        body: {
          subject: 'Hold: Choir practice',
          start: { dateTime: '2026-03-03T12:00:00', timeZone: 'UTC' },
          end: { dateTime: '2026-03-03T13:00:00', timeZone: 'UTC' },
          singleValueExtendedProperties: [{ id: INSTEP_PROPERTY, value: aReservationId() }],
        },
      },
      { tenantId: cloud.cores.tenant.entra.tenantId, appId: APP, roles, idtyp: 'app', expiresAt: cloud.now + 1 },
    );

    const { body } = await get('/_instep/overview');

    expect(body).toMatchObject({
      rooms: [
        {
          events: [
            { subject: 'Team lunch', whose: 'people' },
            { subject: 'Hold: Choir practice', whose: 'instep', reservationStatus: 'pending' },
          ],
        },
        {},
      ],
    });
  });

  it('shows dead letters with their reason', async () => {
    const { bus } = cloud.cores;
    send();
    const reply = bus.receive('nudges', 1);
    const [locked] = reply.kind === 'reply' && reply.answer.kind === 'done' ? reply.answer.value : [];
    bus.deadLetter('nudges', locked?.lockToken ?? '', { reason: 'Defect', description: 'no lane' });

    const { body } = await get('/_instep/overview');

    expect(body).toMatchObject({ queues: [{ counts: { deadLettered: 1 }, deadLetters: [{ reason: 'Defect', description: 'no lane' }] }] });
  });

  it('shows the requests to Graph, each item of a batch with its own answer', async () => {
    const requests = ['a', 'b'].map((id) => ({ id, method: 'PATCH', url: `/users/${encodeURIComponent(OAK)}/events/${id}?x=1` }));
    const responses = [{ id: 'b', status: 429 }];
    const reply = { kind: 'reply', answer: { status: 200, headers: {}, body: { responses } }, delayMs: 4.6 } as const;
    traffic.note({ method: 'POST', url: '/v1.0/$batch', text: JSON.stringify({ requests }) }, reply);
    traffic.note({ method: 'GET', url: '/v1.0/users', text: '' }, { kind: 'never' });

    const { body } = await get('/_instep/overview');

    const path = `/users/${OAK}/events/{id}`;
    expect(body['requests']).toMatchObject([
      { method: 'GET', path: '/users', status: null },
      {
        path: '/$batch',
        status: 200,
        ms: 5,
        items: [
          { method: 'PATCH', path, status: null },
          { path, status: 429 },
        ],
      },
    ]);
  });
});

describe('GET /_instep/stream', () => {
  it('says at once that something changed', async () => {
    const listening = request(`${viewer.url}/_instep/stream`).end();
    const [response] = (await once(listening, 'response')) as [NodeJS.ReadableStream];
    let heard = '';
    response.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
    });
    await once(response, 'data');
    expect(heard).not.toContain('event: change');

    cloud.cores.tenant.outlook.create(OAK, { subject: 'Team lunch', start: Date.parse(START), end: Date.parse(END) });
    await once(response, 'data');

    expect(heard).toContain('event: change');
    listening.destroy();
  });
});
