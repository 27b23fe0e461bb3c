import { readCalendar, type ReadEvent } from '../support/calendar';
import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import { PRIVATE } from '../support/scenario/people';
import { until } from '../support/scenario/until';
import { at, eventsIn, useCloud } from '../support/scenario/use-cloud';

const town = useCloud();

afterEach(() => town.cloud.faults.clear());

/** As a calendar program asks; some send what they have stored for the host. */
const ask = (space: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
  fetch(`${town.cloud.urls.api}/api/v1/spaces/${space}.ics`, { method, headers });

async function eventsOf(space: string): Promise<readonly ReadEvent[]> {
  return readCalendar(await (await ask(space)).text()).events;
}

const change = (id: string, body: object) =>
  town.people.ask('PATCH', `/api/v1/reservations/${id}`, {
    headers: { authorization: `Bearer ${town.people.token}`, 'if-match': '*' },
    body,
  });

describe('the public calendar of a space', () => {
  it('shows a reservation, follows it to another time and another room, and says when it is off', async () => {
    const { people } = town;
    const { id } = await people.booked({ space: 'oak', from: at(2, 9), to: at(2, 10) });
    const [booked, ...others] = await eventsOf('oak');

    await people.decide('approve', id);
    const [approved] = await eventsOf('oak');
    await change(id, { startsAt: at(2, 12), endsAt: at(2, 14) });
    const [later] = await eventsOf('oak');
    const moved = await change(id, { spaceId: 'council-chamber' });
    const [left] = await eventsOf('oak');
    const [there] = await eventsOf('council-chamber');
    await people.decide('cancel', id);
    const [off] = await eventsOf('council-chamber');

    expect([others, moved.status]).toEqual([[], 200]);
    const uid = booked?.uid;
    expect(uid).toBeDefined();
    expect(booked).toMatchObject({
      sequence: 1,
      status: 'TENTATIVE',
      summary: 'Reserved',
      startsAt: Date.parse(at(2, 9)),
      zone: 'Europe/Dublin',
    });
    expect(approved).toMatchObject({ uid, sequence: 2, status: 'CONFIRMED' });
    expect(later).toMatchObject({ uid, sequence: 3, status: 'CONFIRMED', startsAt: Date.parse(at(2, 12)), endsAt: Date.parse(at(2, 14)) });
    expect(left).toMatchObject({ uid, sequence: 4, status: 'CANCELLED', transparency: 'TRANSPARENT' });
    expect(there).toMatchObject({ sequence: 4, status: 'CONFIRMED', startsAt: Date.parse(at(2, 12)) });
    expect(off).toMatchObject({ uid: there?.uid, sequence: 5, status: 'CANCELLED' });
  });

  it('is not sent again while nothing has changed, also to those who send a sign-in unasked', async () => {
    const first = await ask('studio', { authorization: 'Basic YWRhOnNlY3JldA==' });
    const etag = first.headers.get('etag') ?? '';
    const again = await ask('studio', { 'if-none-match': `"other", W/${etag}` });
    const head = await ask('studio', {}, 'HEAD');
    await town.people.booked({ space: 'studio', from: at(3, 9), to: at(3, 10) });
    const changed = await ask('studio', { 'if-none-match': etag });

    expect([first.status, again.status, head.status, changed.status]).toEqual([200, 304, 200, 200]);
    expect([first, again, head].map(({ headers }) => [headers.get('etag'), headers.get('cache-control')])).toEqual(
      [1, 2, 3].map(() => [etag, 'public, max-age=300']),
    );
    expect(first.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect([await again.text(), await head.text()]).toEqual(['', '']);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  it('is there, with what was just reserved, while nothing of Microsoft answers', async () => {
    const { cloud, people, graph } = town;
    cloud.faults.add({ id: 'down', core: 'tenant', match: {}, when: 'before', effect: { kind: 'refuse', status: 503 } });

    const { id } = await people.booked({ space: 'garden-room', from: at(4, 9), to: at(4, 10) });
    await until('Microsoft was asked, and did not help', () => graph.requests.some(({ status }) => status === 503));
    const meanwhile = await eventsOf('garden-room');
    const inOutlook = eventsIn(town, 'garden-room', id);
    cloud.faults.clear();
    await people.inStep(id);

    expect(meanwhile).toMatchObject([{ status: 'TENTATIVE', startsAt: Date.parse(at(4, 9)) }]);
    expect(inOutlook).toEqual([]);
  });

  it('tells nothing of who and why', async () => {
    const texts = await Promise.all(['oak', 'council-chamber', 'studio', 'garden-room'].map(async (space) => (await ask(space)).text()));
    const told = texts.join('').replaceAll('\r\n ', '');

    expect(told).toContain('BEGIN:VEVENT');
    for (const word of Object.values(PRIVATE)) expect(told).not.toContain(word);
  });

  it('is named by its space in every form that programs ask for', async () => {
    const { body } = await town.people.staff<Record<string, string>>('GET', '/api/v1/spaces/oak');

    expect(body).toMatchObject({ feedUrl: expect.stringMatching(/^http.*\/api\/v1\/spaces\/oak\.ics$/) });
    expect(body['webcalUrl']).toBe(body['feedUrl']?.replace(/^https?/, 'webcal'));
    expect(new URL(body['addToOutlookUrl'] ?? '').searchParams.get('url')).toBe(body['feedUrl']);
  });
});

logsNothingPrivate(() => town);
