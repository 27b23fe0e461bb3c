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

    const approved = await api.send('POST', `${path}/approve`, staff(api));

    expect(approved.body['mail']).toEqual({ state: 'withheld', sentence: expect.stringContaining('Tell the contact in another way') });
    expect((await api.send('GET', path, { headers: { authorization } })).body).not.toHaveProperty('mail');
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
