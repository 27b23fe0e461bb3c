import { InvocationContext } from '@azure/functions';
import { DAY } from '../../shared/kernel/clock';
import { anApi, type Got } from './support/api';

const staff = ['Reservations.Approve'];
const bearer = ({ body }: Got) => ({ authorization: `Manage ${String(body['manageUrl']).split('#')[1] ?? ''}` });

describe('what is kept of a reservation', () => {
  it('is held by staff, seen by staff, and removed with time once nothing holds it', async () => {
    const api = await anApi({ settings: { RETENTION_CONTACT_DAYS: 30, RETENTION_MAIL_DAYS: 7 } });
    const booked = await api.submit({ notes: 'Bring cake' });
    const path = `/api/v1/reservations/${String(booked.body['id'])}`;
    const patch = (legalHold: boolean, ifMatch: string) =>
      api.send('PATCH', path, { headers: { ...api.staff(staff), 'if-match': ifMatch }, body: { legalHold } });

    const held = await patch(true, '"r1"');
    api.clock.pass(40 * DAY);
    await api.app.use.reservations.forgetContacts();
    const kept = await api.send('GET', path, { headers: api.staff(staff) });
    const lifted = await patch(false, '"r2"');
    await api.app.use.reservations.forgetContacts();
    const left = await api.send('GET', path, { headers: api.staff(staff) });

    expect(held).toMatchObject({ status: 200, body: { legalHold: true, revision: 2 }, headers: { etag: '"r2"' } });
    expect(kept.body).toMatchObject({ contact: { name: 'Ada' }, notes: 'Bring cake', legalHold: true });
    expect(lifted).toMatchObject({ status: 200, headers: { etag: '"r3"' } });
    expect(left.body).toMatchObject({ title: 'Chess club', revision: 4, contactRemovedAt: expect.any(String) });
    for (const gone of ['contact', 'notes', 'legalHold']) expect(left.body).not.toHaveProperty(gone);
  });

  it('is not held by whoever made it, nor together with another change', async () => {
    const api = await anApi();
    const booked = await api.submit();
    const path = `/api/v1/reservations/${String(booked.body['id'])}`;

    const byBearer = await api.send('PATCH', path, { headers: bearer(booked), body: { legalHold: true } });
    const withMore = await api.send('PATCH', path, {
      headers: { ...api.staff(staff), 'if-match': '*' },
      body: { legalHold: true, title: 'Go club' },
    });

    expect(byBearer).toMatchObject({ status: 403, body: { code: 'staff-only-field', errors: [{ field: '/legalHold' }] } });
    expect(withMore).toMatchObject({ status: 400, body: { code: 'invalid-request', errors: [{ field: '/legalHold' }] } });
  });

  it('is looked through by the sweep', async () => {
    const api = await anApi({ settings: { RETENTION_CONTACT_DAYS: 1, RETENTION_MAIL_DAYS: 1 } });
    await api.submit();
    api.clock.pass(5 * DAY);
    const sweep = api.timers.find(({ name }) => name === 'sweep');

    await sweep?.handler({ isPastDue: false }, new InvocationContext({ functionName: 'sweep' }));

    expect(api.lines.map(({ event }) => event)).toContain('reservation.contacts.removed');
  });
});
