import { InvocationContext } from '@azure/functions';
import { DatabaseCore } from '../../infra/local/database/core';
import { databasePort } from '../../infra/local/database/port';
import { FaultScript } from '../../infra/local/kernel/faults';
import { promptTravel } from '../../infra/local/kernel/travel';
import { instantText } from '../../shared/kernel/instants';
import { ExternalFailure } from '../../shared/kernel/failure';
import { gateId, newGate } from '../../shared/sync/lane/gate';
import { NOW } from '../support/builders/instants';
import type { Api } from './support/api';
import { anApi, type Got } from './support/api';

const staff = (api: Api) => ({ headers: api.staff(['Reservations.Approve']) });
const admin = (api: Api) => ({ headers: api.staff(['Instep.Admin']) });
const idOf = ({ body }: Got): string => String(body['id']);

/** Hands a message to the queue function as the host would. */
async function nudge(api: Api, message: unknown, deliveryCount = 1): Promise<void> {
  const [queue] = api.queues;
  await queue?.handler(message, new InvocationContext({ functionName: queue.name, triggerMetadata: { deliveryCount } }));
}

const OAK = { lane: 'mailbox:oak@city.example', cause: 'commit' };

describe('a nudge', () => {
  it('brings the lane in step', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());

    await nudge(api, OAK);

    expect(await api.send('GET', `/api/v1/sync/items/reservation-event/${id}`, staff(api))).toMatchObject({
      status: 200,
      body: { kind: 'reservation-event', id, state: 'in-step', desired: { revision: 1 }, applied: { revision: 1 }, attempts: 0 },
    });
    expect((await api.send('GET', `/api/v1/reservations/${id}`)).body['sync']).toEqual({ state: 'in-step' });
  });

  it.each([undefined, 'text', 12, {}, { lane: '' }, { lane: 'x', cause: 'boredom' }])(
    'that cannot be read is thrown back (%p)',
    async (message) => {
      const api = await anApi();

      await expect(nudge(api, message)).rejects.toThrow('cannot be read');
    },
  );

  it('of a newer version of us, with more members, is understood', async () => {
    const api = await anApi();

    await expect(nudge(api, { ...OAK, colour: 'red' })).resolves.toBeUndefined();
  });

  it('is no defect while the signing key cannot be read', async () => {
    const signing = () => Promise.reject(new ExternalFailure('key-vault.read', { kind: 'denied', reason: 'no' }));
    const api = await anApi({ outside: { signing } });

    await nudge(api, OAK);

    expect(api.lines).toContainEqual(expect.objectContaining({ event: 'sync.lane.no-signing-key' }));
  });
});

describe('a list in pages', () => {
  const SPAN = 'from=2026-03-10T10:00:00Z&to=2026-03-10T11:00:00Z';
  /** Each list, and the same list with another question. */
  const LISTS = [
    ['/api/v1/sync/items?limit=1', '/api/v1/sync/items?limit=1&kind=reservation-event'],
    ['/api/v1/reservations?limit=1', '/api/v1/reservations?limit=1&status=pending'],
    ['/api/v1/lanes?limit=1', undefined],
    [`/api/v1/availability?${SPAN}&limit=1`, `/api/v1/availability?${SPAN}&limit=1&capacity=2`],
  ] as const;
  const refused = { status: 400, body: { code: 'invalid-request', errors: [{ field: 'continuation' }] } };

  async function twoOfEach(): Promise<Api> {
    const api = await anApi();
    await api.putSpace('elm');
    for (const [at, spaceId] of ['oak', 'elm'].entries()) await nudgeOf(api, await api.submit({ spaceId }, `a-key-of-24-characters-${at}`));
    return api;
  }

  const nudgeOf = (api: Api, { status }: Got) => {
    expect(status).toBe(201);
    return Promise.all(['oak', 'elm'].map((room) => nudge(api, { lane: `mailbox:${room}@city.example`, cause: 'commit' })));
  };

  const bytes = (text: string | readonly number[]) => Buffer.from(text as string).toString('base64url');
  const garbage = [
    'abc',
    'AAAA',
    bytes([0xff, 0xfe, 0xfd]),
    bytes('a\nb'),
    bytes('[[],[]]'),
    bytes('[1,2,3]'),
    bytes('["x",""]'),
    bytes('null'),
  ];

  it.each(LISTS)('%s refuses a continuation that it did not give', async (path) => {
    const api = await twoOfEach();

    for (const text of garbage) expect(await api.send('GET', `${path}&continuation=${text}`, admin(api))).toMatchObject(refused);
  });

  it.each(LISTS)('%s takes its own continuation, also with another limit, and none of another question or list', async (path, other) => {
    const api = await twoOfEach();
    const tokenOf = async (asked: string) => String((await api.send('GET', asked, admin(api))).body['continuation']);
    const own = await tokenOf(path);
    const foreign = await Promise.all(
      [...LISTS.map(([list]) => list).filter((list) => list !== path), ...(other === undefined ? [] : [other])].map(tokenOf),
    );

    for (const asked of [path, path.replace('limit=1', 'limit=5')])
      expect(await api.send('GET', `${asked}&continuation=${own}`, admin(api))).toMatchObject({
        status: 200,
        body: { items: expect.arrayContaining([expect.anything()]) as unknown },
      });
    for (const token of foreign) {
      expect(token).toMatch(/^[\w-]{8,}$/);
      expect(await api.send('GET', `${path}&continuation=${token}`, admin(api))).toMatchObject(refused);
    }
  });
});

