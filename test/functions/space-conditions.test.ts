import { anApi, Api, type Got, type Json } from './support/api';

const OAK = '/api/v1/spaces/oak';
const FULL = {
  name: 'Oak Room',
  building: { name: 'Town Hall', abbreviation: 'TH' },
  timeZone: 'Europe/Vienna',
  capacity: 12,
  floor: 1,
  floorLabel: 'First',
  wheelchairAccessible: true,
  placeAuthority: { floor: 'entra' },
  features: ['Screen'],
  exchangeResourceMailbox: 'oak@city.example',
  calendar: { exchangeCalendarAddress: 'oak-calendar@city.example' },
  reservationConfig: {
    ...{
      approval: 'staff',
      maxDurationMinutes: 480,
      setupMinutes: 15,
      cleanupMinutes: 15,
      holdHours: 72,
      approverEmail: 'ada@city.example',
    },
    openingHours: { monday: [{ opens: '09:00', closes: '24:00' }] },
    specialDays: [{ date: '2026-12-24', open: [] }],
    blackouts: [{ startsAt: '2026-08-01T00:00:00+02:00', endsAt: '2026-08-02T00:00:00+02:00', reason: 'Painting' }],
  },
};

const admin = (api: Api, more: Record<string, string> = {}) => ({ ...api.staff(['Instep.Admin']), ...more });
const put = (api: Api, body: object, more: Record<string, string> = {}, path = OAK): Promise<Got> =>
  api.send('PUT', path, { headers: admin(api, more), body });
const read = (api: Api, more: Record<string, string> = {}): Promise<Got> => api.send('GET', OAK, { headers: admin(api, more) });
const remove = (api: Api, more: Record<string, string> = { 'if-match': '*' }, path = OAK): Promise<Got> =>
  api.send('DELETE', path, { headers: admin(api, more) });
const etagOf = ({ headers }: Got): string => headers['etag'] ?? '';

/** For each resource that can be read and put: one that is there. */
const EXAMPLES: Readonly<Record<string, (api: Api) => Promise<string>>> = {
  '/api/v1/spaces/{id}': async (api) => {
    await put(api, FULL);
    return OAK;
  },
};

