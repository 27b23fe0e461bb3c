import { randomUUID } from 'node:crypto';
import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import type { Problem, Reservation } from '../support/scenario/people';
import { until } from '../support/scenario/until';
import { at, useCloud } from '../support/scenario/use-cloud';

const WRITES = 12;
const town = useCloud({ instances: 2, settings: { CLIENT_WRITES_PER_HOUR: String(WRITES) } });

const post = async (more: { day: number; email: string; key?: string; headers?: Record<string, string> }) => {
  const { day, email, key = randomUUID(), headers = {} } = more;
  return fetch(`${town.cloud.urls.api}/api/v1/reservations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
    body: JSON.stringify({ spaceId: 'oak', startsAt: at(day, 10), endsAt: at(day, 11), title: 'Choir', contact: { name: 'Ada', email } }),
  });
};
/** The two instances take turns. */
const twice = async (more: Parameters<typeof post>[0]) => [await post(more), await post({ ...more, key: randomUUID() })];
const mailsTo = (email: string) => town.cloud.cores.tenant.snapshot().deliveredOutside.filter(({ to }) => to.includes(email));

describe('an address that is not confirmed, over two instances', () => {
  const email = 'ada.limits@home.example';

  it('has three open requests and three mails, one request more for each that ends, and more of both once the link in a mail was opened', async () => {
    const booked: Reservation[] = [];
    for (const day of [3, 4, 5]) booked.push((await (await post({ day, email })).json()) as Reservation);
    expect(booked.map(({ id }) => typeof id)).toEqual(['string', 'string', 'string']);
    const refused = await twice({ day: 6, email });
    expect(refused.map(({ status }) => status)).toEqual([429, 429]);
    expect(((await refused[0]?.json()) as Problem).code).toBe('too-many-open-requests');

    const [mail] = await until('three mails are there', () => mailsTo(email).length === 3 && mailsTo(email));
    expect(await town.people.decide('cancel', booked[0]?.id ?? '')).toMatchObject({ status: 'cancelled' });
    await until('what staff decide is told all the same', () => mailsTo(email).length === 4);
    const fourth = await post({ day: 6, email });
    expect(fourth.status).toBe(201);
    expect(await town.people.read(((await fourth.json()) as Reservation).id)).toMatchObject({ mail: { state: 'withheld' } });
    expect((await post({ day: 7, email })).status).toBe(429);
    expect(mailsTo(email).filter(({ body }) => /Ada|Choir/.test(body.content))).toEqual([]);

    const link = /#(v2\.mail\.[\w.-]+)/.exec(mail?.body.content ?? '')?.[1] ?? '';
    const id = Buffer.from(link.split('.')[2] ?? '', 'base64url').toString();
    const opened = await town.people.ask('GET', `/api/v1/reservations/${id}`, { headers: { authorization: `Manage ${link}` } });
    expect(opened.status).toBe(200);
    expect((await post({ day: 7, email })).status).toBe(201);
    await until('the fifth mail is there', () => mailsTo(email).length === 5);
  });
});

describe('one client address, over two instances', () => {
  it('has so many requests an hour, whatever it says of itself', async () => {
    const answers: Response[] = [];
    for (let turn = 0; turn < WRITES; turn += 1)
      answers.push(
        await post({ day: 9, email: `${String(turn)}@home.example`, headers: { 'x-forwarded-for': `198.51.100.${String(turn)}` } }),
      );

    const held = answers.filter(({ status }) => status === 429);
    expect(held.length).toBeGreaterThan(2);
    expect(held.every(({ headers }) => Number(headers.get('retry-after')) > 0)).toBe(true);
    expect(((await held[0]?.json()) as Problem).code).toBe('too-many-requests');
    const staff = await post({ day: 10, email: 'staff@home.example', headers: { authorization: `Bearer ${town.people.token}` } });
    expect(staff.status).toBe(201);
  });
});

logsNothingPrivate(() => town);