describe('the sweep', () => {
  const tick = async (api: Api): Promise<void> => {
    const [timer] = api.timers;
    await timer?.handler({ isPastDue: false }, new InvocationContext({ functionName: 'sweep' }));
  };

  it('nudges what is due', async () => {
    const api = await anApi();
    api.fault({ core: 'bus', match: {}, when: 'before', effect: { kind: 'lose' }, times: 1 });
    await api.submit();

    await tick(api);

    expect(api.lines).toContainEqual({ event: 'sync.sweep.done', fields: { lanes: 2 } });
  });

  it('fails where the outside fails, so that the host records it', async () => {
    const api = await anApi();
    api.fault({ core: 'database', match: {}, when: 'before', effect: { kind: 'refuse', status: 503 } });

    await expect(tick(api)).rejects.toThrow(ExternalFailure);

    expect(api.lines).toContainEqual(expect.objectContaining({ event: 'timer.outside-failed' }));
  });
});

describe('GET /api/v1/sync/items', () => {
  const shut = {
    reason: { code: 'permission-missing', sentence: 'Microsoft refuses access.', who: 'directory-admin' },
    since: 0,
    probeAt: 0,
  };

  it.each([
    ['the kind in its lane', 'mailbox:oak@city.example', { type: 'lane', kinds: { 'reservation-event': shut } }, 'permission-missing'],
    ['its lane', 'mailbox:oak@city.example', { type: 'lane', blocked: shut }, 'permission-missing'],
    ['an operator, who paused its lane,', 'mailbox:oak@city.example', { type: 'lane', paused: { reason: 'a move', since: 0 } }, 'paused'],
    ['its right', 'gate', { type: 'gate', blocked: shut }, 'permission-missing'],
  ])('says what the reservation itself says, in a list and alone, where %s holds it back', async (_what, lane, members, code) => {
    const api = await anApi();
    const id = idOf(await api.submit());
    await api.database.commit('lanes', lane, [{ kind: 'upsert', document: { id: lane, pk: lane, ...members } }]);

    const item = await api.send('GET', `/api/v1/sync/items/reservation-event/${id}`, admin(api));
    const alone = await api.send('GET', `/api/v1/reservations/${id}`, admin(api));
    const listed = await api.send('GET', '/api/v1/reservations', admin(api));
    const publicly = await api.send('GET', `/api/v1/reservations/${id}`);

    const said = { state: 'blocked', reason: { code } };
    expect(item.body).toMatchObject(said);
    expect(alone.body).toMatchObject({ sync: said });
    expect(listed.body).toMatchObject({ items: [{ sync: said }] });
    expect(publicly.body).toMatchObject({ sync: said });
    expect(publicly.text).not.toContain('sentence');
  });

  it('says what is said of the last mail, where the right to send is missing', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());
    const gate = { id: 'gate', pk: 'gate', type: 'gate', blocked: shut };
    await api.database.commit('lanes', 'gate', [{ kind: 'upsert', document: gate }]);

    const { body } = await api.send('GET', `/api/v1/reservations/${id}`, admin(api));

    expect(body).toMatchObject({ mail: { state: 'blocked', reason: { code: 'permission-missing' } } });
  });

  it('answers why something is not in step, with the sentence for staff only', async () => {
    const api = await anApi();
    await api.putSpace('elm', { exchangeResourceMailbox: 'nobody@city.example' });
    const id = idOf(await api.submit({ spaceId: 'elm' }));
    await nudge(api, { lane: 'mailbox:nobody@city.example', cause: 'commit' });

    const list = await api.send('GET', '/api/v1/sync/items?state=blocked&kind=reservation-event', staff(api));
    const item = await api.send('GET', `/api/v1/sync/items/reservation-event/${id}`, staff(api));
    const seen = await api.send('GET', `/api/v1/reservations/${id}`);

    expect(list.body).toMatchObject({ items: [{ id, state: 'blocked', reason: { code: 'mailbox-missing', who: 'operator' } }] });
    expect(item.body['reason']).toMatchObject({ sentence: expect.stringContaining('nobody@city.example') });
    expect(seen.body).toMatchObject({ sync: { state: 'blocked', reason: { code: 'mailbox-missing' } } });
    expect(seen.text).not.toContain('nobody@');
    expect((await api.send('GET', '/api/v1/health/ready')).body).toMatchObject({ status: 'ready', lanes: { blocked: 1 } });
  });

  it('is for staff, retry for administrators', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());
    const retry = `/api/v1/sync/items/reservation-event/${id}/retry`;

    expect((await api.send('GET', '/api/v1/sync/items')).status).toBe(401);
    expect((await api.send('POST', retry)).status).toBe(401);
    expect((await api.send('POST', retry, staff(api))).status).toBe(403);
    expect(await api.send('POST', retry, admin(api))).toMatchObject({
      status: 200,
      body: { state: 'pending', cause: { action: 'reservation.submit', by: 'citizen' } },
    });
  });

  it('makes a retry due now, keeps who wanted the change, and logs who asked for the retry', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());

    const { body } = await api.send('POST', `/api/v1/sync/items/reservation-event/${id}/retry`, admin(api));

    expect(body).toMatchObject({
      state: 'pending',
      due: instantText(api.clock.now()),
      cause: { action: 'reservation.submit', by: 'citizen' },
    });
    expect(api.lines).toContainEqual(
      expect.objectContaining({
        event: 'sync.item.retried',
        fields: expect.objectContaining({ item: `sync:reservation-event:${id}`, by: expect.stringMatching(/^[0-9a-f-]{36}$/) }),
      }),
    );
  });

  it('looks for an event of unknown outcome at once when a retry is asked for, whatever the worker takes for now', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());
    const item = `/api/v1/sync/items/reservation-event/${id}`;
    api.fault({ core: 'tenant', match: { operation: 'create-event' }, when: 'after', effect: { kind: 'never' }, times: 1 });
    await nudge(api, OAK);

    const retried = await api.send('POST', `${item}/retry`, admin(api));
    await nudge(api, OAK);

    expect(retried.body).toMatchObject({ state: 'unknown', due: instantText(api.clock.now() - 5_000) });
    expect((await api.send('GET', item, staff(api))).body['state']).toBe('in-step');
  });

  it('has a blocked lane probed at once when a retry is asked for, whatever the store takes for now', async () => {
    const api = await anApi();
    await api.putSpace('elm', { exchangeResourceMailbox: 'nobody@city.example' });
    const id = idOf(await api.submit({ spaceId: 'elm' }));
    await nudge(api, { lane: 'mailbox:nobody@city.example', cause: 'commit' });

    await api.send('POST', `/api/v1/sync/items/reservation-event/${id}/retry`, admin(api));

    expect((await api.send('GET', '/api/v1/lanes', staff(api))).body['items']).toEqual([
      expect.objectContaining({
        logId: expect.stringMatching(/^lane-\w{7}$/),
        state: 'blocked',
        waitsFor: expect.stringContaining(`It is probed at ${instantText(api.clock.now() - 5_000)}.`),
      }),
    ]);
  });

  it.each(['reservation-event/nonsense', `reservation-event/oak.${'a'.repeat(26)}`, 'photo/x', 'KIND/x'])(
    'knows no item %s',
    async (path) => {
      const api = await anApi();

      expect(await api.send('GET', `/api/v1/sync/items/${path}`, staff(api))).toMatchObject({
        status: 404,
        body: { code: 'sync-item-not-found' },
      });
      expect((await api.send('POST', `/api/v1/sync/items/${path}/retry`, admin(api))).status).toBe(404);
    },
  );

  it.each(['state=fine', 'kind=Photo', 'lane=x'])('refuses %s', async (query) => {
    const api = await anApi();

    expect((await api.send('GET', `/api/v1/sync/items?${query}`, staff(api))).status).toBe(400);
  });
});

