import { aRequest, at, staff } from '../../support/builders/reservation-builder';
import { aDividedHall, aSpaceInput, spaceId } from '../../support/builders/space-builder';
import { Town } from '../../support/town';

const audience = 'public' as const;
const theThird = { audience, from: at(3, 8), to: at(3, 18) };

/** A town with reservations `[space, from, to]` of the 3rd, in hours. */
async function booked(bookings: readonly (readonly [string, number, number])[], rules: Parameters<typeof aDividedHall>[1] = {}) {
  const town = await new Town().with(...aDividedHall(2, rules), aSpaceInput('oak'));
  const app = town.process();
  for (const [space, from, to] of bookings) {
    const outcome = await app.submit(aRequest({ space, startsAt: at(3, from), endsAt: at(3, to) }));
    if (outcome.kind !== 'accepted') throw new Error(`${space} was not accepted`);
  }
  return { town, app };
}

const hours = (intervals: readonly { start: number; end: number }[] = []) =>
  intervals.map(({ start, end }) => [(start - at(3)) / 3_600_000, (end - at(3)) / 3_600_000]);

describe('when a space is free', () => {
  it('is all of the time when nobody has reserved it', async () => {
    const { app } = await booked([]);

    const found = await app.availability(spaceId('hall'), theThird);

    expect(found).toMatchObject({ space: { id: 'hall' }, busy: [], free: [{ start: theThird.from, end: theThird.to }] });
  });

  it.each([
    { space: 'hall', busy: [[9, 10], [12, 13], [15, 16]] }, // prettier-ignore
    { space: 'hall-1', busy: [[9, 10], [12, 13]] }, // prettier-ignore
    { space: 'hall-2', busy: [[9, 10], [15, 16]] }, // prettier-ignore
    { space: 'oak', busy: [[11, 12]] },
  ])('is what those who exclude it leave: $space', async ({ space, busy }) => {
    const { app } = await booked([
      ['hall', 9, 10],
      ['oak', 11, 12],
      ['hall-1', 12, 13],
      ['hall-2', 15, 16],
    ]);

    expect(hours((await app.availability(spaceId(space), theThird))?.busy)).toEqual(busy);
  });

  it('shows no borders between reservations', async () => {
    const { app } = await booked([
      ['hall-1', 10, 12],
      ['hall-2', 11, 13],
      ['hall', 13, 14],
    ]);

    const found = await app.availability(spaceId('hall'), theThird);

    expect(hours(found?.busy)).toEqual([[10, 14]]);
    expect(hours(found?.free)).toEqual([[8, 10], [14, 18]]); // prettier-ignore
  });

  it('counts buffers, those of what is to come too, and cuts off at what was asked', async () => {
    const { app } = await booked(
      [
        ['hall', 8, 9],
        ['hall', 17, 18],
      ],
      { setupMinutes: 30, cleanupMinutes: 30 },
    );

    const found = await app.availability(spaceId('hall'), theThird);

    expect(hours(found?.busy)).toEqual([[8, 10], [16, 18]]); // prettier-ignore
    expect(hours(found?.free)).toEqual([[10, 16]]);
  });

  it('counts what began a day before and ends a day after', async () => {
    const town = await new Town().with(aSpaceInput('oak', { rules: { maxDurationMinutes: 9 * 1_440 } }));
    const app = town.process();
    await app.submit(aRequest({ startsAt: at(4), endsAt: at(7) }));

    expect(await app.availability(spaceId('oak'), { audience, from: at(5, 1), to: at(5, 2) })).toMatchObject({
      busy: [{ start: at(5, 1), end: at(5, 2) }],
      free: [],
    });
  });

  it('is free again after a cancellation', async () => {
    const { town, app } = await booked([['oak', 9, 10]]);
    const [{ id } = { id: undefined }] = (await app.list({ limit: 1 })).entries.map(({ reservation }) => reservation);
    if (id) await app.cancel({ id, cause: staff });

    expect((await app.availability(spaceId('oak'), theThird))?.busy).toEqual([]);
    expect(town.wrongs()).toEqual([]);
  });

  it('is unknown for a space that does not exist', async () => {
    const { app } = await booked([]);

    expect(await app.availability(spaceId('nowhere'), theThird)).toBeUndefined();
  });

  it('asks for the days of the span and of the longest buffers, and no others', async () => {
    const { town, app } = await booked([]);

    await app.availability(spaceId('hall-1'), { audience, from: at(3, 23), to: at(5) });
    await app.availability(spaceId('hall-1'), { audience, from: at(1), to: at(63) });

    const asked = town.scans.slice(-2).map(({ parameters, partition }) => ({ ...parameters, partition }));
    expect(asked[0]).toEqual({ '@first': '2026-03-02', '@last': '2026-03-05', '@spaces': ['hall-1'], partition: 'ledger:hall' });
    expect(asked[1]).toMatchObject({ '@first': '2026-02-28', '@last': '2026-05-02' });
  });

  it('reads on when the store answers in pages', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    for (const day of [3, 4, 5]) await app.submit(aRequest({ startsAt: at(day, 9), endsAt: at(day, 10) }));
    const { scan } = app.database;
    app.database.scan = (asked) => scan({ ...asked, limit: 1 });

    expect((await app.availability(spaceId('oak'), { audience, from: at(3), to: at(6) }))?.busy).toHaveLength(3);
  });
});
