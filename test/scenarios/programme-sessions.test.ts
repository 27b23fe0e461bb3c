import { randomUUID } from 'node:crypto';
import { STAFF } from '../../infra/local/seed-data';
import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import type { Reservation } from '../support/scenario/people';
import { until } from '../support/scenario/until';
import { at, eventsIn, useCloud, type CalendarEvent } from '../support/scenario/use-cloud';

const town = useCloud();
const TRAINER = STAFF[0]?.address ?? '';
const OFFICER = STAFF[1]?.address ?? '';

const calendarOf = (address: string): readonly CalendarEvent[] =>
  town.cloud.cores.tenant.snapshot().mailboxes.find((box) => box.address === address)?.events ?? [];
const times = ({ subject, start }: CalendarEvent): string => `${subject} ${start.replace('.000Z', 'Z')}`;

interface Session extends Reservation {
  readonly alsoIn: readonly { readonly mailbox: string; readonly sync: { readonly state: string } }[];
}

const inStep = (id: string): Promise<Session> =>
  until('the session stands everywhere', async () => {
    const { body } = await town.people.staff<Session>('GET', `/api/v1/reservations/${id}`);
    const states = [body.sync, ...body.alsoIn.map(({ sync }) => sync)].map(({ state }) => state);
    return states.every((state) => state === 'in-step') && body;
  });

describe('a programme session', () => {
  it('blocks the room, stands with a trainer and in a named calendar, moves with the room and goes when cancelled', async () => {
    const { people, cloud, graph } = town;
    const calendarId = cloud.cores.tenant.addCalendar(OFFICER, 'Programmes');
    const headers = { authorization: `Bearer ${people.token}`, 'idempotency-key': randomUUID() };
    const body = {
      purpose: 'programme-session',
      spaceId: 'studio',
      startsAt: at(4, 9),
      endsAt: at(4, 10),
      title: 'Chair yoga',
      notes: 'Key 14 at the desk',
      alsoIn: [{ mailbox: TRAINER }, { mailbox: OFFICER, calendarId }],
    };

    const made = await people.ask<Session>('POST', '/api/v1/reservations', { headers, body });
    const { id } = made.body;
    const standing = await inStep(id);

    expect([made.status, made.body.status]).toEqual([201, 'approved']);
    expect(standing.alsoIn.map(({ mailbox }) => mailbox)).toEqual([TRAINER, OFFICER]);
    expect(eventsIn(town, 'studio', id).map(times)).toEqual([`Chair yoga ${at(4, 9)}`]);
    expect([TRAINER, OFFICER].flatMap((address) => calendarOf(address).map(times))).toEqual(Array(2).fill(`Chair yoga ${at(4, 9)}`));
    expect(graph.requests.map(({ path }) => path)).toContain(`/users/${OFFICER}/calendars/${calendarId}/events`);
    expect((await people.book({ space: 'studio', from: at(4, 9), to: at(4, 10) })).status).toBe(409);

    const patch = { startsAt: at(4, 11), endsAt: at(4, 12), title: 'Yoga' };
    await people.ask('PATCH', `/api/v1/reservations/${id}`, { headers: { ...headers, 'if-match': '"r1"' }, body: patch });
    await inStep(id);

    expect([TRAINER, OFFICER].flatMap((address) => calendarOf(address).map(times))).toEqual(Array(2).fill(`Yoga ${at(4, 11)}`));

    await people.decide('cancel', id);
    await inStep(id);

    expect([...eventsIn(town, 'studio', id), ...calendarOf(TRAINER), ...calendarOf(OFFICER)]).toEqual([]);
    expect(JSON.stringify(graph.requests)).not.toContain('Key 14');
    expect(graph.requests.some(({ path }) => path.includes('/messages'))).toBe(false);
  });
});

logsNothingPrivate(() => town);
