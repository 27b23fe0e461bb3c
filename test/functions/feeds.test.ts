import { readCalendar } from '../support/calendar';
import { anApi, type Api, type Got } from './support/api';

const read = (api: Api, headers: Record<string, string> = {}, space = 'oak'): Promise<Got> =>
  api.send('GET', `/api/v1/spaces/${space}.ics`, { headers });
const eventsOf = ({ text }: Got) => readCalendar(text).events;

async function decide(api: Api, made: Got, verb: 'approve' | 'deny' | 'cancel'): Promise<void> {
  const path = `/api/v1/reservations/${String(made.body['id'])}/${verb}`;
  expect((await api.send('POST', path, { headers: api.staff(['Reservations.Approve']) })).status).toBe(200);
}

describe('GET /api/v1/spaces/{id}.ics', () => {
  it('tells anybody when the space is reserved', async () => {
    const api = await anApi();
    await api.submit();

    const got = await read(api);

    expect(got).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'public, max-age=300' },
    });
    expect(readCalendar(got.text)).toMatchObject({
      name: 'oak (Town Hall)',
      zones: ['Europe/Vienna'],
      events: [
        {
          startsAt: Date.parse('2026-03-03T14:00:00Z'),
          endsAt: Date.parse('2026-03-03T15:00:00Z'),
          zone: 'Europe/Vienna',
          summary: 'Reserved',
          status: 'TENTATIVE',
          sequence: 1,
        },
      ],
    });
  });

  it('says nothing of who, why and by which id', async () => {
    const api = await anApi();
    await api.putSpace('oak', { publicFeed: 'titles' });
    const made = await api.submit({ notes: 'Bring the piano', contact: { name: 'Ada', email: 'ada@example.org', phone: '+43 1 234' } });

    const { text } = await read(api);

    expect(eventsOf(await read(api))).toHaveLength(1);
    const unfolded = text.replaceAll('\r\n ', '');
    const secret = String(made.body['id']).split('.')[1] ?? 'none';
    for (const told of ['Chess', 'Ada', 'ada@', '+43', 'piano', secret, 'oak@city.example']) expect(unfolded).not.toContain(told);
  });

  it('keeps uid and raises sequence through approval and cancellation', async () => {
    const api = await anApi();
    const made = await api.submit();
    const [before] = eventsOf(await read(api));

    await decide(api, made, 'approve');
    const [approved] = eventsOf(await read(api));
    api.clock.pass(60_000);
    await decide(api, made, 'cancel');
    const [cancelled] = eventsOf(await read(api));

    expect(before?.uid).toMatch(/^[a-z2-7]{26}@book\.city\.example$/);
    expect(approved).toMatchObject({ uid: before?.uid, sequence: 2, status: 'CONFIRMED' });
    expect(cancelled).toMatchObject({ uid: before?.uid, sequence: 3, status: 'CANCELLED', modifiedAt: api.clock.now() });
  });

  it.each(['denied', 'cancelled', 'expired', 'moved', 'moved and cancelled'])('says in words that what was %s is off', async (how) => {
    const api = await anApi();
    await api.putSpace('oak', { publicFeed: 'titles' });
    await api.putSpace('elm');
    const made = await api.submit();
    const staff = { headers: { ...api.staff(['Reservations.Approve']), 'if-match': '*' } };
    const patch = (body: object) => api.send('PATCH', `/api/v1/reservations/${String(made.body['id'])}`, { ...staff, body });
    await patch({ publicTitle: 'Open evening' });

    if (how.startsWith('moved')) await patch({ spaceId: 'elm' });
    if (how === 'denied') await decide(api, made, 'deny');
    if (how.endsWith('cancelled')) await decide(api, made, 'cancel');
    if (how === 'expired') {
      api.clock.pass(73 * 3_600_000);
      await api.app.use.reservations.expireHolds();
    }

    const [off, ...others] = eventsOf(await read(api));
    expect([off?.summary, off?.status]).toEqual([how.startsWith('moved') ? 'Cancelled: Reserved' : 'Cancelled: Open evening', 'CANCELLED']);
    expect(others).toEqual([]);
    for (const { summary, status } of eventsOf(await read(api, {}, 'elm')))
      expect(summary.startsWith('Cancelled: ')).toBe(status === 'CANCELLED');
  });

  it('forgets what was cancelled after 30 days', async () => {
    const api = await anApi();
    await decide(api, await api.submit({ startsAt: '2026-06-03T14:00:00Z', endsAt: '2026-06-03T15:00:00Z' }), 'deny');

    api.clock.pass(30 * 86_400_000);
    expect(eventsOf(await read(api))).toMatchObject([{ status: 'CANCELLED' }]);
    api.clock.pass(86_400_000);
    expect(eventsOf(await read(api))).toEqual([]);
  });

  it('shows the reservations of a whole in the calendars of its parts, and the other way round', async () => {
    const api = await anApi();
    await api.putSpace('hall');
    await api.putSpace('hall-a', { partOf: 'hall' });
    await api.putSpace('hall-b', { partOf: 'hall' });
    await api.submit({ spaceId: 'hall-a' });

    expect(eventsOf(await read(api, {}, 'hall-a'))).toHaveLength(1);
    expect(eventsOf(await read(api, {}, 'hall'))).toHaveLength(1);
    expect(eventsOf(await read(api, {}, 'hall-b'))).toEqual([]);
  });

  it('is the same to the byte while nothing changes, and is not sent again', async () => {
    const api = await anApi();
    const made = await api.submit();
    const first = await read(api);
    const etag = first.headers['etag'] ?? '';

    api.clock.pass(3_600_000);
    const second = await read(api);
    const known = await read(api, { 'if-none-match': `"other", W/${etag}` });

    expect(etag).toMatch(/^"[a-z2-7]{52}"$/);
    expect(second).toMatchObject({ text: first.text, headers: { etag } });
    expect(known).toMatchObject({ status: 304, text: '', headers: { etag, 'cache-control': 'public, max-age=300' } });
    await decide(api, made, 'approve');
    expect(await read(api, { 'if-none-match': etag })).toMatchObject({ status: 200 });
  });

  it.each([
    ['one of several, weak', (etag: string) => `"a", W/${etag} ,"b"`, 304],
    ['anything', () => '*', 304],
    ['another', () => '"another"', 200],
    ['none', () => '', 200],
    ['the same without its quotes', (etag: string) => etag.replaceAll('"', ''), 200],
  ])('is sent or not by what the caller has: %s', async (_, header, status) => {
    const api = await anApi();
    const etag = (await read(api)).headers['etag'] ?? '';

    const got = await api.send('HEAD', '/api/v1/spaces/oak.ics', { headers: { 'if-none-match': header(etag) } });

    expect(got).toMatchObject({ status, headers: { etag } });
    expect((await read(api, { 'if-none-match': header(etag) })).status).toBe(status);
  });

  it('answers HEAD with the same headers', async () => {
    const api = await anApi();
    const { headers } = await read(api);

    const head = await api.send('HEAD', '/api/v1/spaces/oak.ics');

    expect(head.status).toBe(200);
    expect({ ...head.headers, 'x-correlation-id': '' }).toEqual({ ...headers, 'x-correlation-id': '' });
  });

  it.each(['Bearer not.a.token', 'Basic YWRhOnNlY3JldA==', 'Manage nothing', 'Negotiate'])(
    'takes no notice of a sign-in that is sent unasked: %s',
    async (authorization) => {
      const api = await anApi();

      const got = await read(api, { authorization });

      expect(got.status).toBe(200);
      expect(got.headers).not.toHaveProperty('vary');
    },
  );

  it('is not there where the space publishes none, exactly as if there were no space', async () => {
    const api = await anApi();
    await api.putSpace('oak', { publicFeed: 'off' });

    const off = await read(api, { 'x-correlation-id': 'the-same-id' });
    const none = await read(api, { 'x-correlation-id': 'the-same-id' }, 'elm');

    expect(off).toMatchObject({ status: 404, body: { code: 'space-not-found' } });
    expect(off).toEqual(none);
    expect((await read(api, {}, 'No_Such')).status).toBe(404);
  });

  it('takes nothing: who writes to it changes nothing', async () => {
    const api = await anApi();
    const before = await read(api);

    const put = await api.send('PUT', '/api/v1/spaces/oak.ics', { headers: api.staff(['Instep.Admin']), body: 'BEGIN:VCALENDAR' });

    expect([400, 415]).toContain(put.status);
    expect(
      (await api.send('DELETE', '/api/v1/spaces/oak.ics', { headers: { ...api.staff(['Instep.Admin']), 'if-match': '*' } })).status,
    ).toBe(404);
    for (const method of ['POST', 'PATCH']) expect((await api.send(method, '/api/v1/spaces/oak.ics')).status).toBe(405);
    for (const method of ['PROPFIND', 'REPORT'])
      await expect(api.send(method, '/api/v1/spaces/oak.ics')).rejects.toThrow('no function takes');
    expect((await read(api)).text).toBe(before.text);
  });

  it('needs nothing of Microsoft', async () => {
    const api = await anApi({ outside: { graph: { send: () => Promise.reject(new Error('Graph was asked')) } } });
    await api.submit();

    expect((await read(api)).status).toBe(200);
  });

  it('asks to come again when the database is away', async () => {
    const api = await anApi();
    api.fault({ core: 'database', match: {}, when: 'before', effect: { kind: 'refuse', status: 503 } });

    expect(await read(api)).toMatchObject({ status: 503, body: { code: 'temporarily-unavailable' } });
  });
});

