import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import type { Answer, Problem, Reservation } from '../support/scenario/people';
import { at, eventsIn, useCloud } from '../support/scenario/use-cloud';

const town = useCloud({ instances: 2 });

type Booking = Answer<Reservation & Problem>;

const isAccepted = ({ status }: Booking): boolean => status === 201;
const inMs = (text: string): number => Date.parse(text);

/** Pairs of accepted bookings that meet in time where they must not. `gapMinutes`: what the space needs between two. */
function meetings(bookings: readonly Booking[], gapMinutes: number, exclude: (a: string, b: string) => boolean): readonly string[] {
  const taken = bookings.filter(isAccepted).map(({ body }) => body);
  return taken.flatMap((a, i) =>
    taken
      .slice(i + 1)
      .filter((b) => {
        const gap = gapMinutes * 60_000;
        return exclude(a.spaceId, b.spaceId) && inMs(a.startsAt) < inMs(b.endsAt) + gap && inMs(b.startsAt) < inMs(a.endsAt) + gap;
      })
      .map((b) => `${a.spaceId} ${a.startsAt} – ${a.endsAt} meets ${b.spaceId} ${b.startsAt} – ${b.endsAt}`),
  );
}

/** Nobody is turned away for another reason than the time, and everybody hears of at most three others. */
function expectLosersToHearOfOtherTimes(bookings: readonly Booking[]): void {
  const losers = bookings.filter((booking) => !isAccepted(booking));
  expect(losers.filter(({ status, body }) => status !== 409 || body.code !== 'slot-taken')).toEqual([]);
  expect(losers.filter(({ body: { free = [] } }) => free.length > 3)).toEqual([]);
  expect(losers.some(({ body: { free = [] } }) => free.length > 0)).toBe(true);
}

async function expectEachOnceInOutlook(bookings: readonly Booking[]): Promise<void> {
  const accepted = bookings.filter(isAccepted).map(({ body }) => body);
  await Promise.all(accepted.map(({ id }) => town.people.inStep(id)));
  expect(accepted.map(({ id, spaceId }) => eventsIn(town, spaceId, id).length)).toEqual(accepted.map(() => 1));
}

describe('two hundred who book overlapping times at once, over two instances', () => {
  it('get one space without overlap; every loser hears what is free, every winner is in Outlook once', async () => {
    const wishes = Array.from({ length: 200 }, (_, i) => {
      const minute = ((i * 7) % 17) * 30; // an hour or a half more, from every half hour of the day
      return { space: 'ash', from: at(5, 8, minute), to: at(5, 8, minute + (i % 2 === 0 ? 60 : 90)) };
    });

    const bookings = await Promise.all(wishes.map((wish) => town.people.book(wish)));

    expect(bookings.filter(isAccepted).length).toBeGreaterThan(1);
    expect(meetings(bookings, 0, () => true)).toEqual([]);
    expectLosersToHearOfOtherTimes(bookings);
    await expectEachOnceInOutlook(bookings);
    expect(eventsIn(town, 'ash').length).toBe(bookings.filter(isAccepted).length);
  });

  it('never get a hall together with one of its halves', async () => {
    const spaces = ['great-hall', 'great-hall-north', 'great-hall-south'] as const;
    const wishes = Array.from({ length: 200 }, (_, i) => {
      const minute = ((i * 11) % 19) * 30;
      return { space: spaces[i % 3] ?? 'great-hall', from: at(6, 8, minute), to: at(6, 8, minute + 60) };
    });

    const bookings = await Promise.all(wishes.map((wish) => town.people.book(wish)));

    const accepted = new Set(bookings.filter(isAccepted).map(({ body }) => body.spaceId));
    expect(accepted.size).toBeGreaterThan(1);
    expect(meetings(bookings, 30, (a, b) => a === b || a === 'great-hall' || b === 'great-hall')).toEqual([]);
    expectLosersToHearOfOtherTimes(bookings);
    await expectEachOnceInOutlook(bookings);
  });
});

describe('one booking sent twenty times at once, over two instances', () => {
  it('is one reservation, and every answer names it', async () => {
    const wish = { space: 'reading-room', from: at(5, 10), to: at(5, 11), key: 'twenty-times-the-same-key' };

    const bookings = await Promise.all(Array.from({ length: 20 }, () => town.people.book(wish)));

    expect(bookings.map(({ status }) => status)).toEqual(bookings.map(() => 201));
    const [id = '', ...others] = new Set(bookings.map(({ body }) => body.id));
    expect(others).toEqual([]);
    await town.people.inStep(id);
    expect(eventsIn(town, 'reading-room')).toHaveLength(1);
  });

  it('is refused for another body under the same key', async () => {
    const key = 'the-key-of-somebody-else';
    const first = await town.people.booked({ space: 'reading-room', from: at(6, 10), to: at(6, 11), key });

    const other = await town.people.book({ space: 'reading-room', from: at(6, 12), to: at(6, 13), key });
    const again = await town.people.book({ space: 'reading-room', from: at(6, 10), to: at(6, 11), key });

    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect(again).toMatchObject({ status: 201, body: { id: first.id } });
  });
});

logsNothingPrivate(() => town);
