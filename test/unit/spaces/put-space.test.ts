import { DAY, HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import { aRequest, at, START, staff } from '../../support/builders/reservation-builder';
import { aDividedHall, aSpaceInput, spaceId } from '../../support/builders/space-builder';
import { Crossroads } from '../../support/crossroads';
import { decides, Town } from '../../support/town';
import { Random } from '../../simulation/random';
import type { Ledger } from '../../../shared/spaces/model';
import { addressesOf, mailboxClaimId } from '../../../shared/spaces/model';

const hall = spaceId('hall');

/** The addresses that more than one space names, in whichever field. */
function sharedMailboxes(town: Town): string[] {
  const addresses = town.documents<Ledger>('ledger').flatMap(({ spaces }) => spaces.flatMap((space) => [...new Set(addressesOf(space))]));
  return addresses.filter((address, index) => addresses.indexOf(address) !== index);
}

describe('putting a space', () => {
  it('creates it, changes it, and leaves it when nothing differs', async () => {
    const town = new Town();
    const { putSpace, readSpace } = town.process();

    const created = await putSpace(aSpaceInput(), staff);
    town.now += HOUR;
    const same = await putSpace(aSpaceInput(), staff);
    const changed = await putSpace(aSpaceInput('oak', { name: 'Oak hall', capacity: 40 }), staff);

    expect(created).toMatchObject({ kind: 'created', space: { ...aSpaceInput(), revision: 1, changedAt: START } });
    expect(same).toEqual({ kind: 'unchanged', space: created.kind === 'created' && created.space });
    expect(changed).toMatchObject({ kind: 'changed', space: { name: 'Oak hall', capacity: 40, revision: 2, changedAt: START + HOUR } });
    expect(await readSpace(spaceId('oak'))).toMatchObject({ ledger: 'oak', space: { name: 'Oak hall', revision: 2 } });
  });

  it('takes away what is left out', async () => {
    const { putSpace } = (await new Town().with(aSpaceInput('oak', { capacity: 40 }))).process();

    const outcome = await putSpace(aSpaceInput('oak'), staff);

    expect(outcome.kind).toBe('changed');
    expect(outcome).not.toHaveProperty('space.capacity');
  });

  it('writes nothing when nothing differs, or it is refused', async () => {
    const town = await new Town().with(aSpaceInput());
    const { putSpace } = town.process();

    await putSpace(aSpaceInput(), staff);
    await putSpace(aSpaceInput('nook', { partOf: hall }), staff);

    // But for the ticks that bring a process up to the present.
    expect(town.commits.filter(({ writes }) => writes.some((write) => write.kind !== 'upsert'))).toEqual([]);
  });

  it('keeps whole and parts in one ledger', async () => {
    const town = await new Town().with(...aDividedHall());
    const { readSpace } = town.process();

    const found = await readSpace(spaceId('hall-2'));

    expect(found).toMatchObject({ ledger: 'hall', space: { id: 'hall-2', partOf: 'hall' } });
    expect(found?.spaces.map(({ id }) => id)).toEqual(['hall', 'hall-1', 'hall-2']);
    expect(await readSpace(spaceId('nowhere'))).toBeUndefined();
  });

  it.each([
    { what: 'a part of itself', input: aSpaceInput('nook', { partOf: spaceId('nook') }), fault: { kind: 'part-of-itself' } },
    {
      what: 'a part of nothing',
      input: aSpaceInput('nook', { partOf: spaceId('barn') }),
      fault: { kind: 'unknown-whole', partOf: 'barn' },
    },
    {
      what: 'rules that exceed a batch',
      input: aSpaceInput('nook', { rules: { maxDurationMinutes: 90 * 1_440 } }),
      fault: { kind: 'too-many-day-documents', space: 'nook', needed: 91 },
    },
  ])('refuses $what', async ({ input, fault }) => {
    const { putSpace, readSpace } = (await new Town().with(...aDividedHall())).process();

    expect(await putSpace(input, staff)).toMatchObject({ kind: 'refused', fault });
    expect(await readSpace(input.id)).toBeUndefined();
  });

  it('refuses a part of a part', async () => {
    const { putSpace } = (await new Town().with(...aDividedHall())).process();

    expect((await putSpace(aSpaceInput('nook', { partOf: spaceId('hall-1') }), staff)).kind).toBe('refused');
  });

  it.each([
    { what: 'a part alone', input: aSpaceInput('hall-1'), ledger: 'hall' },
    { what: 'a whole as a part', input: aSpaceInput('hall', { partOf: spaceId('oak') }), ledger: 'hall' },
  ])('leaves a space in the ledger that it was created in: $what', async ({ input, ledger }) => {
    const town = await new Town(HOUR).with(...aDividedHall(), aSpaceInput());

    // At once, and by a process that has not seen it yet.
    expect(await town.process().putSpace(input, staff)).toEqual({ kind: 'ledger-is-fixed', ledger });
    town.now += 2 * HOUR;
    expect(await town.process().putSpace(input, staff)).toEqual({ kind: 'ledger-is-fixed', ledger });
  });

  it('finishes what died between claim and ledger', async () => {
    const town = new Town();
    const dying = town.process({
      meanwhile: (call) => {
        if (decides(call)) throw new Error('killed');
      },
    });
    await expect(dying.putSpace(aSpaceInput(), staff)).rejects.toThrow('killed');
    const app = town.process();
    expect(await app.readSpace(spaceId('oak'))).toBeUndefined();

    expect((await app.putSpace(aSpaceInput(), staff)).kind).toBe('created');
  });

  it('is judged by what is true at present, by a process that sees it an hour late', async () => {
    const town = await new Town(HOUR).with(aSpaceInput());
    town.now += 2 * HOUR;
    const elsewhere = town.process();
    await elsewhere.putSpace(aSpaceInput('oak', { name: 'Oak hall' }), staff);
    await elsewhere.putSpace(aSpaceInput('hall'), staff);

    expect((await town.process().putSpace(aSpaceInput('oak'), staff)).kind).toBe('changed');
    expect((await town.process().putSpace(aSpaceInput('hall-1', { partOf: hall }), staff)).kind).toBe('created');
  });

  it('keeps both of two changes to one ledger that meet', async () => {
    const town = await new Town().with(...aDividedHall());
    const other = town.process();
    let met = false;
    const { putSpace } = town.process({
      meanwhile: async (call) => {
        if (met || !decides(call)) return;
        met = true;
        await other.putSpace(aSpaceInput('hall-1', { partOf: hall, name: 'East' }), staff);
      },
    });

    expect((await putSpace(aSpaceInput('hall-2', { partOf: hall, name: 'West' }), staff)).kind).toBe('changed');
    expect(town.documents<Ledger>('ledger')[0]?.spaces.map(({ name }) => name)).toEqual(['hall', 'East', 'West']);
  });
});

describe('a mailbox', () => {
  it.each([
    { as: 'the room itself', more: { exchangeResourceMailbox: 'OAK@City.Example' } },
    { as: 'a calendar', more: { calendar: { exchangeCalendarAddress: 'oak@city.example' } } },
  ])('belongs to one space, in any case of letters: $as', async ({ more }) => {
    const { putSpace, readSpace } = (await new Town().with(aSpaceInput())).process();

    expect(await putSpace(aSpaceInput('elm', more), staff)).toMatchObject({ kind: 'refused', fault: { kind: 'mailbox-taken', by: 'oak' } });
    expect(await readSpace(spaceId('elm'))).toBeUndefined();
  });

  it.each([
    { as: 'its room', of: 'the room', more: { exchangeResourceMailbox: 'oak@city.example' }, field: 'exchangeResourceMailbox' },
    {
      as: 'its calendar',
      of: 'the room',
      more: { calendar: { exchangeCalendarAddress: 'Oak@city.example' } },
      field: 'calendar/exchangeCalendarAddress',
    },
    {
      as: 'its room',
      of: 'the calendar',
      more: { exchangeResourceMailbox: 'OAK-calendar@city.example' },
      field: 'exchangeResourceMailbox',
    },
    {
      as: 'its calendar',
      of: 'the calendar',
      more: { calendar: { exchangeCalendarAddress: 'oak-calendar@city.example' } },
      field: 'calendar/exchangeCalendarAddress',
    },
  ])('is $of of one space and cannot be $as to another, with a calendar of its own or without', async ({ more, field }) => {
    const town = await new Town().with(aSpaceInput('oak', { calendar: { exchangeCalendarAddress: 'oak-calendar@city.example' } }));
    const { putSpace } = town.process();
    const own = { exchangeResourceMailbox: 'elm@city.example', calendar: { exchangeCalendarAddress: 'elm-calendar@city.example' } };

    const outcome = await putSpace(aSpaceInput('elm', { ...own, ...more }), staff);
    await putSpace(aSpaceInput('elm', own), staff);
    const later = await putSpace(aSpaceInput('elm', { ...own, ...more }), staff);

    expect(outcome).toEqual({ kind: 'refused', fault: { kind: 'mailbox-taken', by: 'oak', fields: [field] } });
    expect(later).toEqual(outcome);
  });

  describe('of a space that an earlier version stored, which claimed its calendar only', () => {
    const older = aSpaceInput('oak', { calendar: { exchangeCalendarAddress: 'oak-calendar@city.example' } });
    const asRoom = aSpaceInput('elm', { exchangeResourceMailbox: 'Oak@city.example' });
    const refused = { kind: 'refused', fault: { kind: 'mailbox-taken', by: 'oak', fields: ['exchangeResourceMailbox'] } };

    async function aTownOfThen(): Promise<Town> {
      const town = await new Town().with(older);
      const { database } = town.process();
      const id = mailboxClaimId('oak@city.example');
      const claim = await database.read('keys', id, id);
      if (claim.found) await database.commit('keys', id, [{ kind: 'delete', id, ifMatch: claim.etag }]);
      return town;
    }

    it('is not taken by another, and leaves no claim of it', async () => {
      const town = await aTownOfThen();
      const { putSpace } = town.process();

      expect(await putSpace(asRoom, staff)).toEqual(refused);
      expect(await putSpace(asRoom, staff)).toEqual(refused);
      expect(sharedMailboxes(town)).toEqual([]);
      // Its own space may say it again, and change.
      expect((await putSpace({ ...older, capacity: 12 }, staff)).kind).toBe('changed');
    });

    it('is not taken either by a space that stands, or where a third space left a claim', async () => {
      const town = await aTownOfThen();
      const { putSpace, database } = town.process();
      await putSpace(aSpaceInput('elm'), staff);
      await putSpace(aSpaceInput('ash'), staff);
      const id = mailboxClaimId('oak@city.example');
      const left = { id, pk: id, type: 'mailbox-claim', space: 'ash', revision: 1, at: START - HOUR };
      await database.commit('keys', id, [{ kind: 'create', document: left }]);

      expect(await putSpace(asRoom, staff)).toEqual(refused);
      expect(sharedMailboxes(town)).toEqual([]);
    });

    it('is free once that space uses another', async () => {
      const town = await aTownOfThen();
      const { putSpace } = town.process();
      await putSpace({ ...older, exchangeResourceMailbox: 'new@city.example' }, staff);

      expect((await putSpace(asRoom, staff)).kind).toBe('created');
    });
  });

  it('that was claimed for a space that is then refused is free at once', async () => {
    const town = await new Town().with(aSpaceInput('oak'));
    const { putSpace, database } = town.process();
    const both = { exchangeResourceMailbox: 'a-new@city.example', calendar: { exchangeCalendarAddress: 'oak@city.example' } };

    expect((await putSpace(aSpaceInput('elm', both), staff)).kind).toBe('refused');

    const claim = mailboxClaimId('a-new@city.example');
    expect((await database.read('keys', claim, claim)).found).toBe(false);
    expect((await putSpace(aSpaceInput('ash', { exchangeResourceMailbox: 'A-new@city.example' }), staff)).kind).toBe('created');
  });

  it('stays with its space through other changes', async () => {
    const { putSpace } = (await new Town().with(aSpaceInput())).process();
    await putSpace(aSpaceInput('oak', { name: 'Oak hall' }), staff);

    expect(await putSpace(aSpaceInput('elm', { exchangeResourceMailbox: 'oak@city.example' }), staff)).toMatchObject({ kind: 'refused' });
  });

  it('passes on when its space uses another one, and back again', async () => {
    const town = await new Town().with(aSpaceInput());
    const { putSpace } = town.process();
    await putSpace(aSpaceInput('oak', { exchangeResourceMailbox: 'new@city.example' }), staff);

    expect((await putSpace(aSpaceInput('elm', { exchangeResourceMailbox: 'oak@city.example' }), staff)).kind).toBe('created');
    expect(await putSpace(aSpaceInput('oak'), staff)).toMatchObject({ kind: 'refused', fault: { kind: 'mailbox-taken', by: 'elm' } });
    await putSpace(aSpaceInput('elm'), staff);
    expect((await putSpace(aSpaceInput('oak'), staff)).kind).toBe('changed');
    expect(sharedMailboxes(town)).toEqual([]);
  });

  it('of a space whose creation died is free again after a while, not at once', async () => {
    const town = new Town();
    const dying = town.process({
      meanwhile: (call) => {
        if (decides(call)) throw new Error('killed');
      },
    });
    await expect(dying.putSpace(aSpaceInput(), staff)).rejects.toThrow('killed');
    const heir = aSpaceInput('elm', { exchangeResourceMailbox: 'oak@city.example' });

    expect(await town.process().putSpace(heir, staff)).toMatchObject({ kind: 'refused', fault: { kind: 'mailbox-taken', by: 'oak' } });
    town.now += 11 * MINUTE;
    expect((await town.process().putSpace(heir, staff)).kind).toBe('created');
  });

  it('is not taken by a process that has not seen yet who uses it', async () => {
    const town = new Town(HOUR);
    town.now += 2 * HOUR;
    await town.process().putSpace(aSpaceInput('oak', { exchangeResourceMailbox: 'old@city.example' }), staff);
    town.now += 2 * HOUR;
    await town.process().putSpace(aSpaceInput('oak'), staff);
    town.now += 30 * MINUTE;

    const outcome = await town.process().putSpace(aSpaceInput('elm', { exchangeResourceMailbox: 'oak@city.example' }), staff);

    expect(outcome).toMatchObject({ kind: 'refused', fault: { kind: 'mailbox-taken', by: 'oak' } });
    expect(sharedMailboxes(town)).toEqual([]);
  });

  it('never serves two spaces, however their changes interleave (seeded)', async () => {
    const endings = new Set<string>();
    for (let seed = 1; seed <= 150; seed += 1) {
      const random = new Random(seed);
      const town = await new Town(random.chance(0.5) ? 3 * SECOND : undefined).with(aSpaceInput('ash'));
      town.now += HOUR;
      const roads = new Crossroads(random, () => {
        town.now += random.whole(0, 500);
      });
      const processes = [town.process({ travel: roads }), town.process({ travel: roads })];
      const puts = Array.from({ length: 5 }, () => {
        const some = (): string => random.pick(['one@city.example', 'two@city.example', 'TWO@city.example']);
        const names = { exchangeResourceMailbox: some(), ...(random.chance(0.5) && { calendar: { exchangeCalendarAddress: some() } }) };
        return random.pick(processes).putSpace(aSpaceInput(random.pick(['oak', 'elm', 'ash']), names), staff);
      });

      for (const { kind } of await roads.run(Promise.all(puts))) endings.add(kind);

      expect({ seed, shared: sharedMailboxes(town) }).toEqual({ seed, shared: [] });
    }
    expect([...endings]).toEqual(expect.arrayContaining(['created', 'changed', 'refused']));
  });
});

describe('links and mailbox while reservations stand', () => {
  const standing = async (space = 'hall', day = 4) => {
    const town = await new Town().with(...aDividedHall());
    const app = town.process();
    const outcome = await app.submit(aRequest({ space, startsAt: at(day, 10) }));
    if (outcome.kind !== 'accepted') throw new Error('it was not accepted');
    return { town, app, id: outcome.reservation.id };
  };
  const moves = [
    { change: 'a new part', input: aSpaceInput('hall-3', { partOf: hall }) },
    { change: 'another mailbox', input: aSpaceInput('hall', { exchangeResourceMailbox: 'new@city.example' }) },
    { change: 'no mailbox', input: aSpaceInput('hall-1', { partOf: hall, exchangeResourceMailbox: undefined }) },
  ];

  it.each(moves)('stay, with the count: $change', async ({ input }) => {
    const { app } = await standing();

    expect(await app.putSpace(input, staff)).toEqual({ kind: 'has-reservations', count: 1 });
  });

  it.each(moves)('may change once they are cancelled or over: $change', async ({ input }) => {
    const { town, app, id } = await standing();
    await app.cancel({ id, cause: staff });
    expect(['created', 'changed']).toContain((await app.putSpace(input, staff)).kind);

    const past = await standing('hall-2', 3);
    past.town.now += 3 * DAY;
    expect(['created', 'changed']).toContain((await past.app.putSpace(input, staff)).kind);
    expect(town.wrongs()).toEqual([]);
  });

  it('do not hinder other changes', async () => {
    const { app } = await standing();

    expect(
      (await app.putSpace(aSpaceInput('hall', { name: 'Great Hall', state: 'closed', rules: { setupMinutes: 30 } }), staff)).kind,
    ).toBe('changed');
  });

  it.each(moves)('never change under a booking that comes in between: $change', async ({ input }) => {
    const town = await new Town().with(...aDividedHall());
    const citizens = town.process();
    let met = false;
    const { putSpace } = town.process({
      meanwhile: async (call) => {
        if (met || !decides(call)) return;
        met = true;
        await citizens.submit(aRequest({ space: 'hall' }));
      },
    });

    expect(await putSpace(input, staff)).toEqual({ kind: 'has-reservations', count: 1 });
    expect(town.wrongs()).toEqual([]);
  });

  it.each(moves)('are those that a booking finds in its own moment: $change', async ({ input }) => {
    const town = await new Town().with(...aDividedHall());
    const admins = town.process();
    let met = false;
    const { submit } = town.process({
      meanwhile: async (call) => {
        if (met || !decides(call)) return;
        met = true;
        await admins.putSpace(input, staff);
      },
    });

    expect((await submit(aRequest({ space: 'hall' }))).kind).toBe('accepted');
    expect(town.documents('reservation')).toMatchObject([{ excludes: town.documents<Ledger>('ledger')[0]?.spaces.map(({ id }) => id) }]);
    expect(town.wrongs()).toEqual([]);
  });

  it('and bookings never both, however they interleave (seeded)', async () => {
    const endings = new Set<string>();
    for (let seed = 1; seed <= 80; seed += 1) {
      const random = new Random(seed);
      const town = await new Town(random.chance(0.5) ? 3 * SECOND : undefined).with(...aDividedHall());
      town.now += HOUR;
      const roads = new Crossroads(random, () => {
        town.now += random.whole(0, 500);
      });
      const [citizens, admins] = [town.process({ travel: roads }), town.process({ travel: roads })];

      const [booked, put] = await roads.run(
        Promise.all([citizens.submit(aRequest({ space: 'hall' })), admins.putSpace(aSpaceInput('hall-3', { partOf: hall }), staff)]),
      );

      endings.add(`${booked.kind} ${put.kind}`);
      expect({ seed, wrongs: town.wrongs() }).toEqual({ seed, wrongs: [] });
    }
    expect([...endings].sort()).toEqual(['accepted created', 'accepted has-reservations']);
  });
});