describe('the addresses of a feed', () => {
  it('stand in the answer for its space, for the web and for calendars', async () => {
    const api = await anApi();

    expect((await api.send('GET', '/api/v1/spaces/oak')).body).toMatchObject({
      publicFeed: 'busy',
      feedUrl: 'https://book.city.example/api/v1/spaces/oak.ics',
      webcalUrl: 'webcal://book.city.example/api/v1/spaces/oak.ics',
    });
  });

  it('are offered to staff as a link that subscribes in Outlook', async () => {
    const api = await anApi();
    const path = '/api/v1/spaces/oak';

    const { body } = await api.send('GET', path, { headers: api.staff(['Reservations.Approve']) });
    const link = new URL(String(body['addToOutlookUrl']));

    expect(`${link.origin}${link.pathname}`).toBe('https://outlook.office.com/calendar/0/addfromweb');
    expect(Object.fromEntries(link.searchParams)).toEqual({ url: body['feedUrl'], name: 'TH oak' });
    expect((await api.send('GET', path)).body).not.toHaveProperty('addToOutlookUrl');
  });

  it('are left out where there is none', async () => {
    const api = await anApi();

    const { body } = await api.putSpace('oak', { publicFeed: 'off' });

    expect(body).toMatchObject({ publicFeed: 'off' });
    expect(body).not.toHaveProperty('feedUrl');
    expect(body).not.toHaveProperty('webcalUrl');
    expect(body).not.toHaveProperty('addToOutlookUrl');
  });
});
