import { DAY, HOUR, MINUTE } from '../../../shared/kernel/clock';
import type { ReservationId, SpaceId } from '../../../shared/kernel/ids';
import { holdsTime, type Reservation } from '../../../shared/reservations/model';
import { aRequest, at, START, staff } from '../../support/builders/reservation-builder';
import { aDividedHall, aSpaceInput, spaceId } from '../../support/builders/space-builder';
import { readCalendar, type ReadEvent } from '../../support/calendar';
import { submitted, Town, type TownProcess } from '../../support/town';
import { Random } from '../../simulation/random';

/** A calendar program that merges: it takes what is newer, and never drops what it was not told about. */
class Merging {
  private readonly known = new Map<string, ReadEvent>();

  take(events: readonly ReadEvent[]): void {
    for (const event of events) {
      const before = this.known.get(event.uid);
      if (before && before.sequence > event.sequence) throw new Error(`${event.uid} went back from ${String(before.sequence)}`);
      if (before?.sequence === event.sequence && JSON.stringify(before) !== JSON.stringify(event))
        throw new Error(`${event.uid} changed and kept its sequence`);
      this.known.set(event.uid, event);
    }
  }

  /** What it shows. */
  get shown(): readonly string[] {
    const standing = [...this.known.values()].filter(({ status }) => status !== 'CANCELLED');
    return standing.map(({ startsAt, endsAt }) => `${String(startsAt)} ${String(endsAt)}`).sort();
  }
}

const feedOf = async (app: TownProcess, space: string): Promise<string> => (await app.feed(spaceId(space)))?.text ?? '';
const eventsOf = async (app: TownProcess, space: string) => readCalendar(await feedOf(app, space)).events;
const move = (app: TownProcess, id: ReservationId, patch: { spaceId?: SpaceId; startsAt?: number; endsAt?: number }) =>
  app.change({ id, patch, by: 'staff', cause: staff });

describe('a reservation that is moved to another space', () => {
  it('is off in the calendar of the old one, under the same uid and a higher sequence, and stands in that of the new one', async () => {
    const app = (await new Town().with(aSpaceInput('oak'), aSpaceInput('elm'))).process();
    const id = await submitted(app, { space: 'oak' });
    const [before] = await eventsOf(app, 'oak');

    await move(app, id, { spaceId: spaceId('elm'), startsAt: at(4, 15), endsAt: at(4, 16) });

    expect(await eventsOf(app, 'oak')).toMatchObject([
      {
        uid: before?.uid,
        sequence: 2,
        status: 'CANCELLED',
        startsAt: at(3, 10),
        summary: 'Cancelled: Reserved',
        transparency: 'TRANSPARENT',
      },
    ]);
    expect(await eventsOf(app, 'elm')).toMatchObject([{ sequence: 2, status: 'TENTATIVE', startsAt: at(4, 15) }]);
    expect((await eventsOf(app, 'elm'))[0]?.uid).not.toBe(before?.uid);
  });

  it('is forgotten by the old one after 30 days', async () => {
    const town = await new Town().with(aSpaceInput('oak'), aSpaceInput('elm'));
    const app = town.process();
    const id = await submitted(app, { startsAt: at(60), endsAt: at(60, 1) });
    await move(app, id, { spaceId: spaceId('elm') });

    town.now = START + 30 * DAY;
    expect(await eventsOf(app, 'oak')).toHaveLength(1);
    town.now += DAY;
    expect(await eventsOf(app, 'oak')).toEqual([]);
    expect(await eventsOf(app, 'elm')).toHaveLength(1);
  });

  it('stands there once when it comes back', async () => {
    const app = (await new Town().with(aSpaceInput('oak'), aSpaceInput('elm'))).process();
    const id = await submitted(app);
    const [before] = await eventsOf(app, 'oak');
    for (const space of ['elm', 'oak', 'elm', 'oak']) await move(app, id, { spaceId: spaceId(space) });

    expect(await eventsOf(app, 'oak')).toMatchObject([{ uid: before?.uid, sequence: 5, status: 'TENTATIVE' }]);
    expect(await eventsOf(app, 'elm')).toMatchObject([{ sequence: 5, status: 'CANCELLED' }]);
  });

  it('stays off in the old one, as it was, when more is changed in the new one', async () => {
    const app = (await new Town().with(aSpaceInput('oak'), aSpaceInput('elm'))).process();
    const id = await submitted(app);
    await move(app, id, { spaceId: spaceId('elm') });
    const then = await feedOf(app, 'oak');

    await app.approve({ id, cause: staff });
    await app.change({ id, patch: { title: 'Other choir' }, by: 'staff', cause: staff });

    expect(await feedOf(app, 'oak')).toBe(then);
  });

  it('goes from the calendars of a half and the hall when it moves out, and only from the half when it takes the other', async () => {
    const app = (await new Town().with(...aDividedHall(2), aSpaceInput('oak'))).process();
    const id = await submitted(app, { space: 'hall-1' });
    const statuses = async () =>
      (await Promise.all(['hall', 'hall-1', 'hall-2', 'oak'].map((space) => eventsOf(app, space)))).map((events) =>
        events.map(({ status }) => status).join(),
      );

    await move(app, id, { spaceId: spaceId('hall-2') });
    const across = await statuses();
    await move(app, id, { spaceId: spaceId('oak') });

    expect(across).toEqual(['TENTATIVE', 'CANCELLED', 'TENTATIVE', '']);
    expect(await statuses()).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED', 'TENTATIVE']);
  });

  it('to a day beyond what the calendar covers is told for 30 days', async () => {
    const town = await new Town().with(aSpaceInput('oak'));
    const app = town.process();
    const id = await submitted(app);

    await move(app, id, { startsAt: at(3) + 420 * DAY, endsAt: at(3, 1) + 420 * DAY });

    expect(await eventsOf(app, 'oak')).toMatchObject([{ sequence: 2, status: 'TENTATIVE', startsAt: at(3) + 420 * DAY }]);
    expect(await eventsOf(town.process(), 'oak')).toHaveLength(1);
  });
});

