import { HOUR } from '../../../shared/kernel/clock';
import { reservationOf } from '../../../shared/reservations/kind';
import { SESSION_EVENT } from '../../../shared/reservations/sessions/kind';
import type { SyncItem } from '../../../shared/sync/item/item';
import { aRequest, at, staff } from '../../support/builders/reservation-builder';
import { aDividedHall, aSpaceInput, spaceId } from '../../support/builders/space-builder';
import { Town } from '../../support/town';

const ANN = { mailbox: 'ann@city.example' };
const YOGA = { mailbox: 'programmes@city.example', calendarId: 'AQMkAG=' };
const town = async (): Promise<Town> => new Town().with(aSpaceInput('oak'), aSpaceInput('elm'));

/** What staff send to block a room for the house itself. */
const aSession = (more: Parameters<typeof aRequest>[0] = {}) => {
  const request = aRequest({ title: 'Yoga', contact: undefined, purpose: 'programme-session', alsoIn: [ANN, YOGA], ...more });
  return { ...request, cause: staff };
};

const sessionItems = (some: Town, reservation: string): SyncItem[] =>
  some
    .documents<SyncItem>('sync-item')
    .filter(({ kind, key }) => kind === SESSION_EVENT && reservationOf(key) === reservation)
    .sort((a, b) => (a.key < b.key ? -1 : 1));

