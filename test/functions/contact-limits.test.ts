import { anApi, aSubmission, type Api } from './support/api';

const staff = (api: Api) => ({ headers: api.staff(['Reservations.Approve']) });
const on = (day: number) => ({ startsAt: `2026-03-0${String(day)}T14:00:00Z`, endsAt: `2026-03-0${String(day)}T15:00:00Z` });
const three = async (api: Api) => {
  for (const day of [3, 4, 5]) await api.submit(on(day), `a-key-of-day-number-${String(day)}`);
};

describe('a contact whose address is not confirmed', () => {
  it('is told what to do about the fourth open request, which was not decided', async () => {
    const api = await anApi();
    await three(api);

    const got = await api.submit(on(6), 'a-key-of-day-number-6');
    expect(got).toMatchObject({ status: 429, body: { code: 'too-many-open-requests', most: 3 } });
    expect(got.body['detail']).toMatch(/Open the link in one of the mails/);
    expect(got.headers).not.toHaveProperty('retry-after');

    await api.prove('ada@example.org');
    expect((await api.submit(on(6), 'a-key-of-day-number-6')).status).toBe(201);
  });

  it('may not give itself a fourth by changing a contact', async () => {
    const api = await anApi();
    await three(api);
    const { body } = await api.submit({ ...on(6), contact: { name: 'Bo', email: 'bo@example.org' } }, 'a-key-of-day-number-6');
    const authorization = `Manage ${new URL(String(body['manageUrl'])).hash.slice(1)}`;

    const got = await api.send('PATCH', `/api/v1/reservations/${String(body['id'])}`, {
      headers: { authorization },
      body: { contact: { name: 'Ada', email: 'ada@example.org' } },
    });

    expect(got).toMatchObject({ status: 429, body: { code: 'too-many-open-requests' } });
  });

  it('does not come free of the limit by a sign-in without a role, and no word of theirs stands in a mail for that', async () => {
    const api = await anApi();
    const send = (day: number) =>
      api.send('POST', '/api/v1/reservations', {
        headers: { ...api.staff([]), 'idempotency-key': `a-key-of-day-number-${String(day)}` },
        body: aSubmission(on(day)),
      });
    for (const day of [3, 4, 5]) expect((await send(day)).status).toBe(201);

    expect((await send(6)).status).toBe(429);
    const item = await api.send('GET', '/api/v1/sync/items?kind=mail', staff(api));
    expect(item.body['items']).toMatchObject([{ cause: { by: 'citizen' } }, {}, {}]);
  });

  it('is shown to staff, and to nobody else, as one that a mail was withheld from', async () => {
    const api = await anApi();
    await three(api);
    const { body } = await api.submit(on(3), 'a-key-of-day-number-3');
    const path = `/api/v1/reservations/${String(body['id'])}`;
    const authorization = `Manage ${new URL(String(body['manageUrl'])).hash.slice(1)}`;

    await api.send('POST', `${path}/cancel`, { headers: { authorization } });

    const seen = await api.send('GET', path, staff(api));
    expect(seen.body['mail']).toEqual({ state: 'withheld', sentence: expect.stringContaining('Tell the contact in another way') });
    expect((await api.send('GET', path, { headers: { authorization } })).body).not.toHaveProperty('mail');
  });
});

describe('an address that somebody else wrote into requests', () => {
  const mailOf = async (api: Api, { body }: Awaited<ReturnType<Api['submit']>>) =>
    (await api.send('GET', `/api/v1/reservations/${String(body['id'])}`, staff(api))).body['mail'];

  it('is told what staff decide all the same, and that is not counted', async () => {
    const api = await anApi();
    await three(api);
    const made = await api.submit(on(3), 'a-key-of-day-number-3');

    for (const verb of ['approve', 'cancel'])
      expect((await api.send('POST', `/api/v1/reservations/${String(made.body['id'])}/${verb}`, staff(api))).status).toBe(200);

    expect(await mailOf(api, made)).toMatchObject({ state: 'pending' });
  });

  it('is told what is decided by the link of a mail, and what staff change or enter', async () => {
    const api = await anApi({ settings: { MAIL_APPROVER: 'deputy@city.example' } });
    await three(api);
    const [made, other] = [await api.submit(on(3), 'a-key-of-day-number-3'), await api.submit(on(4), 'a-key-of-day-number-4')];
    const path = `/api/v1/reservations/${String(made.body['id'])}`;
    const link = await api.app.use.links.decideLinks.urlOf({
      ...{ id: String(made.body['id']) as never, revision: 1, submittedAt: api.clock.now() },
    });

    const denied = await api.send('POST', `${path}/deny`, { headers: { authorization: `Decide ${new URL(link).hash.slice(1)}` } });
    const { headers } = staff(api);
    await api.send('PATCH', `/api/v1/reservations/${String(other.body['id'])}`, {
      headers: { ...headers, 'if-match': '*' },
      body: { title: 'Chess for all' },
    });
    const entered = await api.send('POST', '/api/v1/reservations', {
      headers: { ...headers, 'idempotency-key': 'a-key-of-staff-number-1' },
      body: aSubmission(on(6)),
    });

    expect([denied.status, entered.status]).toEqual([200, 201]);
    for (const one of [made, other, entered]) expect(await mailOf(api, one)).toMatchObject({ state: 'pending' });
  });
});

describe('a contact who has what the space allows', () => {
  it('hears the rule and its bound', async () => {
    const api = await anApi();
    const reservationConfig = {
      approval: 'staff',
      maxDurationMinutes: 480,
      setupMinutes: 0,
      cleanupMinutes: 0,
      holdHours: 72,
      openPerContact: 1,
    };
    await api.putSpace('elm', { reservationConfig });
    await api.submit({ ...on(3), spaceId: 'elm' }, 'a-key-of-day-number-3');

    const got = await api.submit({ ...on(4), spaceId: 'elm' }, 'a-key-of-day-number-4');

    expect(got).toMatchObject({
      status: 422,
      body: { code: 'rule-broken', rule: 'open-per-contact', bound: 'at most 1 open reservation of one contact' },
    });
  });
});
