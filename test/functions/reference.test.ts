import { HOUR } from '../../shared/kernel/clock';
import { referenceOf } from '../../shared/kernel/ids';
import { anApi, type Api, type Got, type Json } from './support/api';

const staff = (api: Api) => ({ headers: api.staff(['Reservations.Approve']) });
const idOf = ({ body }: Got): string => String(body['id']);
const tokenIn = (url: unknown): string => String(url).split('#')[1] ?? '';

/** A reservation as its mail names it, and how to look at it. */
async function mailed() {
  const api = await anApi({ settings: { MAIL_APPROVER: 'deputy@city.example' } });
  const made = await api.submit();
  const id = idOf(made);
  const preview = await api.send('GET', `/api/v1/mail/preview?template=received&reservation=${id}`, staff(api));
  const reference = /Reference: (\w+)/.exec(String(preview.body['text']))?.[1] ?? 'none';
  return { api, made, id, reference };
}

const found = async (api: Api, q: string): Promise<readonly unknown[]> => {
  const got = await api.send('GET', `/api/v1/reservations?q=${encodeURIComponent(q)}`, staff(api));
  return (got.body['items'] as Json[]).map((item) => item['id']);
};

describe('the reference that a mail names', () => {
  it('is shown wherever the reservation is shown', async () => {
    const { api, made, id, reference } = await mailed();
    const path = `/api/v1/reservations/${id}`;
    const token = tokenIn(made.body['manageUrl']);
    const link = await api.app.use.links.decideLinks.urlOf({ id: id as never, revision: 1, submittedAt: api.clock.now() });
    const views = [
      made,
      await api.send('GET', path),
      await api.send('GET', path, { headers: { authorization: `Manage ${token}` } }),
      await api.send('GET', path, staff(api)),
      await api.send('GET', `${path}/consequences`, staff(api)),
      await api.send('GET', `${path}/consequences`, { headers: { authorization: `Decide ${tokenIn(link)}` } }),
    ];
    const list = await api.send('GET', '/api/v1/reservations', staff(api));
    const form = {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ link: token }).toString(),
    };

    expect(reference).toMatch(/^[A-Z2-7]{6}$/);
    for (const { body } of views) expect(body['reference']).toBe(reference);
    expect(list.body['items']).toMatchObject([{ reference }]);
    expect((await api.send('POST', '/manage', form)).text).toContain(`<dd id="reference">${reference}</dd>`);
    expect((await api.send('GET', '/manage')).text).toContain("fact('reference', found.reference)");
    expect((await api.send('GET', '/decide')).text).toContain("fact('reference', found.reference)");
  });

  it('is found again, however it is typed, and so are title, name and address', async () => {
    const { api, id, reference } = await mailed();
    const other = await api.submit(
      { startsAt: '2026-03-04T14:00:00Z', endsAt: '2026-03-04T15:00:00Z', title: 'Choir' },
      'another-key-of-16',
    );

    for (const q of [reference, reference.toLowerCase()]) expect(await found(api, q)).toEqual([id]);
    expect(await found(api, 'CHESS')).toEqual([id]);
    expect(await found(api, 'choir')).toEqual([idOf(other)]);
    for (const q of ['ada', 'ADA@example', 'Ada']) expect(await found(api, q)).toEqual([id, idOf(other)]);
    expect(await found(api, '%')).toEqual([]);
    expect(await found(api, 'A@b"c OR 1=1')).toEqual([]);
  });

  it('finds what it names after contact and notes are removed', async () => {
    const { api, id, reference } = await mailed();

    api.clock.pass(400 * 24 * HOUR);
    await api.app.use.reservations.forgetContacts();

    expect(await found(api, 'ada')).toEqual([]);
    expect(await found(api, reference)).toEqual([id]);
  });

  it('is searched for together with what else is asked', async () => {
    const { api, reference } = await mailed();
    const got = await api.send('GET', `/api/v1/reservations?q=${reference}&status=approved`, staff(api));

    expect(got.body['items']).toEqual([]);
    expect(await api.send('GET', '/api/v1/reservations?q=%E2%80%8B', staff(api))).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'q' }] },
    });
    expect((await api.send('GET', `/api/v1/reservations?q=${reference}`)).status).toBe(401);
  });

  it('is of the reservation, not of its place: a move keeps it', async () => {
    const { api, id, reference } = await mailed();
    await api.putSpace('elm');
    const moved = await api.send('PATCH', `/api/v1/reservations/${id}`, {
      headers: { ...staff(api).headers, 'if-match': '*' },
      body: { spaceId: 'elm' },
    });

    expect(moved.body['reference']).toBe(reference);
    expect(referenceOf(id)).toBe(reference);
  });
});