describe('whatever can be read and put', () => {
  it('can be put back as it was read, which changes nothing', async () => {
    const { body } = await new Api().send('GET', '/api/openapi.json');
    const paths = Object.entries(body['paths'] as Record<string, object>) // the text that we make
      .flatMap(([path, methods]) => ('get' in methods && 'put' in methods ? [path] : []));
    expect(paths).toEqual(Object.keys(EXAMPLES));

    for (const path of paths) {
      const api = new Api();
      const there = await EXAMPLES[path]?.(api);
      const before = await api.send('GET', there ?? '', { headers: admin(api) });
      const answer = await put(api, before.body, { 'if-match': etagOf(before) }, there);
      const after = await api.send('GET', there ?? '', { headers: admin(api) });

      expect(etagOf(before)).toMatch(/^"/);
      expect([answer.status, answer.body]).toEqual([200, before.body]);
      expect([after.body, etagOf(after)]).toEqual([before.body, etagOf(before)]);
    }
  });

  it('follows its name where it was shown by it, and keeps what was given besides', async () => {
    const api = new Api();
    await put(api, FULL);
    const seen = await read(api);

    const renamed = await put(api, { ...seen.body, name: 'Oak Hall' }, { 'if-match': etagOf(seen) });
    const given = await put(api, { ...renamed.body, displayName: 'The Oak' }, { 'if-match': etagOf(renamed) });
    const again = await put(api, { ...given.body, name: 'Oak Room' }, { 'if-match': etagOf(given) });

    expect(renamed.body).toMatchObject({ name: 'Oak Hall', displayName: 'Oak Hall' });
    expect(again.body).toMatchObject({ name: 'Oak Room', displayName: 'The Oak' });
  });
});

describe('a change of a space', () => {
  it('says which state it is for, unless it changes nothing', async () => {
    const api = new Api();

    expect((await put(api, FULL)).status).toBe(201);
    expect((await put(api, FULL)).status).toBe(200);
    expect(await put(api, { ...FULL, capacity: 13 })).toMatchObject({
      status: 428,
      body: { code: 'precondition-required', detail: expect.stringContaining('If-Match') },
    });
    expect((await put(api, { ...FULL, capacity: 13 }, { 'if-match': '*' })).status).toBe(200);
  });

  it('for an earlier state is refused, and shown the present one', async () => {
    const api = new Api();
    const first = etagOf(await put(api, FULL));
    const second = etagOf(await put(api, { ...FULL, capacity: 13 }, { 'if-match': first }));

    const late = await put(api, { ...FULL, capacity: 14 }, { 'if-match': first });

    expect(late).toMatchObject({ status: 412, headers: { etag: second }, body: { code: 'changed-meanwhile', present: { capacity: 13 } } });
    expect((await put(api, { ...FULL, capacity: 14 }, { 'if-match': `W/${second.replace(/"$/, '-gzip"')}` })).status).toBe(200);
  });

  it('of two that meet is made once', async () => {
    const api = new Api();
    const etag = etagOf(await put(api, FULL));

    const met = await Promise.all([13, 14].map((capacity) => put(api, { ...FULL, capacity }, { 'if-match': etag })));

    expect(met.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('does not go by what the public was shown: it would take away what they do not see', async () => {
    const api = new Api();
    await put(api, FULL);
    const seen = await api.send('GET', OAK);

    expect((await put(api, seen.body, { 'if-match': etagOf(seen) })).status).toBe(412);
  });

  it('creates only, where that is asked for', async () => {
    const api = new Api();

    expect((await put(api, FULL, { 'if-match': '*' })).status).toBe(412);
    expect((await put(api, FULL, { 'if-none-match': '*' })).status).toBe(201);
    expect((await put(api, FULL, { 'if-none-match': '*' })).status).toBe(412);
    expect(await put(api, FULL, { 'if-none-match': '"r1"' })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'if-none-match' }] },
    });
    expect(await put(api, FULL, { 'if-match': 'r1' })).toMatchObject({ status: 400, body: { errors: [{ field: 'if-match' }] } });
  });
});