describe('POST …/ask-now', () => {
  const OAK_NOW = '/api/v1/lanes/mailbox%3Aoak%40city.example/ask-now';
  const APP_NOW = '/api/v1/rights/graph/installation/ask-now';

  it('ends an hour that Microsoft asked a mailbox to wait', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());
    api.tenant.throttle('oak@city.example', 1_000, '3600');
    await nudge(api, OAK);
    const retried = await api.send('POST', `/api/v1/sync/items/reservation-event/${id}/retry`, admin(api));
    api.clock.pass(2_000);

    const asked = await api.send('POST', OAK_NOW, admin(api));
    await nudge(api, OAK);

    expect(retried.body).toMatchObject({
      state: 'pending',
      reason: { code: 'throttled', nextTryAt: expect.stringMatching(/^2026-03-02T09:00/) },
    });
    expect(asked).toMatchObject({ status: 200, body: { id: 'mailbox:oak@city.example', state: 'idle' } });
    expect((await api.send('GET', `/api/v1/sync/items/reservation-event/${id}`, staff(api))).body['state']).toBe('in-step');
    expect(api.lines).toContainEqual(
      expect.objectContaining({ event: 'sync.lane.asked-now', fields: expect.objectContaining({ lane: expect.stringMatching(/^lane-/) }) }),
    );
  });

  it('is for administrators, and knows no lane and no right that is not there', async () => {
    const api = await anApi();

    for (const path of [OAK_NOW, APP_NOW]) {
      expect((await api.send('POST', path)).status).toBe(401);
      expect((await api.send('POST', path, staff(api))).status).toBe(403);
      expect(await api.send('POST', path, admin(api))).toMatchObject({ status: 404, body: { code: 'lane-not-found' } });
    }
  });
});

