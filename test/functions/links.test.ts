import { InvocationContext } from '@azure/functions';
import { anApi, type Api, type Got } from './support/api';

const idOf = ({ body }: Got): string => String(body['id']);
const tokenIn = (url: unknown): string => String(url).split('#')[1] ?? '';
const bearer = (url: unknown) => ({ headers: { authorization: `Manage ${tokenIn(url)}` } });
const approver = (api: Api) => api.staff(['Reservations.Approve']);
const OTHER_CONTACT = { contact: { name: 'Bea', email: 'bea@example.org' } };

async function booked(): Promise<{ api: Api; made: Got; id: string; path: string }> {
  const api = await anApi();
  const made = await api.submit();
  return { api, made, id: idOf(made), path: `/api/v1/reservations/${idOf(made)}` };
}
const told = ({ status, headers, body: { instance: _instance, ...body } }: Got) => ({
  status,
  cache: headers['cache-control'],
  body,
});

/** The links that stand in the mails to a reservation's contact, oldest first. */
async function mailed(api: Api): Promise<readonly { readonly to: string; readonly url: string }[]> {
  api.tenant.addUser({ address: 'office@city.example', displayName: 'Office', kind: 'shared' });
  const [queue] = api.queues;
  const context = new InvocationContext({ functionName: 'work-lane', triggerMetadata: { deliveryCount: 1 } });
  await queue?.handler({ lane: 'sender:office@city.example', cause: 'commit' }, context);
  return api.tenant.snapshot().deliveredOutside.map(({ to, body }) => ({
    to: to.join(),
    url: /https:\/\/book\.city\.example\/manage#[\w.-]+/.exec(body.content)?.[0] ?? '',
  }));
}

describe('POST /api/v1/reservations/{id}/revoke-links', () => {
  it.each(['Reservations.Approve', 'Instep.Admin'])(
    'is for staff with %s; the link opens nothing any more, the repeat neither',
    async (role) => {
      const { api, made, path } = await booked();
      const link = bearer(made.body['manageUrl']);
      expect((await api.send('GET', path, link)).status).toBe(200);

      const got = await api.send('POST', `${path}/revoke-links`, { headers: api.staff([role]) });
      const again = await api.send('POST', `${path}/revoke-links`, { headers: api.staff([role]) });

      expect(got).toMatchObject({ status: 200, headers: { etag: '"r2"' }, body: { status: 'pending', title: 'Chess club', revision: 2 } });
      expect(again).toMatchObject({ status: 200, headers: { etag: '"r3"' } });
      const nobody = told(await api.send('GET', `/api/v1/reservations/oak.${'a'.repeat(26)}`));
      expect(nobody).toMatchObject({ status: 404, cache: 'no-store' });
      expect(told(await api.send('GET', path, link))).toEqual(nobody);
      expect(told(await api.send('POST', `${path}/cancel`, link))).toEqual(nobody);
      expect(told(await api.send('PATCH', path, { ...link, body: { title: 'Go club' } }))).toEqual(nobody);
      expect((await api.send('GET', path, { headers: approver(api) })).body).toMatchObject({ status: 'pending', title: 'Chess club' });
    },
  );

  it('says to a revoked link and to one that never was one the same, whatever else is wrong with the request', async () => {
    const { api, made, path } = await booked();
    const once = tokenIn(made.body['manageUrl']);
    const never = `${once.slice(0, -1)}${once.endsWith('a') ? 'b' : 'a'}`;
    await api.send('POST', `${path}/revoke-links`, { headers: approver(api) });
    const ask = async (token: string): Promise<readonly unknown[]> => {
      const headers = { authorization: `Manage ${token}` };
      const gots = [
        await api.send('PATCH', path, { headers, body: { publicTitle: 'Chess' } }),
        await api.send('PATCH', path, { headers, body: { legalHold: true } }),
        await api.send('PATCH', path, { headers, body: { startsAt: 'soon' } }),
        await api.send('PATCH', path, { headers: { ...headers, 'if-match': '"r7"' }, body: { title: 'Go club' } }),
        await api.send('POST', `${path}/cancel`, { headers, body: { notify: false } }),
      ];
      return gots.map(told);
    };

    expect(await ask(once)).toEqual(await ask(never));
  });

  it('does not give a link that opens to whoever repeats the submission', async () => {
    const { api, made, path } = await booked();
    await api.send('POST', `${path}/revoke-links`, { headers: approver(api) });

    const again = await api.submit();

    expect(again.body['manageUrl']).toBe(made.body['manageUrl']);
    expect((await api.send('GET', path, bearer(again.body['manageUrl']))).status).toBe(404);
  });

  it('is for nobody else', async () => {
    const { api, made, path } = await booked();
    const revoke = (headers: Record<string, string>) => api.send('POST', `${path}/revoke-links`, { headers });

    expect((await revoke({})).status).toBe(401);
    expect((await revoke(bearer(made.body['manageUrl']).headers)).status).toBe(401);
    expect((await revoke(api.staff([]))).status).toBe(403);
    expect((await api.send('GET', path, bearer(made.body['manageUrl']))).status).toBe(200);
  });

  it('minds If-Match where it is sent', async () => {
    const { api, path } = await booked();
    const revoke = (tag: string) => api.send('POST', `${path}/revoke-links`, { headers: { ...approver(api), 'if-match': tag } });

    expect(await revoke('"r7"')).toMatchObject({ status: 412, headers: { etag: '"r1"' }, body: { present: { revision: 1 } } });
    expect(await revoke('r1')).toMatchObject({ status: 400, body: { errors: [{ field: 'if-match' }] } });
    expect((await revoke('"r1"')).status).toBe(200);
    expect((await revoke('*')).status).toBe(200);
  });

  it.each(['nonsense', `oak.${'a'.repeat(26)}`])('knows no reservation %s', async (id) => {
    const api = await anApi();

    expect(await api.send('POST', `/api/v1/reservations/${id}/revoke-links`, { headers: approver(api) })).toMatchObject({
      status: 404,
      body: { code: 'reservation-not-found' },
    });
  });
});