describe('whoever follows the calendars (seeded)', () => {
  /** Words that only whoever made a reservation and staff may read; each unlike anything else. */
  const secret = (random: Random): string => `Secret${random.uuid().slice(0, 8)}`;

  it.each([1, 2, 5])('sees what stands and no word of who, by merging alone: seed %i', async (seed) => {
    const random = new Random(seed);
    const spaces = ['hall', 'hall-1', 'hall-2', 'oak', 'elm'];
    const town = await new Town().with(
      ...aDividedHall(2),
      aSpaceInput('oak', { publicFeed: 'titles' }),
      aSpaceInput('elm', { publicFeed: 'titles' }),
    );
    const app = town.process();
    const ids: ReservationId[] = [];
    const programs = new Map(spaces.map((space) => [space, new Merging()]));
    const someTime = () => {
      const startsAt = town.now + random.whole(0, 40) * DAY + random.whole(1, 24) * HOUR;
      return { startsAt, endsAt: startsAt + random.whole(1, 8) * 30 * MINUTE };
    };

    for (let step = 0; step < 60; step += 1) {
      town.now += random.whole(1, 20) * HOUR;
      const id = ids.length > 0 ? random.pick(ids) : undefined;
      const deed = random.weighted({ submit: 4, move: 6, words: 2, approve: 2, deny: 1, cancel: 1 });
      if (deed === 'submit' || id === undefined) {
        const contact = { name: secret(random), email: `${secret(random)}@home.example`, phone: secret(random) };
        const outcome = await app.submit(
          aRequest({
            key: random.uuid(),
            space: random.pick(spaces),
            ...someTime(),
            title: secret(random),
            notes: secret(random),
            contact,
          }),
        );
        if (outcome.kind === 'accepted') ids.push(outcome.reservation.id);
      } else if (deed === 'move')
        await move(app, id, { ...(random.chance(0.8) && { spaceId: spaceId(random.pick(spaces)) }), ...someTime() });
      else if (deed === 'words')
        await app.change({
          id,
          patch: { title: secret(random), publicTitle: random.chance(0.5) ? 'Open evening' : null, notes: secret(random) },
          by: 'staff',
          cause: staff,
        });
      else await app[deed]({ id, reason: secret(random), cause: staff });

      for (const [space, program] of programs) {
        const text = await feedOf(app, space);
        expect(text.replaceAll('\r\n ', '')).not.toMatch(/Secret|home\.example/);
        program.take(readCalendar(text).events);
        const standing = town
          .documents<Reservation>('reservation')
          .filter(({ status, excludes }) => holdsTime(status) && excludes.includes(spaceId(space)));
        expect([step, space, program.shown]).toEqual([
          step,
          space,
          standing.map(({ startsAt, endsAt }) => `${String(startsAt)} ${String(endsAt)}`).sort(),
        ]);
      }
    }
    expect(town.documents<Reservation>('reservation').filter(({ formerPlaces }) => formerPlaces).length).toBeGreaterThan(0);
  });
});
