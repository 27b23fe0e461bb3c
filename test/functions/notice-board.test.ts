import { anApi } from './support/api';

const NOTICE = { mailbox: 'oak@city.example', date: '2026-04-06', text: 'The town hall is closed' };
const put = (api: Awaited<ReturnType<typeof anApi>>, id: string, body: object, roles = ['Instep.Admin']) =>
  api.send('PUT', `/api/v1/notices/${id}`, { body, headers: api.staff(roles) });

describe('a notice', () => {
  it('is created, changed and left as it is, and waits for its calendar', async () => {
    const api = await anApi();

    const created = await put(api, 'easter', NOTICE);
    const same = await put(api, 'easter', NOTICE);
    const changed = await put(api, 'easter', { ...NOTICE, date: '2026-04-07' });
    const item = await api.send('GET', '/api/v1/sync/items/notice-event/easter', { headers: api.staff(['Instep.Admin']) });

    expect([created.status, same.status, changed.status]).toEqual([201, 200, 200]);
    expect(created).toMatchObject({ headers: { location: '/api/v1/notices/easter' }, body: { id: 'easter', ...NOTICE } });
    expect(item.body).toMatchObject({
      target: NOTICE.mailbox,
      state: 'pending',
      desired: { revision: 2, value: { date: '2026-04-07', text: NOTICE.text } },
      cause: { action: 'notice.put', by: 'staff' },
    });
  });

  it('is removed, and its event with it', async () => {
    const api = await anApi();
    await put(api, 'easter', NOTICE);

    const removed = await api.send('DELETE', '/api/v1/notices/easter', { headers: api.staff(['Instep.Admin']) });
    const again = await api.send('DELETE', '/api/v1/notices/easter', { headers: api.staff(['Instep.Admin']) });
    const item = await api.send('GET', '/api/v1/sync/items/notice-event/easter', { headers: api.staff(['Instep.Admin']) });

    expect([removed.status, again.status]).toEqual([204, 404]);
    expect(again.body).toMatchObject({ code: 'notice-not-found' });
    expect(item.body).toMatchObject({ desired: { value: null } });
  });

  it('stays in its calendar', async () => {
    const api = await anApi();
    await put(api, 'easter', NOTICE);

    const got = await put(api, 'easter', { ...NOTICE, mailbox: 'elm@city.example' });

    expect(got).toMatchObject({ status: 409, body: { code: 'other-calendar' } });
  });

  it.each<[string, object, string]>([
    ['a date that is none', { ...NOTICE, date: '6 April' }, '/date'],
    ['no text', { ...NOTICE, text: ' ' }, '/text'],
    ['an address that is none', { ...NOTICE, mailbox: 'oak' }, '/mailbox'],
  ])('is refused with %s', async (_what, body, field) => {
    const api = await anApi();

    expect(await put(api, 'easter', body)).toMatchObject({ status: 400, body: { code: 'invalid-request', errors: [{ field }] } });
  });

  it('is for administrators', async () => {
    const api = await anApi();

    expect(await put(api, 'easter', NOTICE, ['Reservations.Approve'])).toMatchObject({ status: 403, body: { code: 'role-missing' } });
  });
});
