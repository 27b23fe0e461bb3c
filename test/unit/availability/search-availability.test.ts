import type { FindStrangers } from '../../../shared/availability/ports';
import type { AvailabilitySearch } from '../../../shared/availability/search-availability';
import type { ReadSchedules } from '../../../shared/free-busy/ports';
import { DAY, HOUR } from '../../../shared/kernel/clock';
import type { Interval } from '../../../shared/kernel/intervals';
import { aRequest, at, START } from '../../support/builders/reservation-builder';
import { aDividedHall, aSpaceInput, spaceId } from '../../support/builders/space-builder';
import { submitted, Town, type TownProcess } from '../../support/town';

const tenToEleven = { from: at(3, 10), to: at(3, 11) };

const look = (app: TownProcess, more: Partial<AvailabilitySearch> = {}) =>
  app.search({ ...tenToEleven, audience: 'public', limit: 20, ...more });
const freeIds = async (app: TownProcess, more: Partial<AvailabilitySearch> = {}) =>
  (await look(app, more)).free.map(({ space }) => space.id);

/** Three rooms of two buildings. */
const rooms = [
  aSpaceInput('ash', { capacity: 8, features: ['Piano'] }),
  aSpaceInput('elm', { capacity: 30, features: ['piano', 'stage'] }),
  aSpaceInput('fir', { building: { name: 'Riverside Centre', abbreviation: 'RC' } }),
];

describe('which spaces are free', () => {
  it('are those of which nothing is taken then, buffers included', async () => {
    const town = await new Town().with(...['ash', 'elm', 'fir'].map((id) => aSpaceInput(id, { rules: { setupMinutes: 30 } })));
    const app = town.process();
    await submitted(app, { space: 'ash', startsAt: at(3, 8), endsAt: at(3, 9, 45) });
    await submitted(app, { space: 'elm', startsAt: at(3, 8), endsAt: at(3, 9, 30) });
    await submitted(app, { space: 'fir', startsAt: at(3, 11), endsAt: at(3, 12) });

    expect(await freeIds(app)).toEqual(['elm']);
  });

  it('know the parts of a hall and the hall', async () => {
    const app = (await new Town().with(...aDividedHall(2))).process();
    await submitted(app, { space: 'hall-1', startsAt: at(3, 10) });

    expect(await freeIds(app)).toEqual(['hall-2']);
  });

  it.each<[string, Partial<AvailabilitySearch>, string[]]>([
    ['hold so many people, or do not say how many', { capacity: 9 }, ['fir', 'elm']],
    ['have all features, however they are written', { features: ['PIANO'] }, ['ash', 'elm']],
    ['have all features', { features: ['piano', ' Stage'] }, ['elm']],
    ['stand in the building by its name', { building: 'riverside centre' }, ['fir']],
    ['stand in the building by its abbreviation', { building: ' th ' }, ['ash', 'elm']],
    ['are all of these', { building: 'RC', features: ['piano'] }, []],
  ])('%s', async (_, more, ids) => {
    const app = (await new Town().with(...rooms)).process();

    expect((await freeIds(app, more)).sort()).toEqual([...ids].sort());
  });

  it('leave out what is closed, and what is for staff only unless staff ask', async () => {
    const app = (
      await new Town().with(...rooms, aSpaceInput('shut', { state: 'closed' }), aSpaceInput('archive', { reservationConfig: undefined }))
    ).process();

    expect(await freeIds(app)).toEqual(['fir', 'ash', 'elm']);
    expect(await freeIds(app, { audience: 'staff' })).toEqual(['fir', 'archive', 'ash', 'elm']);
  });

  it('are not in the past, for nobody', async () => {
    const app = (await new Town().with(aSpaceInput(), aSpaceInput('archive', { reservationConfig: undefined }))).process();

    expect(await freeIds(app, { from: START - HOUR, to: START + HOUR, audience: 'staff' })).toEqual([]);
  });

  it('obey the rules: what is found can be reserved', async () => {
    const town = await new Town().with(
      aSpaceInput('ash', { rules: { slotStepMinutes: 45 } }),
      aSpaceInput('elm', { rules: { leadTimeMinutes: 3 * 1_440 } }),
      aSpaceInput('fir'),
    );
    const app = town.process();

    expect(await freeIds(app)).toEqual(['fir']);
    expect((await app.submit(aRequest({ space: 'fir', startsAt: at(3, 10) }))).kind).toBe('accepted');
    expect((await app.submit(aRequest({ space: 'ash', startsAt: at(3, 10) }))).kind).toBe('refused');
  });

  it('are read with two queries, however many spaces and days there are', async () => {
    const town = await new Town().with(...rooms, ...aDividedHall(2));
    const app = town.process();
    town.scans.length = 0;

    await look(app);
    await look(app, { from: at(3), to: at(3) + 62 * DAY, minutes: 60 });

    expect(town.scans.map(({ where }) => where.slice(0, 18))).toEqual([
      'c.type = "ledger"',
      'c.type = "day" AND',
      'c.type = "ledger"',
      'c.type = "day" AND',
    ]);
  });

  it('are read to the end when the store answers in pages', async () => {
    const app = (await new Town().with(...rooms)).process();
    for (const space of ['ash', 'elm']) await submitted(app, { space, startsAt: at(3, 10) });
    const { scan } = app.database;
    app.database.scan = (asked) => scan({ ...asked, limit: 1 });

    expect(await freeIds(app)).toEqual(['fir']);
  });
});

