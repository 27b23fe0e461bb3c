import { createHash } from 'node:crypto';
import { InvocationContext } from '@azure/functions';
import { HOUR } from '../../shared/kernel/clock';
import { anApi, type Api, type Got, type Json } from './support/api';

const OFFICE = 'office@city.example';
const BOSS = 'boss@city.example';
const idOf = ({ body }: Got): string => String(body['id']);
const staff = (api: Api) => ({ headers: api.staff(['Reservations.Approve']) });

async function anAskingApi(): Promise<Api> {
  const api = await anApi({ settings: { MAIL_APPROVER: BOSS } });
  for (const address of [OFFICE, BOSS]) api.tenant.addUser({ address, displayName: address, kind: 'shared' });
  return api;
}

/** Lets the sender's lane work. */
async function post(api: Api): Promise<void> {
  const [queue] = api.queues;
  const context = new InvocationContext({ functionName: 'work-lane', triggerMetadata: { deliveryCount: 1 } });
  await queue?.handler({ lane: `sender:${OFFICE}`, cause: 'commit' }, context);
}

const sentTo = (api: Api, address: string): readonly string[] => {
  const { mailboxes } = api.tenant.snapshot();
  const sent = mailboxes.find((box) => box.address === OFFICE)?.sent ?? [];
  return sent.filter(({ to }) => to.includes(address)).map(({ body }) => body.content);
};

/** The token of the last mail to the approver. */
async function tokenOf(api: Api): Promise<string> {
  await post(api);
  const found = /decide#([\w.-]+)&amp;approve/.exec(sentTo(api, BOSS).at(-1) ?? '')?.[1];
  if (found === undefined) throw new Error('no mail has a link');
  return found;
}

const by = (token: string) => ({ authorization: `Decide ${token}` });
const decide = (api: Api, verb: string, id: string, token: string, body?: object): Promise<Got> =>
  api.send('POST', `/api/v1/reservations/${id}/${verb}`, { headers: by(token), ...(body && { body }) });
const look = (api: Api, id: string, token: string): Promise<Got> =>
  api.send('GET', `/api/v1/reservations/${id}/consequences`, { headers: by(token) });
const read = async (api: Api, id: string): Promise<Json> => (await api.send('GET', `/api/v1/reservations/${id}`, staff(api))).body;