describe('GET /api/v1/lanes', () => {
  it('names each right that has a gate as its address does', async () => {
    const database = databasePort(new DatabaseCore({ now: () => NOW }, new FaultScript()), promptTravel);
    const id = gateId({ api: 'graph', as: 'profile-7' });
    await database.commit('lanes', id, [{ kind: 'create', document: newGate(id) }]);
    const api = await anApi({ outside: { database } });

    expect((await api.send('GET', '/api/v1/lanes', staff(api))).body).toMatchObject({
      rights: [{ right: 'graph/profile-7', state: 'open' }],
    });
  });

  it('says of each lane what it waits for', async () => {
    const api = await anApi();
    await api.submit();
    api.tenant.throttle('oak@city.example', 60_000, '60');
    await nudge(api, OAK);

    const got = await api.send('GET', '/api/v1/lanes', staff(api));

    expect(got.body).toMatchObject({
      items: [
        {
          id: 'mailbox:oak@city.example',
          state: 'waiting',
          waitsFor: expect.stringMatching(/Microsoft asked it to wait; it goes on at 2026-03-02T08:01/),
        },
      ],
      app: { state: 'open' },
    });
  });

  it('is for staff', async () => {
    const api = await anApi();

    expect((await api.send('GET', '/api/v1/lanes')).status).toBe(401);
  });
});