describe('where little is free', () => {
  const nearOf = async (app: TownProcess, more: Partial<AvailabilitySearch> = {}) =>
    (await look(app, more)).near.map(({ space, because, nearest }) => [space.id, because.kind, (nearest.start - at(3)) / HOUR]);

  it('other times are named, the nearest first', async () => {
    const app = (await new Town().with(...rooms)).process();
    await submitted(app, { space: 'ash', startsAt: at(3, 8), endsAt: at(3, 14) });
    await submitted(app, { space: 'elm', startsAt: at(3, 9, 30), endsAt: at(3, 11) });

    expect(await nearOf(app)).toEqual([
      ['elm', 'slot-taken', 11],
      ['ash', 'slot-taken', 7],
    ]);
  });

  it('they lie where the rules allow, however far that is, and beside what is taken there', async () => {
    const openingHours = { saturday: [{ opens: '10:00', closes: '12:00' }] };
    const app = (await new Town().with(aSpaceInput('ash', { rules: { openingHours } }))).process();

    expect(await nearOf(app)).toEqual([['ash', 'rule-broken', 4 * 24 + 10]]);
    await submitted(app, { space: 'ash', startsAt: at(7, 10) });
    expect(await nearOf(app)).toEqual([['ash', 'rule-broken', 4 * 24 + 11]]);
  });

  it('they lie a week on where all is taken around', async () => {
    const app = (await new Town().with(aSpaceInput('ash', { rules: { maxDurationMinutes: 9 * 1_440 } }))).process();
    await submitted(app, { space: 'ash', startsAt: at(2, 9), endsAt: at(8) });

    expect(await nearOf(app)).toEqual([['ash', 'slot-taken', 7 * 24 + 10]]);
  });

  it('there are five at most, on the first page only, and none where enough is free', async () => {
    const many = Array.from({ length: 9 }, (_, index) => aSpaceInput(`room-${String(index)}`, { rules: { slotStepMinutes: 45 } }));
    const app = (await new Town().with(...many)).process();
    const plenty = (await new Town().with(...rooms, aSpaceInput('oak', { rules: { slotStepMinutes: 45 } }))).process();

    expect(await nearOf(app)).toHaveLength(5);
    expect(await nearOf(app, { continuation: 'A' })).toEqual([]);
    expect(await nearOf(plenty)).toEqual([]);
  });

  it('of those that do not match there is nothing', async () => {
    const app = (await new Town().with(...rooms)).process();

    expect(await look(app, { capacity: 500, features: ['piano'] })).toMatchObject({ free: [], near: [] });
  });
});

