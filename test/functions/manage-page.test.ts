import { createHash } from 'node:crypto';
import { ExternalFailure } from '../../shared/kernel/failure';
import { Api, anApi, type Got } from './support/api';

const FORM = 'application/x-www-form-urlencoded';
const DAY_MS = 86_400_000;

const idOf = ({ body }: Got): string => String(body['id']);
const tokenIn = (url: unknown): string => String(url).split('#')[1] ?? '';
const statusOf = async (api: Api, id: string): Promise<unknown> => (await api.send('GET', `/api/v1/reservations/${id}`)).body['status'];

const post = (api: Api, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Got> =>
  api.send('POST', '/manage', { headers: { 'content-type': FORM, ...headers }, body: new URLSearchParams(fields).toString() });

/** The pairs that a pattern finds in a text. */
const pairs = (text: string, pattern: RegExp): Record<string, string> =>
  Object.fromEntries([...text.matchAll(pattern)].map((found): [string, string] => [found[1] ?? '', found[2] ?? '']));
/** What the forms of a page would send, in order. */
const formsIn = ({ text }: Got): readonly Record<string, string>[] =>
  [...text.matchAll(/<form [^>]*>(.*?)<\/form>/gs)].map((form) => pairs(form[1] ?? '', /name="(\w+)"(?: value="([^"]*)")?/g));
const factsIn = ({ text }: Got): Record<string, string> => pairs(text, /<dd id="(\w+)">(.*?)<\/dd>/gs);

async function booked(): Promise<{ api: Api; url: string; token: string; id: string }> {
  const api = await anApi();
  const made = await api.submit();
  return { api, url: String(made.body['manageUrl']), token: tokenIn(made.body['manageUrl']), id: idOf(made) };
}

describe('the page of a link without a script', () => {
  it('shows the reservation in plain words to whoever pastes the link', async () => {
    const { api, url, token } = await booked();

    const got = await post(api, { link: url });

    expect(got.status).toBe(200);
    expect(factsIn(got)).toEqual({
      space: 'oak, Town Hall',
      time: 'Tuesday, 3 March 2026, 15:00 to 16:00 (Europe/Vienna)',
      status: 'Waiting for a decision. The time is kept for you.',
      reference: expect.stringMatching(/^[A-Z2-7]{6}$/),
      hold: 'Thursday, 5 March 2026, 09:00',
      calendar: 'Being brought up to date.',
      mail: 'On its way.',
    });
    expect(got.text).toContain('<h1 id="title">Chess club</h1>');
    expect(formsIn(got)).toEqual([{ link: token, step: 'ask' }]);
  });

  it('asks first and then cancels, in two posts; the first changes nothing', async () => {
    const { api, url, token, id } = await booked();

    const asked = await post(api, formsIn(await post(api, { link: url }))[0] ?? {});
    expect(asked.text).toContain('Cancel for good?');
    expect(formsIn(asked)).toEqual([
      { link: token, step: 'cancel' },
      { link: token, step: 'show' },
    ]);
    expect(await statusOf(api, id)).toBe('pending');

    const done = await post(api, formsIn(asked)[0] ?? {});
    expect(done.status).toBe(200);
    expect(done.text).toContain('Your reservation is cancelled.');
    expect(factsIn(done)['status']).toBe('Cancelled.');
    expect(formsIn(done)).toEqual([]);
    expect(await statusOf(api, id)).toBe('cancelled');

    const again = await post(api, { link: token, step: 'cancel' });
    expect(again).toMatchObject({ status: 200, text: done.text });
  });

  it.each([
    ['alone', (url: string) => tokenIn(url)],
    ['with words around it', (url: string) => `See or cancel it: ${url} \n`],
    ['broken over lines', (url: string) => `${url.slice(0, 60)}\r\n${url.slice(60)}`],
  ])('takes a link that is pasted %s', async (_, pasted) => {
    const { api, url } = await booked();

    expect((await post(api, { link: pasted(url) })).status).toBe(200);
  });

  it('says the same, with 404, to every link that opens nothing', async () => {
    const { api, token, id } = await booked();
    const other = tokenIn(
      (await api.submit({ startsAt: '2026-03-04T14:00:00Z', endsAt: '2026-03-04T15:00:00Z' }, 'another-key-of-16')).body['manageUrl'],
    );
    await api.send('POST', `/api/v1/reservations/${id}/revoke-links`, { headers: api.staff(['Instep.Admin']) });
    const links = [token, token.slice(0, -1), `${other.slice(0, -1)}${other.endsWith('a') ? 'b' : 'a'}`, 'nonsense', '', '<script>'];

    const gots = await Promise.all(links.flatMap((link) => ['show', 'ask', 'cancel'].map((step) => post(api, { link, step }))));
    api.clock.pass(40 * DAY_MS);
    gots.push(await post(api, { link: other }));

    expect(new Set(gots.map(({ status, text }) => `${String(status)} ${text}`)).size).toBe(1);
    expect(gots[0]).toMatchObject({ status: 404, text: expect.stringContaining('This link is not valid, or no longer.') });
    expect(await statusOf(api, id)).toBe('pending');
  });

  it('offers no cancelling of what has ended, and refuses it', async () => {
    const { api, token } = await booked();
    api.clock.pass(3 * DAY_MS);

    expect(formsIn(await post(api, { link: token, step: 'ask' }))).toEqual([]);
    expect(await post(api, { link: token, step: 'cancel' })).toMatchObject({
      status: 409,
      text: expect.stringContaining('It can no longer be cancelled.'),
    });
  });

  it('shows what staff wrote, as text and not as markup', async () => {
    const api = await anApi();
    const made = await api.submit({ title: `<img src=x onerror='a'> & "b"` });
    const reason = '<script>alert(1)</script>';
    await api.send('POST', `/api/v1/reservations/${idOf(made)}/deny`, { headers: api.staff(['Instep.Admin']), body: { reason } });

    const got = await post(api, { link: tokenIn(made.body['manageUrl']) });

    expect(factsIn(got)).toMatchObject({ status: 'Denied.', reason: '&#60;script&#62;alert(1)&#60;/script&#62;' });
    expect(got.text).not.toMatch(/<img|<script|onerror='/);
  });

  it.each<[string, number, Record<string, string>, string]>([
    ['a body of 5 kB', 413, {}, `link=${'x'.repeat(5_000)}`],
    ['JSON', 415, { 'content-type': 'application/json' }, '{}'],
    ['text', 415, { 'content-type': 'text/plain' }, 'link=x'],
    ['no link', 400, {}, 'step=show'],
    ['two links', 400, {}, 'link=a&link=b'],
    ['another step', 400, {}, 'link=a&step=approve'],
  ])('refuses %s with %i', async (_, status, headers, body) => {
    const got = await (await anApi()).send('POST', '/manage', { headers: { 'content-type': FORM, ...headers }, body });

    expect(got).toMatchObject({ status, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } });
  });

  it('reads no link from the address, and GET and HEAD change nothing', async () => {
    const { api, token, id } = await booked();
    const plain = (await api.send('GET', '/manage')).text;

    for (const method of ['GET', 'HEAD'])
      for (const query of [`link=${token}`, `link=${token}&step=cancel`])
        expect((await api.send(method, `/manage?${query}`)).text).toBe(plain);
    expect((await post(api, {}, {})).status).toBe(400);
    expect((await api.send('POST', `/manage?link=${token}&step=cancel`, { headers: { 'content-type': FORM }, body: 'x=y' })).status).toBe(
      400,
    );
    expect(await statusOf(api, id)).toBe('pending');
  });

  it('is kept by nobody, tells nobody where it was, runs nothing and sends forms to itself only', async () => {
    const { api, token } = await booked();

    for (const got of [await post(api, { link: token }), await post(api, { link: 'nonsense' }), await api.send('GET', '/manage')]) {
      expect(got.headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-robots-tag': 'noindex',
        'content-type': 'text/html; charset=utf-8',
      });
      const policy = got.headers['content-security-policy'] ?? '';
      expect(policy).toMatch(/default-src 'none'.*form-action 'self'; frame-ancestors 'none'/);
      expect(policy).not.toContain('unsafe');
      // Anything but what the policy names by its digest is stopped by the browser.
      for (const kind of ['style', 'script'] as const) {
        const [, inside] = new RegExp(`<${kind}>(.*?)</${kind}>`, 's').exec(got.text) ?? [];
        const digest = inside && createHash('sha256').update(inside).digest('base64');
        expect(/(?:style|script)-src 'sha256-([^']+)'/.exec(policy.split('; ').find((one) => one.startsWith(kind)) ?? '')?.[1]).toBe(
          digest,
        );
      }
    }
  });

  it('offers to try again while a part cannot be reached, and 500 shows nothing of the inside', async () => {
    const { api, token } = await booked();
    api.fault({ core: 'database', match: {}, when: 'before', effect: { kind: 'refuse', status: 503 } });

    const got = await post(api, { link: token, step: 'cancel' });

    expect(got).toMatchObject({ status: 503, headers: { 'retry-after': '60' } });
    expect(formsIn(got)).toEqual([{ link: token, step: 'cancel' }]);
  });

  it('logs that it refused, and never the link', async () => {
    const { api, token } = await booked();
    await post(api, { link: token });
    await post(api, { link: token, step: 'cancel' });
    await post(api, { link: `${token}x`.replace('v2', 'v3') });

    expect(api.lines).toContainEqual(
      expect.objectContaining({
        event: 'http.refused',
        fields: expect.objectContaining({ function: 'manage-form', code: 'reservation-not-found' }),
      }),
    );
    expect(JSON.stringify(api.lines)).not.toContain(token.split('.').at(-1) ?? '?');
  });

  it('answers 503 without a signing key, whatever the link: neither can it be read nor who sends wrong ones be counted', async () => {
    const { token } = await booked();
    const signing = () => Promise.reject(new ExternalFailure('key-vault.read', { kind: 'unavailable' }));
    const keyless = new Api({ outside: { signing } });

    for (const link of ['nonsense', token]) expect((await post(keyless, { link })).status).toBe(503);
  });
});

describe('GET /api/v1/reservations/{id} by link', () => {
  it('says where the mail stands that tells the last change, to bearer and staff, and to nobody else', async () => {
    const { api, token, id } = await booked();
    const path = `/api/v1/reservations/${id}`;

    expect((await api.send('GET', path, { headers: { authorization: `Manage ${token}` } })).body['mail']).toEqual({ state: 'pending' });
    expect((await api.send('GET', path, { headers: api.staff(['Instep.Admin']) })).body['mail']).toEqual({ state: 'pending' });
    expect((await api.send('GET', path)).body).not.toHaveProperty('mail');
  });

  it('says nothing of a mail where none is made', async () => {
    const api = await anApi({ settings: { MAIL_SENDER: undefined } });
    const made = await api.submit();

    const headers = { authorization: `Manage ${tokenIn(made.body['manageUrl'])}` };

    expect((await api.send('GET', `/api/v1/reservations/${idOf(made)}`, { headers })).body).not.toHaveProperty('mail');
    expect(factsIn(await post(api, { link: String(made.body['manageUrl']) }))).not.toHaveProperty('mail');
  });
});
