import { anApi, aSubmission, type Api, type Got } from './support/api';

const ANN = 'ann@city.example';

async function session(api: Api, more: object = {}, roles: readonly string[] = ['Reservations.Approve']): Promise<Got> {
  const { contact: _contact, ...rest } = aSubmission({ purpose: 'programme-session', alsoIn: [{ mailbox: ANN }], ...more });
  const signedIn = roles.length > 0 ? api.staff(roles) : {};
  return api.send('POST', '/api/v1/reservations', { headers: { 'idempotency-key': 'a-key-of-16-chars', ...signedIn }, body: rest });
}

describe('POST /api/v1/reservations for a programme session', () => {
  it('is approved at once and shows staff the state in each calendar', async () => {
    const api = await anApi();

    const { status, body } = await session(api, { alsoIn: [{ mailbox: ANN, calendarId: 'AQMkAG=' }] });
    const path = `/api/v1/reservations/${String(body['id'])}`;
    const seen = await api.send('GET', path, { headers: api.staff(['Reservations.Approve']) });
    const publicly = await api.send('GET', path);

    expect([status, body['status']]).toEqual([201, 'approved']);
    expect(seen.body).toMatchObject({
      purpose: 'programme-session',
      alsoIn: [{ mailbox: ANN, calendarId: 'AQMkAG=', sync: { state: 'pending' } }],
    });
    expect(seen.body).not.toHaveProperty('contact');
    expect(publicly.body).not.toHaveProperty('alsoIn');
    const item = await api.send('GET', `/api/v1/sync/items/session-event/${String(body['id'])}~also-1`, {
      headers: api.staff(['Instep.Admin']),
    });
    expect(item).toMatchObject({ status: 200, body: { target: ANN, state: 'pending' } });
  });

  it.each<[string, readonly string[]]>([
    ['nobody', []],
    ['somebody without a role', ['Other.Role']],
  ])('is not for %s', async (_who, roles) => {
    const api = await anApi();

    const got = await session(api, {}, roles);

    expect(got).toMatchObject({ status: 403, body: { code: 'staff-only-field' } });
  });

  it.each<[string, object, string]>([
    ['a citizen without contact', { purpose: undefined, alsoIn: undefined }, '/contact'],
    ['calendars without a purpose', { purpose: undefined, contact: { name: 'Ada', email: 'ada@example.org' } }, '/alsoIn'],
    ['six calendars', { alsoIn: [1, 2, 3, 4, 5, 6].map((nth) => ({ mailbox: `a${nth}@city.example` })) }, '/alsoIn'],
    ['the same calendar twice', { alsoIn: [{ mailbox: ANN }, { mailbox: 'Ann@city.example' }] }, '/alsoIn/1'],
    ['what is no id of a calendar', { alsoIn: [{ mailbox: ANN, calendarId: '../events' }] }, '/alsoIn/0/calendarId'],
    ['another purpose', { purpose: 'party' }, '/purpose'],
  ])('refuses %s', async (_what, more, field) => {
    const api = await anApi();
    const { contact: _contact, ...rest } = aSubmission({ purpose: 'programme-session', alsoIn: [{ mailbox: ANN }] });
    const headers = { 'idempotency-key': 'a-key-of-16-chars', ...api.staff(['Instep.Admin']) };

    const got = await api.send('POST', '/api/v1/reservations', { headers, body: { ...rest, ...more } });

    expect(got).toMatchObject({ status: 400, body: { code: 'invalid-request', errors: [{ field }] } });
  });

  it('refuses the calendar of a space and names the space', async () => {
    const api = await anApi();

    const got = await session(api, { alsoIn: [{ mailbox: 'oak@city.example' }] });

    expect(got).toMatchObject({ status: 409, body: { code: 'mailbox-taken', by: 'oak', errors: [{ field: '/alsoIn/0/mailbox' }] } });
  });
});