describe('when spaces are free for long enough', () => {
  it('is told by space, within its hours', async () => {
    const openingHours = { tuesday: [{ opens: '09:00', closes: '17:00' }], wednesday: [{ opens: '09:00', closes: '11:00' }] };
    const app = (
      await new Town().with(aSpaceInput('ash', { rules: { openingHours } }), aSpaceInput('elm', { rules: { maxDurationMinutes: 60 } }))
    ).process();
    await submitted(app, { space: 'ash', startsAt: at(3, 10), endsAt: at(3, 12) });

    const { free } = await look(app, { from: at(3), to: at(5), minutes: 90 });

    expect(free.map(({ space, minutes }) => [space.id, minutes])).toEqual([['ash', 90]]);
    expect(free[0]?.free).toEqual([
      { start: at(3, 12), end: at(3, 17) },
      { start: at(4, 9), end: at(4, 11) },
    ]);
  });

  it('counts what stands on the days before and after, as far as buffers reach', async () => {
    const rules = { setupMinutes: 30, cleanupMinutes: 60 };
    const app = (await new Town().with(aSpaceInput('ash', { rules }))).process();
    await submitted(app, { space: 'ash', startsAt: at(2, 21), endsAt: at(2, 22, 50) });
    await submitted(app, { space: 'ash', startsAt: at(4, 1), endsAt: at(4, 2) });

    const { free } = await look(app, { from: at(3), to: at(4), minutes: 60 });

    expect(free[0]?.free).toEqual([{ start: at(3, 0, 20), end: at(3, 23, 30) }]);
  });

  it('is told for fifty stretches at a time, and where they go on', async () => {
    const openingHours = Object.fromEntries(
      ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [
        day,
        [{ opens: '09:00', closes: '10:00' }],
      ]),
    );
    const app = (await new Town().with(aSpaceInput('ash', { rules: { openingHours } }))).process();
    const all = { from: at(3), to: at(3) + 62 * DAY, minutes: 60 };

    const first = await look(app, all);
    const goesOnAt = first.free[0]?.goesOnAt ?? 0;
    const rest = await look(app, { ...all, from: goesOnAt });

    expect([first.free[0]?.free.length, rest.free[0]?.free.length]).toEqual([50, 12]);
    expect(rest.free[0]?.free[0]).toEqual({ start: goesOnAt, end: goesOnAt + HOUR });
    expect(rest.free[0]).not.toHaveProperty('goesOnAt');
  });

  it('goes on after the last space of a page, also when spaces are added', async () => {
    const town = await new Town().with(...rooms);
    const app = town.process();

    const first = await look(app, { minutes: 30, limit: 2 });
    await town.with(aSpaceInput('aspen'), aSpaceInput('birch', { building: { name: 'A', abbreviation: 'A' } }));
    const second = await look(app, { minutes: 30, limit: 2, continuation: first.continuation });

    expect(first.free.map(({ space }) => space.id)).toEqual(['fir', 'ash']);
    expect(second.free.map(({ space }) => space.id)).toEqual(['aspen', 'elm']);
    expect(second).not.toHaveProperty('continuation');
  });
});