describe('the link in a mail to those who approve', () => {
  it('shows the request and what deciding would mean, and nothing of how to reach whoever asked', async () => {
    const api = await anAskingApi();
    const id = idOf(await api.submit({ attendance: 8, notes: 'by the door' }));

    const got = await look(api, id, await tokenOf(api));

    expect(got).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: {
        revision: 1,
        request: { spaceId: 'oak', title: 'Chess club', attendance: 8, notes: 'by the door', name: 'Ada' },
        ifNobodyDecides: { holdExpiresAt: '2026-03-05T08:00:00Z' },
      },
    });
    expect(got.text).not.toContain('ada@');
  });

  it('approves once: the same again is answered alike, anything else says what became of it', async () => {
    const api = await anAskingApi();
    const id = idOf(await api.submit());
    const token = await tokenOf(api);

    const first = await decide(api, 'approve', id, token);
    const again = await decide(api, 'approve', id, token);
    const other = await decide(api, 'deny', id, token);

    expect([first.status, first.body['status'], again.status]).toEqual([200, 'approved', 200]);
    expect(first.text).not.toMatch(/Ada|Chess/);
    expect(other).toMatchObject({
      status: 409,
      body: {
        code: 'link-spent',
        reservationStatus: 'approved',
        decidedAt: '2026-03-02T08:00:00Z',
        detail: 'It was approved at 2026-03-02T08:00:00Z.',
      },
    });
    expect(await look(api, id, token)).toMatchObject({ status: 409, body: { code: 'link-spent' } });
    expect(await read(api, id)).toMatchObject({ status: 'approved', revision: 2, decision: { by: { kind: 'approver-link' } } });
  });

  it('denies with a reason that whoever asked can read, by mail too', async () => {
    const api = await anAskingApi();
    const id = idOf(await api.submit());

    const got = await decide(api, 'deny', id, await tokenOf(api), { reason: 'The roof leaks.' });
    await post(api);

    expect(got.status).toBe(200);
    expect(await read(api, id)).toMatchObject({ status: 'denied', decision: { reason: 'The roof leaks.' } });
    const { deliveredOutside } = api.tenant.snapshot();
    expect(deliveredOutside.at(-1)).toMatchObject({ to: ['ada@example.org'], mark: `${id}~2-denied` });
    expect(deliveredOutside.at(-1)?.body.content).toMatch(/The office writes:.*The roof leaks\./s);
  });

  it('is spent by any change, and a new mail has one for what stands now', async () => {
    const api = await anAskingApi();
    const submitted = await api.submit();
    const id = idOf(submitted);
    const old = await tokenOf(api);
    const manage = { authorization: `Manage ${String(submitted.body['manageUrl']).split('#')[1] ?? ''}` };
    await api.send('PATCH', `/api/v1/reservations/${id}`, { headers: manage, body: { title: 'Go club' } });

    const late = await decide(api, 'approve', id, old);
    const fresh = await tokenOf(api);

    expect(late).toMatchObject({
      status: 409,
      body: {
        code: 'link-spent',
        reservationStatus: 'pending',
        detail: 'It was changed at 2026-03-02T08:00:00Z and is pending. A later mail has the link for it as it is now.',
      },
    });
    expect(fresh).not.toBe(old);
    expect(await decide(api, 'approve', id, fresh)).toMatchObject({ status: 200, body: { status: 'approved' } });
  });

  it.each(['approve', 'deny'])(
    'outlives what staff do without asking again, revoked links and a legal hold; to %s again is safe',
    async (verb) => {
      const api = await anAskingApi();
      const id = idOf(await api.submit());
      const token = await tokenOf(api);
      const path = `/api/v1/reservations/${id}`;
      await api.send('POST', `${path}/revoke-links`, staff(api));
      await api.send('PATCH', path, { headers: { ...staff(api).headers, 'if-match': '*' }, body: { legalHold: true } });
      await api.send('POST', `${path}/revoke-links`, staff(api));

      expect(await tokenOf(api)).toBe(token);
      expect(await look(api, id, token)).toMatchObject({ status: 200, body: { revision: 4 } });
      expect((await decide(api, verb, id, token)).status).toBe(200);
      expect((await decide(api, verb, id, token)).status).toBe(200);
      expect(await decide(api, verb === 'deny' ? 'approve' : 'deny', id, token)).toMatchObject({
        status: 409,
        body: { code: 'link-spent' },
      });
      expect(await read(api, id)).toMatchObject({ revision: 5 });
    },
  );

  it('is spent by a change before or after such a step', async () => {
    const api = await anAskingApi();
    const id = idOf(await api.submit());
    const old = await tokenOf(api);
    const path = `/api/v1/reservations/${id}`;
    const change = { headers: { ...staff(api).headers, 'if-match': '*' }, body: { title: 'Go club' } };
    await api.send('POST', `${path}/revoke-links`, staff(api));
    await api.send('PATCH', path, change);
    const spent = [await decide(api, 'approve', id, old), await look(api, id, old)];
    const fresh = await tokenOf(api);
    await api.send('POST', `${path}/revoke-links`, staff(api));
    spent.push(await decide(api, 'approve', id, old), await look(api, id, old));

    for (const got of spent) expect(got).toMatchObject({ status: 409, body: { code: 'link-spent', reservationStatus: 'pending' } });
    expect((await decide(api, 'approve', id, fresh)).status).toBe(200);
  });

  it('answers alike whatever is wrong with it: forged, foreign, of another purpose, over', async () => {
    const api = await anAskingApi();
    const submitted = await api.submit();
    const id = idOf(submitted);
    const token = await tokenOf(api);
    const other = idOf(await api.submit({ startsAt: '2026-03-04T14:00:00Z', endsAt: '2026-03-04T15:00:00Z' }, 'another-key-of-16'));
    const manage = String(submitted.body['manageUrl']).split('#')[1] ?? '';
    const answers = [
      await decide(api, 'approve', id, `${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}`),
      await decide(api, 'approve', other, token),
      await decide(api, 'approve', id, manage),
      await decide(api, 'approve', 'oak.aaaaaaaaaaaaaaaaaaaaaaaaaa', token),
      await look(api, id, manage),
    ];
    api.clock.pass(72 * HOUR);
    answers.push(await decide(api, 'approve', id, token));

    const told = answers.map(({ status, body: { instance: _instance, ...rest } }) => ({ status, rest }));
    expect(told).toEqual(told.map(() => told[0]));
    expect(told[0]).toMatchObject({ status: 404, rest: { code: 'reservation-not-found' } });
  });

  it('opens nothing else, and does not leave out the mail', async () => {
    const api = await anAskingApi();
    const id = idOf(await api.submit());
    const token = await tokenOf(api);

    expect((await decide(api, 'cancel', id, token)).status).toBe(401);
    expect((await api.send('GET', `/api/v1/reservations/${id}`, { headers: by(token) })).status).toBe(401);
    expect((await api.send('GET', '/api/v1/reservations', { headers: by(token) })).status).toBe(401);
    expect((await decide(api, 'approve', id, token, { notify: false })).status).toBe(403);
    expect(await read(api, id)).toMatchObject({ status: 'pending' });
  });

  it('changes nothing by being looked at, however often', async () => {
    const api = await anAskingApi();
    const id = idOf(await api.submit());
    const token = await tokenOf(api);
    const before = await read(api, id);

    for (const path of ['/decide', '/decide?x=1', `/api/v1/reservations/${id}/consequences`])
      await api.send('GET', path, { headers: by(token) });

    expect(await read(api, id)).toEqual(before);
  });
});