describe('a programme session', () => {
  it('is approved at once, tells nobody, and is wished in the room and in each calendar', async () => {
    const oak = await town();
    const app = oak.process({ sender: 'office@city.example' });

    const outcome = await app.submit(aSession());

    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    const { reservation, item, also } = outcome;
    expect(reservation).toMatchObject({ status: 'approved', purpose: 'programme-session', alsoIn: [ANN, YOGA] });
    expect(reservation).not.toHaveProperty('contact');
    expect(item).toMatchObject({ target: 'oak@city.example', desired: { value: { subject: 'Yoga' } } });
    const value = { subject: 'Yoga', start: at(3, 10), end: at(3, 11), showAs: 'busy', place: 'oak, Town Hall' };
    expect(also).toMatchObject([
      {
        kind: SESSION_EVENT,
        key: `${reservation.id}~also-1`,
        target: ANN.mailbox,
        lane: 'mailbox:ann@city.example',
        desired: { value },
      },
      { target: YOGA.mailbox, within: YOGA.calendarId, desired: { value } },
    ]);
    expect(also?.[0]).not.toHaveProperty('within');
    expect(sessionItems(oak, reservation.id)).toEqual(also);
    expect(oak.documents<SyncItem>('sync-item').filter(({ kind }) => kind === 'mail')).toEqual([]);
    expect(app.nudges.map(({ lane }) => lane).sort()).toEqual([
      'mailbox:ann@city.example',
      'mailbox:oak@city.example',
      'mailbox:programmes@city.example',
    ]);
    expect(oak.wrongs()).toEqual([]);
  });

  it('gives a repeated request the same answer, its calendars included', async () => {
    const app = (await town()).process();
    const request = aSession();

    const [first, again] = [await app.submit(request), await app.submit(request)];

    expect(again).toMatchObject({ kind: 'accepted', also: [{ target: ANN.mailbox }, { target: YOGA.mailbox }] });
    expect(again).toMatchObject({ reservation: first.kind === 'accepted' ? first.reservation : {} });
  });

  it('is changed in every calendar, moved to another room, and taken from all of them when cancelled', async () => {
    const oak = await town();
    const app = oak.process();
    const outcome = await app.submit(aSession());
    const id = outcome.kind === 'accepted' ? outcome.reservation.id : undefined;
    if (id === undefined) throw new Error(outcome.kind);

    const moved = await app.change({
      id,
      by: 'staff',
      patch: { spaceId: spaceId('elm'), startsAt: at(4, 9), endsAt: at(4, 10) },
      cause: staff,
    });
    const there = sessionItems(oak, id).map(({ desired }) => desired);
    app.nudges.length = 0;
    const cancelled = await app.cancel({ id, cause: staff });

    expect(moved).toMatchObject({ kind: 'done', also: [{ target: ANN.mailbox }, { target: YOGA.mailbox }] });
    expect(there).toMatchObject([
      { revision: 2, value: { start: at(4, 9), place: 'elm, Town Hall' } },
      { revision: 2, value: { start: at(4, 9), place: 'elm, Town Hall' } },
    ]);
    expect(cancelled).toMatchObject({ kind: 'done', also: [{ desired: { value: null } }, { desired: { value: null } }] });
    expect(sessionItems(oak, id).map(({ desired }) => desired.value)).toEqual([null, null]);
    expect(new Set(app.nudges.map(({ lane }) => lane))).toEqual(
      new Set(['mailbox:ann@city.example', 'mailbox:programmes@city.example', 'mailbox:elm@city.example']),
    );
    expect(oak.wrongs()).toEqual([]);
  });

  it('asks nothing new of a calendar that already says so', async () => {
    const oak = await town();
    const app = oak.process();
    const outcome = await app.submit(aSession());
    const id = outcome.kind === 'accepted' ? outcome.reservation.id : undefined;
    if (id === undefined) throw new Error(outcome.kind);

    await app.change({ id, by: 'staff', patch: { notes: 'Mats are in the cupboard' }, cause: staff });

    expect(sessionItems(oak, id).map(({ desired }) => desired.revision)).toEqual([1, 1]);
  });

  it('never tells a calendar who is behind it, or the notes', async () => {
    const oak = await town();
    const contact = { name: 'Wilma Quack', email: 'wilma@home.example', phone: '+43 1 555' };

    const outcome = await oak.process().submit(aSession({ contact, notes: 'the accordion stays' }));

    const id = outcome.kind === 'accepted' ? outcome.reservation.id : '';
    const text = JSON.stringify(oak.documents<SyncItem>('sync-item').map(({ desired }) => desired));
    expect(sessionItems(oak, id)).toHaveLength(2);
    for (const secret of [...Object.values(contact), 'the accordion stays']) expect(text).not.toContain(secret);
  });

  it('may be in a space that is for staff only, a day long at most, and in no other case past the rules of the space', async () => {
    const app = (
      await new Town().with(
        aSpaceInput('attic', { reservationConfig: undefined }),
        aSpaceInput('oak', { rules: { leadTimeMinutes: 100_000, maxDurationMinutes: 60 } }),
        aSpaceInput('shut', { state: 'closed' }),
      )
    ).process();
    const kind = async (more: Parameters<typeof aSession>[0]): Promise<string> => {
      const outcome = await app.submit(aSession(more));
      return outcome.kind === 'refused' ? outcome.refusal.kind : outcome.kind;
    };

    expect(await kind({ space: 'attic' })).toBe('accepted');
    expect(await kind({ space: 'attic', startsAt: at(5), endsAt: at(6) + HOUR })).toBe('too-long');
    expect(await kind({ space: 'oak' })).toBe('accepted');
    expect(await kind({ space: 'oak', startsAt: at(3, 10, 30) })).toBe('slot-taken');
    expect(await kind({ space: 'oak', startsAt: at(5), endsAt: at(5, 2) })).toBe('too-long');
    expect(await kind({ space: 'shut' })).toBe('space-closed');
  });

  it('does not stand in the calendar of a space, and what was accepted before a space took it stays so', async () => {
    const oak = await town();
    const app = oak.process();
    const request = aSession({ alsoIn: [ANN, { mailbox: 'Elm@city.example' }] });
    const early = aSession({ alsoIn: [{ mailbox: 'ash@city.example' }] });

    const refused = await app.submit(request);
    const accepted = await app.submit(early);
    await app.putSpace(aSpaceInput('ash'), staff);
    const again = await app.submit(early);

    expect(refused).toEqual({ kind: 'target-is-a-space', at: 1, by: 'elm' });
    expect([accepted.kind, again.kind]).toEqual(['accepted', 'accepted']);
    expect(oak.documents('reservation')).toHaveLength(1);
  });

  it('fits into a batch where a hall has many parts and each session five calendars', async () => {
    const hall = await new Town().with(...aDividedHall(20));
    const app = hall.process();
    const five = [1, 2, 3, 4, 5].map((nth) => ({ mailbox: `person-${String(nth)}@city.example` }));

    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_none, nth) => app.submit(aSession({ space: 'hall', startsAt: at(3 + nth, 10), alsoIn: five }))),
    );

    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(12).fill('accepted'));
    expect(Math.max(...hall.commits.map(({ writes }) => writes.length))).toBeLessThanOrEqual(100);
    expect(hall.wrongs()).toEqual([]);
  });
});