describe('a space that is read again', () => {
  it('is not sent again while it is the same, by whatever way the tag came back', async () => {
    const api = new Api();
    await put(api, FULL);
    const etag = etagOf(await read(api));

    for (const known of [etag, `W/${etag}`, etag.replace(/"$/, '-gzip"'), etag.replace(/"$/, '--gzip"'), `"x", ${etag}`, '*'])
      expect([known, (await read(api, { 'if-none-match': known })).status]).toEqual([known, 304]);
    await put(api, { ...FULL, capacity: 13 }, { 'if-match': etag });
    expect((await read(api, { 'if-none-match': etag })).status).toBe(200);
  });

  it('is another thing to staff than to the public', async () => {
    const api = new Api();
    const etag = etagOf(await put(api, FULL));

    expect((await api.send('GET', OAK, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });
});

describe('a space that is archived', () => {
  it('takes nothing new and is found by staff only; what stands in it stays', async () => {
    const api = await anApi();
    const made = await api.submit();

    const archived = await api.putSpace('oak', { state: 'archived' });

    expect(archived).toMatchObject({ status: 200, body: { state: 'archived' } });
    expect(await api.submit({ startsAt: '2026-03-04T14:00:00Z', endsAt: '2026-03-04T15:00:00Z' }, 'another-key-of-24-chars')).toMatchObject(
      {
        status: 409,
        body: { code: 'space-closed' },
      },
    );
    const listed = async (headers: Record<string, string>) => (await api.send('GET', '/api/v1/spaces', { headers })).body['items'];
    expect(await listed({})).toEqual([]);
    expect(await listed(admin(api))).toMatchObject([{ id: 'oak', state: 'archived' }]);
    const query = 'from=2026-03-04T14:00:00Z&to=2026-03-04T15:00:00Z';
    expect((await api.send('GET', `/api/v1/availability?${query}`, { headers: admin(api) })).body).toMatchObject({ items: [], near: [] });
    const approved = await api.send('POST', `/api/v1/reservations/${String(made.body['id'])}/approve`, { headers: admin(api) });
    expect(approved).toMatchObject({ status: 200, body: { status: 'approved' } });
  });
});

describe('a space that is deleted', () => {
  it('is gone, and its mailbox is free for another', async () => {
    const api = new Api();
    const etag = etagOf(await put(api, FULL));

    expect((await remove(api, {})).status).toBe(428);
    expect((await remove(api, { 'if-match': '"r0.x"' })).status).toBe(412);
    expect(await remove(api, { 'if-match': etag })).toMatchObject({ status: 204, text: '' });

    expect((await read(api)).status).toBe(404);
    expect((await remove(api)).status).toBe(404);
    expect((await put(api, { ...FULL, name: 'Elm' }, {}, '/api/v1/spaces/elm')).status).toBe(201);
    expect((await put(api, { ...FULL, exchangeResourceMailbox: undefined, calendar: undefined })).status).toBe(201);
  });

  it('was never reserved: also what is over stands in the way, and is counted', async () => {
    const api = await anApi();
    const { body } = await api.submit();
    await api.send('POST', `/api/v1/reservations/${String(body['id'])}/cancel`, { headers: admin(api) });
    api.clock.pass(30 * 86_400_000);

    expect(await remove(api)).toMatchObject({
      status: 409,
      body: { code: 'has-reservations', count: 1, detail: expect.stringContaining('"state": "archived"') },
    });
  });

  it('has no parts, and was not taken as a part', async () => {
    const api = new Api();
    const hall = '/api/v1/spaces/hall';
    const bare: Json = { ...FULL, exchangeResourceMailbox: undefined, calendar: undefined };
    await put(api, bare, {}, hall);
    await put(api, { ...bare, partOf: 'hall' }, {}, '/api/v1/spaces/half');

    expect(await remove(api, undefined, hall)).toMatchObject({ status: 409, body: { code: 'has-parts', parts: ['half'] } });
    await api.submit({ spaceId: 'hall', startsAt: '2026-03-09T14:00:00Z', endsAt: '2026-03-09T15:00:00Z' });
    expect(await remove(api, undefined, '/api/v1/spaces/half')).toMatchObject({ status: 409, body: { count: 1 } });
  });

  it('never has a reservation that came at the same moment', async () => {
    const api = await anApi();

    const [made, gone] = await Promise.all([api.submit(), remove(api)]);

    expect([made.status, gone.status].sort()).not.toEqual([201, 204]);
  });
});

describe('a mailbox of two spaces', () => {
  it('is refused by the name of the other space and of the field, whichever it is', async () => {
    const api = await anApi();
    const elm = { exchangeResourceMailbox: 'OAK@city.example', calendar: { exchangeCalendarAddress: 'elm@city.example' } };

    expect(await api.putSpace('elm', elm)).toMatchObject({
      status: 409,
      body: { code: 'mailbox-taken', by: 'oak', errors: [{ field: '/exchangeResourceMailbox' }] },
    });
    expect(await api.putSpace('elm', { calendar: { exchangeCalendarAddress: 'oak@city.example' } })).toMatchObject({
      status: 409,
      body: { by: 'oak', errors: [{ field: '/calendar/exchangeCalendarAddress' }] },
    });
  });

  it('goes to one of two that come at once', async () => {
    const api = new Api();
    const shared = { ...FULL, calendar: undefined };

    const met = await Promise.all(['elm', 'ash'].map((id) => put(api, shared, {}, `/api/v1/spaces/${id}`)));

    expect(met.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});