describe('another address of the contact', () => {
  it('ends the link of whoever gave it, who is given another', async () => {
    const { api, made, path } = await booked();
    const link = bearer(made.body['manageUrl']);

    const got = await api.send('PATCH', path, { ...link, body: OTHER_CONTACT });

    expect(got).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' }, body: OTHER_CONTACT });
    expect((await api.send('GET', path, link)).status).toBe(404);
    expect((await api.send('GET', path, bearer(got.body['manageUrl']))).body).toMatchObject(OTHER_CONTACT);
  });

  it('given by staff ends it too, and staff are given none', async () => {
    const { api, made, path } = await booked();

    const got = await api.send('PATCH', path, { headers: { ...approver(api), 'if-match': '*' }, body: OTHER_CONTACT });

    expect(got.status).toBe(200);
    expect(got.body).not.toHaveProperty('manageUrl');
    expect((await api.send('GET', path, bearer(made.body['manageUrl']))).status).toBe(404);
  });

  it('leaves the link alone where only the name is another', async () => {
    const { api, made, path } = await booked();
    const link = bearer(made.body['manageUrl']);

    const got = await api.send('PATCH', path, { ...link, body: { contact: { name: 'Ada L.', email: 'ADA@example.org' } } });

    expect(got.body).not.toHaveProperty('manageUrl');
    expect((await api.send('GET', path, link)).status).toBe(200);
  });

  it('is told by a mail with a link that opens', async () => {
    const { api, made, path } = await booked();
    await api.send('PATCH', path, { ...bearer(made.body['manageUrl']), body: OTHER_CONTACT });

    const [mail, ...others] = await mailed(api);

    expect(others).toEqual([]);
    expect(mail).toMatchObject({ to: 'bea@example.org', url: expect.stringContaining('manage#v2.mail.') });
    expect((await api.send('GET', path, bearer(mail?.url))).body).toMatchObject(OTHER_CONTACT);
  });
});

describe('an address', () => {
  const proven = async (api: Api): Promise<boolean> => api.app.use.limits.isProven('ada@example.org');

  async function mailedTo(api: Api): Promise<string> {
    return (await mailed(api)).at(-1)?.url ?? '';
  }

  it('is proven by whoever reads the reservation by the link in a mail', async () => {
    const { api, path } = await booked();
    const url = await mailedTo(api);

    expect(await proven(api)).toBe(false);
    expect((await api.send('GET', path, bearer(url))).status).toBe(200);
    expect(await proven(api)).toBe(true);
  });

  it.each(['show', 'cancel'])('is proven by whoever posts that link (%s)', async (step) => {
    const { api } = await booked();
    const body = new URLSearchParams({ link: await mailedTo(api), step }).toString();

    await api.send('POST', '/manage', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });

    expect(await proven(api)).toBe(true);
  });

  it('is proven by a cancellation alone', async () => {
    const { api, path } = await booked();

    await api.send('POST', `${path}/cancel`, bearer(await mailedTo(api)));

    expect(await proven(api)).toBe(true);
  });

  it('is not proven by the link of the answer, by the page itself, by a preview, or by a link that opens nothing any more', async () => {
    const { api, made, id, path } = await booked();
    const url = await mailedTo(api);

    await api.send('GET', path, bearer(made.body['manageUrl']));
    await api.send('GET', '/manage');
    const preview = await api.send('GET', `/api/v1/mail/preview?template=received&reservation=${id}`, { headers: approver(api) });
    const shown = /manage#[\w.-]+/.exec(preview.text)?.[0] ?? '';
    expect((await api.send('GET', path, bearer(shown))).status).toBe(200);
    await api.send('POST', `${path}/revoke-links`, { headers: approver(api) });
    expect((await api.send('GET', path, bearer(url))).status).toBe(404);

    expect(await proven(api)).toBe(false);
  });

  it('that somebody changes by the link in a mail is not proven by that', async () => {
    const { api, path } = await booked();

    await api.send('PATCH', path, { ...bearer(await mailedTo(api)), body: OTHER_CONTACT });

    expect(await api.app.use.limits.isProven('bea@example.org')).toBe(false);
  });

  it('is not proven while that cannot be noted, and the answer is the same', async () => {
    const { api, path } = await booked();
    const url = await mailedTo(api);
    api.fault({ core: 'database', match: { container: 'keys' }, when: 'before', effect: { kind: 'refuse', status: 503 } });

    expect(await api.send('GET', path, bearer(url))).toMatchObject({ status: 200, body: { title: 'Chess club' } });
    expect(api.lines.map(({ event }) => event)).toContain('links.contact-not-proven');
  });
});