describe('what the calendars say at the moment', () => {
  /** Calendars of `{id}@city.example` that show these hours of the 3rd, or do not answer; and what was asked of them. Ours is what is said to be. */
  function calendars(shows: Readonly<Record<string, readonly (readonly [number, number])[] | 'silent'>>, ours: readonly Interval[] = []) {
    const asked: { addresses: readonly string[]; span: Interval }[] = [];
    const judged: string[] = [];
    const live = {
      readSchedules: ((addresses, span) => {
        asked.push({ addresses, span });
        return Promise.resolve(new Map(addresses.map((address) => [address, answerOf(shows[address.split('@')[0] ?? ''] ?? [])])));
      }) satisfies ReadSchedules,
      findStrangers: ((entries) => {
        judged.push(...entries.keys());
        const isOurs = (entry: Interval): boolean => ours.some(({ start, end }) => start === entry.start && end === entry.end);
        return Promise.resolve(new Map([...entries].map(([address, all]) => [address, all.filter((entry) => !isOurs(entry))])));
      }) satisfies FindStrangers,
    };
    return { asked, judged, live };
  }

  const hours = (start: number, end: number): Interval => ({ start: at(3) + start * HOUR, end: at(3) + end * HOUR });
  const answerOf = (shown: readonly (readonly [number, number])[] | 'silent') =>
    shown === 'silent'
      ? ({ kind: 'unavailable' } as const)
      : ({ kind: 'read', busy: shown.map(([start, end]) => hours(start, end)) } as const);

  it('is asked of the spaces that the ledger gives as free, and takes away those that are busy', async () => {
    const { asked, live } = calendars({ elm: [[10.5, 12]], fir: 'silent' });
    const town = await new Town().with(...rooms);
    const app = town.process(live);
    await submitted(town.process(), { space: 'ash', startsAt: at(3, 10) });

    const { free, near } = await look(app);

    expect(asked.map(({ addresses }) => addresses)).toEqual([['fir@city.example', 'elm@city.example']]);
    expect(free).toMatchObject([{ space: { id: 'fir' }, exchange: 'unavailable' }]);
    expect(near).toMatchObject([
      { space: { id: 'elm' }, exchange: 'free', because: { kind: 'slot-taken' }, nearest: { start: at(3, 9, 30), end: at(3, 10, 30) } },
      { space: { id: 'ash' }, exchange: 'not-asked' },
    ]);
  });

  it('keeps its distance to what stands in a calendar by the buffers of the space', async () => {
    const { live } = calendars({ ash: [[8, 9.75]], elm: [[8, 9.5]] });
    const app = (await new Town().with(...['ash', 'elm'].map((id) => aSpaceInput(id, { rules: { setupMinutes: 30 } })))).process(live);

    expect(await freeIds(app)).toEqual(['elm']);
  });

  it('counts for a half what stands in the calendar of the hall, and for the hall what stands in those of its halves', async () => {
    const { asked, live } = calendars({ 'hall-1': [[9, 12]] });
    const silent = calendars({ hall: 'silent' });
    const town = await new Town().with(...aDividedHall(2));

    const seen = await look(town.process(live));
    const unseen = await look(town.process(silent.live));

    expect(asked.map(({ addresses }) => addresses)).toEqual([['hall@city.example', 'hall-1@city.example', 'hall-2@city.example']]);
    expect(seen.free.map(({ space, exchange }) => [space.id, exchange])).toEqual([['hall-2', 'free']]);
    expect(unseen.free.map(({ exchange }) => exchange)).toEqual(['unavailable', 'unavailable', 'unavailable']);
  });

  it('is not held against a space where it is ours, or in our documents anyway', async () => {
    const { judged, live } = calendars({ ash: [[9, 11]], elm: [[8, 9]] }, [hours(9, 11)]);
    const town = await new Town().with(...rooms);
    const app = town.process(live);
    await submitted(town.process(), { space: 'elm', startsAt: at(3, 8), endsAt: at(3, 9) });

    expect(await freeIds(app)).toEqual(['fir', 'ash', 'elm']);
    expect(judged).toEqual(['ash@city.example']);
  });

  it('is taken out of the stretches', async () => {
    const { asked, live } = calendars({ ash: [[2, 22]], elm: [[0, 24]] });
    const app = (await new Town().with(...rooms)).process(live);

    const { free } = await look(app, { from: at(3), to: at(4), minutes: 120 });

    expect(free.map(({ space, exchange, free: times }) => [space.id, exchange, times.length])).toEqual([
      ['fir', 'free', 1],
      ['ash', 'free', 2],
    ]);
    expect(asked).toHaveLength(1);
  });

  it('is not asked where there is no calendar', async () => {
    const { asked, live } = calendars({});
    const app = (await new Town().with(aSpaceInput('lawn', { exchangeResourceMailbox: undefined }))).process(live);

    expect((await look(app)).free).toMatchObject([{ exchange: 'not-asked' }]);
    expect(asked).toEqual([]);
  });

  it('is merged into what is told of one space, its whole and its parts too', async () => {
    const { asked, live } = calendars({ hall: [[10, 11], [14, 15]], 'hall-2': [[10, 11]] }); // prettier-ignore
    const town = await new Town().with(...aDividedHall(2));
    const app = town.process(live);
    await submitted(town.process(), { space: 'hall-1', startsAt: at(3, 11), endsAt: at(3, 12) });

    const span = { audience: 'public' as const, from: at(3, 8), to: at(3, 18) };

    expect(await app.availability(spaceId('hall-1'), span)).toMatchObject({ exchange: 'free', busy: [hours(10, 12), hours(14, 15)] });
    expect(asked.map(({ addresses }) => addresses)).toEqual([['hall@city.example', 'hall-1@city.example']]);
  });

  it('leaves what our own documents say where one space cannot be asked about', async () => {
    const { live } = calendars({ oak: 'silent' });
    const town = await new Town().with(aSpaceInput('oak'));
    const app = town.process(live);
    await submitted(town.process(), { space: 'oak', startsAt: at(3, 11), endsAt: at(3, 12) });

    expect(await app.availability(spaceId('oak'), { audience: 'public', from: at(3), to: at(4) })).toMatchObject({
      exchange: 'unavailable',
      busy: [hours(11, 12)],
    });
  });
});