describe('the page behind the link', () => {
  it('is the same for everybody, kept nowhere, and runs its own script only', async () => {
    const api = await anAskingApi();

    const { status, headers, text } = await api.send('GET', '/decide');

    const hashed = (tag: string): string =>
      createHash('sha256')
        .update(new RegExp(`<${tag}>(.*)</${tag}>`, 's').exec(text)?.[1] ?? '')
        .digest('base64');
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' });
    expect(headers['content-security-policy']).toContain(`script-src 'sha256-${hashed('script')}'`);
    expect(headers['content-security-policy']).toContain(`style-src 'sha256-${hashed('style')}'`);
    expect(headers['content-security-policy']).toContain("form-action 'none'; frame-ancestors 'none'");
    expect(text).toContain('City &#60;of&#62; Example');
    expect(text).toMatch(/<noscript>.*Please decide in your own application\./);
    expect((await api.send('GET', '/decide?token=x')).text).toBe(text);
  });
});

describe('who is asked', () => {
  const items = async (api: Api): Promise<readonly string[]> => {
    const { body } = await api.send('GET', '/api/v1/sync/items?kind=mail', staff(api));
    return (body['items'] as Json[]).map((item) => String(item['id']).split('~')[1] ?? '');
  };
  const rules = { approval: 'staff', maxDurationMinutes: 480, setupMinutes: 0, cleanupMinutes: 0, holdHours: 72 };

  it('is whom the space names, before whom the organisation names, and only staff see who', async () => {
    const api = await anAskingApi();
    await api.putSpace('elm', { reservationConfig: { ...rules, approverEmail: 'elm.keeper@city.example' } });
    await api.submit({ spaceId: 'elm' });
    await post(api);

    expect(sentTo(api, BOSS)).toEqual([]);
    expect(api.tenant.snapshot().deliveredOutside.map(({ to }) => to[0])).toContain('elm.keeper@city.example');
    expect((await api.send('GET', '/api/v1/spaces/elm')).text).not.toContain('elm.keeper');
    expect((await api.send('GET', '/api/v1/spaces/elm', staff(api))).text).toContain('elm.keeper');
  });

  it('is nobody where nobody is named, nothing waits, or nobody is to be told', async () => {
    const silent = await anApi();
    await silent.submit();
    const api = await anAskingApi();
    await api.putSpace('elm', { reservationConfig: { ...rules, approval: 'automatic' } });
    await api.submit({ spaceId: 'elm' });

    expect(await items(silent)).toEqual(['1-received']);
    expect(await items(api)).toEqual(['1-approved']);

    const headers = { 'idempotency-key': 'another-key-of-16', ...staff(api).headers };
    const body = {
      spaceId: 'oak',
      startsAt: '2026-03-03T14:00:00Z',
      endsAt: '2026-03-03T15:00:00Z',
      title: 'Chess',
      contact: { name: 'Ada', email: 'ada@example.org' },
      notify: false,
    };
    expect((await api.send('POST', '/api/v1/reservations', { headers, body })).status).toBe(201);
    expect(await items(api)).toEqual(['1-approved']);
  });

  it.each([{}, { notify: false }])('is not asked any more once somebody decided (%j)', async (body) => {
    const api = await anAskingApi();
    const id = idOf(await api.submit());

    await api.send('POST', `/api/v1/reservations/${id}/approve`, { ...staff(api), body });
    await post(api);

    expect(sentTo(api, BOSS)).toEqual([]);
  });
});
