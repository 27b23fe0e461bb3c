import { DAY } from '../../shared/kernel/clock';
import { anApi, type Api, type Got } from './support/api';

const idOf = ({ body }: Got): string => String(body['id']);
const bearerOf = ({ body }: Got) => ({ authorization: `Manage ${String(body['manageUrl']).split('#')[1] ?? ''}` });
const staffOf = (api: Api) => api.staff(['Reservations.Approve']);
const later = { startsAt: '2026-03-03T16:00:00Z', endsAt: '2026-03-03T17:00:00Z' };

type Headers = Readonly<Record<string, string>>;
const change = (api: Api, id: string, headers: Headers, body: object | string): Promise<Got> =>
  api.send('PATCH', `/api/v1/reservations/${id}`, { headers, body });

/** The Oak Room, and a reservation of the 3rd, 14:00 to 15:00. */
async function booked(): Promise<{ api: Api; got: Got; id: string }> {
  const api = await anApi();
  const got = await api.submit({ notes: 'Two pianos' });
  return { api, got, id: idOf(got) };
}

describe('PATCH /api/v1/reservations/{id}', () => {
  it('changes for staff what they have read: the ETag goes out with it and comes back new', async () => {
    const { api, id } = await booked();
    const read = await api.send('GET', `/api/v1/reservations/${id}`, { headers: staffOf(api) });
    expect(read.headers['etag']).toBe('"r1"');

    const got = await change(api, id, { ...staffOf(api), 'if-match': '"r1"' }, { ...later, publicTitle: 'Chess', notes: null });

    expect(got).toMatchObject({
      status: 200,
      headers: { etag: '"r2"', 'cache-control': 'no-store' },
      body: { id, ...later, status: 'pending', publicTitle: 'Chess', revision: 2, sync: { state: 'pending' } },
    });
    expect(got.body).not.toHaveProperty('notes');
    expect((await api.send('GET', `/api/v1/reservations/${id}`, { headers: staffOf(api) })).headers['etag']).toBe('"r2"');
  });

  it('changes for the bearer of the link without If-Match, and minds one that is given', async () => {
    const { api, got, id } = await booked();

    expect(await change(api, id, bearerOf(got), later)).toMatchObject({ status: 200, headers: { etag: '"r2"' }, body: later });
    expect(await change(api, id, { ...bearerOf(got), 'if-match': '"r1"' }, { title: 'Go club' })).toMatchObject({ status: 412 });
    expect(await change(api, id, { ...bearerOf(got), 'if-match': '"r2"' }, { title: 'Go club' })).toMatchObject({ status: 200 });
  });

  it('asks staff for If-Match, and takes `*` for whatever is there', async () => {
    const { api, id } = await booked();

    expect(await change(api, id, staffOf(api), later)).toMatchObject({ status: 428, body: { code: 'precondition-required' } });
    for (const tag of ['r1', '"1"', '"r1", "r2"'])
      expect(await change(api, id, { ...staffOf(api), 'if-match': tag }, later)).toMatchObject({
        status: 428,
        body: { errors: [{ field: 'if-match' }] },
      });
    expect(await change(api, id, { ...staffOf(api), 'if-match': '*' }, later)).toMatchObject({ status: 200 });
  });

  it('shows the loser how it stands now', async () => {
    const { api, id } = await booked();
    await change(api, id, { ...staffOf(api), 'if-match': '"r1"' }, { title: 'Go club' });

    const got = await change(api, id, { ...staffOf(api), 'if-match': '"r1"' }, { title: 'Draughts' });

    expect(got).toMatchObject({
      status: 412,
      headers: { etag: '"r2"' },
      body: { code: 'changed-meanwhile', present: { id, title: 'Go club', revision: 2, notes: 'Two pianos' } },
    });
  });

  it('moves it to another space under the same id', async () => {
    const { api, got, id } = await booked();
    await api.putSpace('elm');

    expect(await change(api, id, bearerOf(got), { spaceId: 'elm' })).toMatchObject({
      status: 200,
      body: { id, spaceId: 'elm', status: 'pending' },
    });

    const again = await api.submit({}, 'another-key-of-16');
    expect(again.status).toBe(201);
    expect(await api.submit({ spaceId: 'elm' }, 'a-third-key-of-16')).toMatchObject({ status: 409 });
    expect(await api.send('GET', `/api/v1/reservations/${id}`)).toMatchObject({ status: 200, body: { spaceId: 'elm' } });
    expect(await api.send('GET', `/api/v1/sync/items/reservation-event/${id}~elm`, { headers: api.staff(['Instep.Admin']) })).toMatchObject(
      {
        status: 200,
        body: { target: 'elm@city.example' },
      },
    );
  });

  it('lets a citizen wait again for what was approved, staff not', async () => {
    const { api, got, id } = await booked();
    await api.send('POST', `/api/v1/reservations/${id}/approve`, { headers: staffOf(api) });

    expect(await change(api, id, { ...staffOf(api), 'if-match': '"r2"' }, { title: 'Go club' })).toMatchObject({
      body: { status: 'approved' },
    });
    const asked = await change(api, id, bearerOf(got), { title: 'Draughts' });

    expect(asked.body).toMatchObject({ status: 'pending', holdUntil: '2026-03-05T08:00:00Z' });
    expect(asked.body).not.toHaveProperty('decision');
  });

  it('says that a time is taken, with others', async () => {
    const { api, got, id } = await booked();
    await api.submit(later, 'another-key-of-16');

    const refused = await change(api, id, bearerOf(got), later);

    expect(refused).toMatchObject({ status: 409, body: { code: 'slot-taken' } });
    expect(refused.body['free']).toContainEqual({ startsAt: '2026-03-03T14:30:00Z', endsAt: '2026-03-03T15:30:00Z' });
  });

  it.each<[string, object, number, string]>([
    ['a time in the past', { startsAt: '2026-03-01T14:00:00Z' }, 422, 'slot-in-the-past'],
    ['too long a time', { endsAt: '2026-03-03T23:00:00Z' }, 422, 'too-long'],
    ['an unknown space', { spaceId: 'elm' }, 404, 'space-not-found'],
    ['an end before the beginning that stays', { endsAt: '2026-03-03T13:00:00Z' }, 400, 'invalid-request'],
    ['an end before its beginning', { startsAt: '2026-03-03T13:00:00Z', endsAt: '2026-03-03T12:00:00Z' }, 400, 'invalid-request'],
    ['no title', { title: null }, 400, 'invalid-request'],
    ['an unknown field', { status: 'approved' }, 400, 'invalid-request'],
    ['a title for the public', { publicTitle: 'Chess' }, 403, 'staff-only-field'],
  ])('refuses %s to the bearer', async (_, body, status, code) => {
    const { api, got, id } = await booked();

    expect(await change(api, id, bearerOf(got), body)).toMatchObject({ status, body: { status, code } });
    expect(await api.send('GET', `/api/v1/reservations/${id}`, { headers: staffOf(api) })).toMatchObject({ body: { revision: 1 } });
  });

  it('names the rule that staff may break, and how', async () => {
    const api = await anApi();
    await api.putSpace('oak', {
      reservationConfig: {
        approval: 'staff',
        maxDurationMinutes: 480,
        minDurationMinutes: 60,
        setupMinutes: 0,
        cleanupMinutes: 0,
        holdHours: 72,
      },
    });
    const got = await api.submit();
    const body = { endsAt: '2026-03-03T14:30:00Z' };

    expect(await change(api, idOf(got), bearerOf(got), body)).toMatchObject({
      status: 422,
      body: { code: 'rule-broken', rule: 'min-duration', nearest: { startsAt: '2026-03-03T14:00:00Z', endsAt: '2026-03-03T15:00:00Z' } },
    });
    const staff = { ...staffOf(api), 'if-match': '"r1"' };
    expect(await change(api, idOf(got), staff, body)).toMatchObject({
      status: 422,
      body: { code: 'rule-broken', confirm: ['min-duration'], broken: [{ rule: 'min-duration', bound: 'at least 60 minutes' }] },
    });
    expect((await change(api, idOf(got), bearerOf(got), { ...body, confirm: ['min-duration'] })).status).toBe(403);
    expect(await change(api, idOf(got), staff, { ...body, confirm: ['min-duration'] })).toMatchObject({ status: 200 });
  });

  it('is not possible after a denial, nor after the end', async () => {
    const { api, got, id } = await booked();
    const other = await api.submit(later, 'another-key-of-16');
    await api.send('POST', `/api/v1/reservations/${id}/deny`, { headers: staffOf(api) });

    expect(await change(api, id, bearerOf(got), { title: 'Go club' })).toMatchObject({
      status: 409,
      body: { code: 'not-possible-now', reservationStatus: 'denied', possibleFrom: ['pending', 'approved'] },
    });
    api.clock.pass(2 * DAY);
    expect(await change(api, idOf(other), bearerOf(other), { title: 'Go club' })).toMatchObject({
      status: 409,
      body: { code: 'reservation-over' },
    });
  });

  it('is for staff and for the bearer only', async () => {
    const { api, id } = await booked();
    const other = await api.submit(later, 'another-key-of-16');
    const unknown = `oak.${'a'.repeat(26)}`;
    const answers = await Promise.all([
      change(api, id, {}, later),
      change(api, id, { authorization: 'Bearer wrong' }, later),
      change(api, id, api.staff([]), later),
      change(api, id, bearerOf(other), later),
      change(api, unknown, { ...staffOf(api), 'if-match': '*' }, later),
      change(api, 'oak', { ...staffOf(api), 'if-match': '*' }, later),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 403, 404, 404, 404]);
    expect(answers[3].body['code']).toBe(answers[4].body['code']);
  });

  it('is described, with everything that it may answer', async () => {
    const api = await anApi();
    const { paths } = (await api.send('GET', '/api/openapi.json')).body as {
      paths: Record<string, Record<string, { responses: object; parameters: { name: string; in: string }[] }>>;
    };

    const described = paths['/api/v1/reservations/{id}']?.['patch'];

    expect(Object.keys(described?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '400', '401', '403', '404', '409', '412', '422', '428']),
    );
    expect(described?.parameters.map(({ name }) => name.toLowerCase())).toContain('if-match');
  });
});
