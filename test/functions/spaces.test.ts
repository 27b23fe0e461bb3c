import { anApi, Api } from './support/api';

describe('GET /api/v1/spaces', () => {
  it('shows mailboxes to staff only', async () => {
    const api = await anApi();
    await api.putSpace('elm', { calendar: { exchangeCalendarAddress: 'elm-calendar@city.example' } });
    const all = { headers: api.staff(['Reservations.Approve']) };

    for (const path of ['/api/v1/spaces', '/api/v1/spaces/elm']) {
      expect((await api.send('GET', path)).text).not.toContain('@');
      expect((await api.send('GET', path, { headers: api.staff([]) })).text).not.toContain('@');
      expect((await api.send('GET', path, all)).text).toContain('elm-calendar@city.example');
    }
  });

  it('lists by building and name', async () => {
    const api = await anApi();
    await api.putSpace('ash');

    const got = await api.send('GET', '/api/v1/spaces');

    expect((got.body['items'] as { id: string }[]).map(({ id }) => id)).toEqual(['ash', 'oak']);
  });

  it.each(['elm', 'No-Such', 'a b', 'x'.repeat(41)])('knows no space %s', async (id) => {
    const api = await anApi();

    expect(await api.send('GET', `/api/v1/spaces/${encodeURIComponent(id)}`)).toMatchObject({
      status: 404,
      body: { code: 'space-not-found' },
    });
  });
});

describe('PUT /api/v1/spaces/{id}', () => {
  it('creates, changes, and leaves alone', async () => {
    const api = new Api();

    const created = await api.putSpace('oak');
    const same = await api.putSpace('oak');
    const changed = await api.putSpace('oak', { id: 'oak', capacity: 12 });

    expect(created).toMatchObject({
      status: 201,
      headers: { location: '/api/v1/spaces/oak' },
      body: { revision: 1, timeZone: 'Europe/Vienna' },
    });
    expect(same).toMatchObject({ status: 200, body: { revision: 1 } });
    expect(changed).toMatchObject({ status: 200, body: { revision: 2, capacity: 12 } });
  });

  it('spells the name of its time zone as the time zone database does, in its feed too', async () => {
    const api = new Api();

    expect((await api.putSpace('oak', { timeZone: 'europe/dublin' })).body).toMatchObject({ timeZone: 'Europe/Dublin' });
    await api.submit();
    expect((await api.send('GET', '/api/v1/spaces/oak.ics')).text).toContain('TZID=Europe/Dublin:');
  });

  it('is for administrators', async () => {
    const api = await anApi();

    expect((await api.send('PUT', '/api/v1/spaces/elm', { body: {} })).status).toBe(401);
    const got = await api.send('PUT', '/api/v1/spaces/elm', { headers: api.staff(['Reservations.Approve']), body: {} });
    expect(got).toMatchObject({ status: 403, body: { code: 'role-missing', detail: expect.stringContaining('Instep.Admin') } });
  });

  it.each<[string, object, string]>([
    ['another id', { id: 'elm' }, '/id'],
    ['an unknown field', { storey: 3 }, '/storey'],
    ['no building', { building: undefined }, '/building'],
    ['no time zone that exists', { timeZone: 'Europe/Entenhausen' }, '/timeZone'],
    ['an unknown state', { state: 'ajar' }, '/state'],
    ['an approval by nobody', { reservationConfig: { approval: 'nobody' } }, '/reservationConfig/approval'],
  ])('refuses %s', async (_, more, field) => {
    const api = await anApi();

    const got = await api.putSpace('oak', more);

    expect(got).toMatchObject({ status: 400, body: { errors: expect.arrayContaining([expect.objectContaining({ field })]) } });
  });

  it('refuses an id that cannot be one', async () => {
    const api = await anApi();

    expect(await api.putSpace('Oak_Room')).toMatchObject({ status: 400, body: { errors: [{ field: 'id' }] } });
  });

  it('refuses to move the calendar while reservations stand, and says how many', async () => {
    const api = await anApi();
    await api.submit();

    const got = await api.putSpace('oak', { exchangeResourceMailbox: 'elm@city.example' });

    expect(got).toMatchObject({ status: 409, body: { code: 'has-reservations', count: 1 } });
  });

  it('refuses what does not fit with the whole, the ledger or the calendar of others', async () => {
    const api = await anApi();

    expect(await api.putSpace('part', { partOf: 'hall' })).toMatchObject({
      status: 422,
      body: { code: 'space-rules-conflict', errors: [{ field: '/partOf' }] },
    });
    expect(await api.putSpace('elm', { exchangeResourceMailbox: 'oak@city.example' })).toMatchObject({
      status: 409,
      body: { code: 'mailbox-taken', by: 'oak' },
    });
    await api.putSpace('hall');
    expect(await api.putSpace('oak', { partOf: 'hall' })).toMatchObject({ status: 409, body: { code: 'ledger-is-fixed', ledger: 'oak' } });
    const long = { approval: 'staff', maxDurationMinutes: 122_400, setupMinutes: 1_440, cleanupMinutes: 1_440, holdHours: 72 };
    expect(await api.putSpace('oak', { reservationConfig: long })).toMatchObject({ status: 422, body: { code: 'space-rules-conflict' } });
  });
});
