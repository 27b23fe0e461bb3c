import { HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import type { ReservationId } from '../../../shared/kernel/ids';
import type { ChangeRequest } from '../../../shared/reservations/moves/change-reservation';
import type { Reservation } from '../../../shared/reservations/model';
import { aReservationId, at, staff, START } from '../../support/builders/reservation-builder';
import { aDividedHall, aSpaceInput, ledgerId, spaceId } from '../../support/builders/space-builder';
import { Crossroads } from '../../support/crossroads';
import { decides, submitted, Town } from '../../support/town';
import { Random } from '../../simulation/random';

const byStaff = (id: ReservationId, patch: ChangeRequest['patch'], more: Partial<ChangeRequest> = {}): ChangeRequest => ({
  id,
  patch,
  by: 'staff',
  cause: staff,
  ...more,
});
const byCitizen = (id: ReservationId, patch: ChangeRequest['patch']): ChangeRequest => byStaff(id, patch, { by: 'citizen' });
const stored = (town: Town, id: ReservationId): Reservation | undefined =>
  town.documents<Reservation>('reservation').find((one) => one.id === id);

describe('another time in the same ledger', () => {
  it('is one batch: the old time is free at once, the new one is kept in every space, the wish is the new time', async () => {
    const town = await new Town().with(...aDividedHall(2, { setupMinutes: 30 }));
    const app = town.process();
    const id = await submitted(app, { space: 'hall' });
    town.commits.length = 0;
    town.now += MINUTE;

    const outcome = await app.change(byStaff(id, { startsAt: at(5, 10), endsAt: at(6, 2) }));

    expect(outcome).toMatchObject({
      kind: 'done',
      reservation: { id, revision: 2, status: 'pending', startsAt: at(5, 10), endsAt: at(6, 2), changedAt: START + MINUTE },
      item: { key: id, state: 'pending', desired: { value: { start: at(5, 10), end: at(6, 2) } } },
    });
    expect(town.commits).toHaveLength(1);
    const days = ['hall', 'hall-1', 'hall-2'].flatMap((space) => [`day:${space}:2026-03-05`, `day:${space}:2026-03-06`]);
    expect(town.days()).toEqual(Object.fromEntries(days.map((day) => [day, [id]])));
    expect(app.nudges.at(-1)).toMatchObject({ lane: 'mailbox:hall@city.example', cause: 'commit' });
    await submitted(app, { space: 'hall' });
    expect(town.wrongs()).toEqual([]);
  });

  it('may overlap its own old time', async () => {
    const town = await new Town().with(aSpaceInput('oak', { rules: { setupMinutes: 60, cleanupMinutes: 60 } }));
    const app = town.process();
    const id = await submitted(app);

    expect(await app.change(byStaff(id, { startsAt: at(3, 10, 30), endsAt: at(3, 11, 30) }))).toMatchObject({ kind: 'done' });
    expect(stored(town, id)?.kept).toEqual({ start: at(3, 9, 30), end: at(3, 12, 30) });
    expect(town.wrongs()).toEqual([]);
  });

  it('that is taken is refused with other times, and nothing has changed', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app);
    await submitted(app, { startsAt: at(3, 14) });
    const before = { reservation: stored(town, id), days: town.days() };

    const outcome = await app.change(byStaff(id, { startsAt: at(3, 14, 30), endsAt: at(3, 15, 30) }));

    expect(outcome).toMatchObject({ kind: 'slot-refused', refusal: { kind: 'slot-taken' } });
    const [first] = outcome.kind === 'slot-refused' && outcome.refusal.kind === 'slot-taken' ? outcome.refusal.free : [];
    expect(first).toEqual({ start: at(3, 15), end: at(3, 16) });
    expect({ reservation: stored(town, id), days: town.days() }).toEqual(before);
    expect(await app.change(byStaff(id, { startsAt: at(3, 15), endsAt: at(3, 16) }))).toMatchObject({ kind: 'done' });
    expect(town.wrongs()).toEqual([]);
  });

  it('goes from the whole to a part and back, past what stands in the other part', async () => {
    const town = await new Town().with(...aDividedHall());
    const app = town.process();
    const id = await submitted(app, { space: 'hall' });

    expect(await app.change(byStaff(id, { spaceId: spaceId('hall-1') }))).toMatchObject({
      kind: 'done',
      item: { target: 'hall-1@city.example' },
    });
    const other = await submitted(app, { space: 'hall-2' });
    expect(town.wrongs()).toEqual([]);
    expect(await app.change(byStaff(id, { spaceId: spaceId('hall') }))).toMatchObject({ refusal: { kind: 'slot-taken' } });
    expect(await app.change(byStaff(id, { spaceId: spaceId('hall-2') }))).toMatchObject({ refusal: { kind: 'slot-taken' } });
    await app.cancel({ id: other, cause: staff });
    expect(await app.change(byStaff(id, { spaceId: spaceId('hall') }))).toMatchObject({ kind: 'done', item: { key: id } });

    expect(town.days()).toEqual({ 'day:hall:2026-03-03': [id], 'day:hall-1:2026-03-03': [id], 'day:hall-2:2026-03-03': [id] });
    expect(town.wrongs()).toEqual([]);
  });

  it('can be so far away that one batch could not hold both times', async () => {
    const town = await new Town().with(...aDividedHall(2, { maxDurationMinutes: 20 * 1_440 }));
    const app = town.process();
    const id = await submitted(app, { space: 'hall', startsAt: at(5), endsAt: at(24, 12) });
    town.commits.length = 0;

    const outcome = await app.change(byStaff(id, { startsAt: at(30), endsAt: at(49, 12) }));

    expect(outcome).toMatchObject({ kind: 'done', reservation: { revision: 2 } });
    expect(Math.max(...town.commits.map(({ writes }) => writes.length))).toBeLessThanOrEqual(100);
    expect(Object.keys(town.days())).toHaveLength(3 * 20);
    expect(town.documents('claim')).toEqual([]);
    expect(town.wrongs()).toEqual([]);
    expect(await app.countStanding(ledgerId('hall'))).toBe(1);
    await app.cancel({ id, cause: staff });
    expect(town.days()).toEqual({});
  });

  it.each([1, 2])('so far away is finished by the sweep when the process dies after commit %i', async (last) => {
    const town = await new Town().with(...aDividedHall(2, { maxDurationMinutes: 20 * 1_440 }));
    const id = await submitted(town.process(), { space: 'hall', startsAt: at(5), endsAt: at(24, 12) });

    await town.dying((app) => app.change(byStaff(id, { startsAt: at(30), endsAt: at(49, 12) })), last);
    expect(town.wrongs()).toEqual([]);
    town.now += 2 * MINUTE;
    await town.process().finishMoves();

    expect(stored(town, id)?.startsAt).toBe(last === 1 ? at(5) : at(30));
    expect(Object.keys(town.days())).toHaveLength(3 * 20);
    expect(town.documents('claim')).toEqual([]);
    expect(stored(town, id)).not.toHaveProperty('leaving');
    expect(town.wrongs()).toEqual([]);
  });
});

describe('details', () => {
  it('leave the days alone, and take away what is null', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app, { notes: 'Two pianos', attendance: 12 });
    town.commits.length = 0;

    const contact = { name: 'Bea', email: 'bea@home.example' };
    const outcome = await app.change(byStaff(id, { title: 'Concert', publicTitle: 'A concert', notes: null, contact }));

    expect(outcome).toMatchObject({
      kind: 'done',
      reservation: { title: 'Concert', publicTitle: 'A concert', attendance: 12, contact },
      item: { desired: { value: { subject: 'Hold: Concert' } } },
    });
    expect(outcome.kind === 'done' && outcome.reservation).not.toHaveProperty('notes');
    expect(town.commits.map(({ writes }) => writes.map((write) => ('document' in write ? write.document.type : 'delete')))).toEqual([
      ['reservation', 'sync-item'],
    ]);
    expect(town.wrongs()).toEqual([]);
  });

  it('that are as they were are no change: nothing is written, and a citizen need not ask again', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app, { notes: 'Two pianos' });
    const { kind: _done, ...approved } = await app.approve({ id, cause: staff });
    town.commits.length = 0;

    for (const patch of [{}, { notes: 'Two pianos', startsAt: at(3, 10) }, { attendance: null }])
      expect(await app.change(byCitizen(id, patch))).toEqual({ kind: 'done', ...approved });

    expect(town.commits.filter(decides)).toEqual([]);
  });

  it('may be changed by citizens when the time itself could no longer be booked', async () => {
    const town = await new Town().with(aSpaceInput('oak', { capacity: 10, rules: { leadTimeMinutes: 24 * 60 } }));
    const app = town.process();
    const id = await submitted(app);
    town.now = at(3, 9);

    expect(await app.change(byCitizen(id, { notes: 'We bring our own piano' }))).toMatchObject({ kind: 'done' });
    expect(await app.change(byCitizen(id, { attendance: 11 }))).toMatchObject({ refusal: { kind: 'rule-broken', rule: 'capacity' } });
    expect(await app.change(byCitizen(id, { attendance: 10 }))).toMatchObject({ kind: 'done' });
    expect(await app.change(byCitizen(id, { endsAt: at(3, 12) }))).toMatchObject({ refusal: { kind: 'rule-broken', rule: 'lead-time' } });
  });
});

describe('who changes it', () => {
  it('a citizen asks again where staff decide: pending, with a new hold, nothing said any more of the old decision', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app);
    await app.approve({ id, cause: staff });
    town.now += HOUR;

    const outcome = await app.change(byCitizen(id, { startsAt: at(3, 12), endsAt: at(3, 13) }));

    expect(outcome).toMatchObject({
      kind: 'done',
      reservation: { id, status: 'pending', holdUntil: town.now + 72 * HOUR },
      item: { key: id, desired: { value: { subject: 'Hold: Choir practice' } } },
    });
    expect(outcome.kind === 'done' && outcome.reservation).not.toHaveProperty('decision');
    expect(await app.approve({ id, cause: staff })).toMatchObject({ kind: 'done', reservation: { status: 'approved' } });
    expect(town.wrongs()).toEqual([]);
  });

  it('staff keep the status and the hold', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const [pending, approved] = [await submitted(app), await submitted(app, { startsAt: at(3, 14) })];
    await app.approve({ id: approved, cause: staff });
    town.now += HOUR;

    const changes = [await app.change(byStaff(pending, { title: 'A' })), await app.change(byStaff(approved, { endsAt: at(3, 16) }))];

    expect(changes).toMatchObject([
      { reservation: { status: 'pending', holdUntil: START + 72 * HOUR } },
      { reservation: { status: 'approved', decision: { by: staff.actor } } },
    ]);
    expect(stored(town, approved)).not.toHaveProperty('holdUntil');
  });

  it('a citizen stays approved where nobody decides', async () => {
    const town = await new Town().with(aSpaceInput('oak', { rules: { approval: 'automatic' } }));
    const app = town.process();
    const id = await submitted(app);

    expect(await app.change(byCitizen(id, { endsAt: at(3, 12) }))).toMatchObject({ reservation: { status: 'approved' } });
  });

  it('everybody keeps to the rules of the house, with the nearest time; staff may break those that they confirm', async () => {
    const town = await new Town().with(aSpaceInput('oak', { rules: { minDurationMinutes: 60 } }));
    const app = town.process();
    const id = await submitted(app);
    const shorter = { endsAt: at(3, 10, 30) };

    expect(await app.change(byCitizen(id, shorter))).toMatchObject({
      kind: 'slot-refused',
      refusal: { kind: 'rule-broken', rule: 'min-duration', nearest: { start: at(3, 10), end: at(3, 11) } },
    });
    expect(await app.change(byStaff(id, shorter))).toMatchObject({
      kind: 'slot-refused',
      refusal: { rule: 'min-duration', toConfirm: [{ rule: 'min-duration', bound: 'at least 60 minutes' }] },
    });
    expect(await app.change({ ...byStaff(id, shorter), confirmed: ['min-duration'] })).toMatchObject({
      kind: 'done',
      reservation: { endsAt: at(3, 10, 30) },
    });
  });

  it('nobody moves it where the space itself says no', async () => {
    const closed = aSpaceInput('elm', { state: 'closed' });
    const town = await new Town().with(aSpaceInput(), closed, aSpaceInput('attic', { reservationConfig: undefined }));
    const app = town.process();
    const id = await submitted(app);
    const refusalOf = async (patch: ChangeRequest['patch']): Promise<unknown> => {
      const outcome = await app.change(byStaff(id, patch));
      return outcome.kind === 'slot-refused' ? outcome.refusal.kind : outcome.kind;
    };

    expect(await refusalOf({ spaceId: spaceId('elm') })).toBe('space-closed');
    expect(await refusalOf({ spaceId: spaceId('nowhere') })).toBe('unknown-space');
    expect(await refusalOf({ startsAt: START - HOUR })).toBe('slot-in-the-past');
    expect(await refusalOf({ endsAt: at(5) })).toBe('too-long');
    expect(await refusalOf({ endsAt: at(3, 9) })).toBe('ends-before-it-starts');
    expect(stored(town, id)?.revision).toBe(1);
    expect(await refusalOf({ spaceId: spaceId('attic') })).toBe('done');
  });
});

describe('when it may be changed', () => {
  it('staff may prolong what has begun and bring it elsewhere, but not make it begin earlier', async () => {
    const town = await new Town().with(aSpaceInput(), aSpaceInput('elm'));
    const app = town.process();
    const id = await submitted(app);
    town.now = at(3, 10, 30);

    expect(await app.change(byStaff(id, { endsAt: at(3, 12) }))).toMatchObject({ kind: 'done' });
    expect(await app.change(byStaff(id, { spaceId: spaceId('elm') }))).toMatchObject({ kind: 'done' });
    expect(await app.change(byStaff(id, { startsAt: at(3, 10, 15) }))).toMatchObject({ refusal: { kind: 'slot-in-the-past' } });
    expect(await app.change(byStaff(id, { endsAt: at(3, 10, 15) }))).toMatchObject({ refusal: { kind: 'slot-in-the-past' } });
    expect(town.wrongs()).toEqual([]);
  });

  it('not after its end', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app);
    town.now = at(3, 11);

    expect(await app.change(byStaff(id, { title: 'Late' }))).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'over', endedAt: at(3, 11) },
    });
  });

  it.each(['deny', 'cancel'] as const)('not after %s', async (verb) => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app);
    await app[verb]({ id, cause: staff });

    const outcome = await app.change(byStaff(id, { title: 'Still here' }));

    expect(outcome).toMatchObject({ kind: 'refused', refusal: { kind: 'not-possible-now', possibleFrom: ['pending', 'approved'] } });
    expect(town.days()).toEqual({});
  });

  it('never when nobody knows it', async () => {
    const town = await new Town().with(aSpaceInput());

    expect(await town.process().change(byStaff(aReservationId(), {}))).toEqual({ kind: 'unknown-reservation' });
  });
});

describe('two who change the same', () => {
  it('only at the revision that the caller has seen; the loser gets it as it stands', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app);

    expect(await app.change(byStaff(id, { title: 'One' }, { ifRevision: 1 }))).toMatchObject({ kind: 'done' });
    expect(await app.change(byStaff(id, { title: 'Two' }, { ifRevision: 1 }))).toMatchObject({
      kind: 'changed-meanwhile',
      reservation: { title: 'One', revision: 2 },
    });
    expect(stored(town, id)?.title).toBe('One');
  });

  it('a process that is late does not call the newest revision an old one, nor a free time taken', async () => {
    const town = await new Town(HOUR).with(aSpaceInput());
    town.now += 2 * HOUR;
    const [one, other] = [town.process(), town.process()];
    const id = await submitted(one);
    const neighbour = await submitted(one, { startsAt: at(3, 14) });
    await other.read(neighbour);
    await one.change(byStaff(id, { title: 'One' }));
    await one.cancel({ id: neighbour, cause: staff });

    const outcome = await other.change(byStaff(id, { startsAt: at(3, 14), endsAt: at(3, 15) }, { ifRevision: 2 }));

    expect(outcome).toMatchObject({ kind: 'done', reservation: { revision: 3, title: 'One' } });
    expect(town.wrongs()).toEqual([]);
  });

  it.each([
    { to: 'another time in its ledger', patch: { startsAt: at(5, 10), endsAt: at(5, 11) }, closes: 'oak' },
    { to: 'a space of another ledger', patch: { spaceId: spaceId('elm') }, closes: 'elm' },
  ])('a move to $to is judged by the space as it is when the time is kept', async ({ patch, closes }) => {
    const town = await new Town().with(aSpaceInput('oak'), aSpaceInput('elm'));
    const id = await submitted(town.process());
    let closed = false;
    const app = town.process({
      meanwhile: async (call) => {
        if (closed || !decides(call)) return;
        closed = true;
        expect((await town.process().putSpace(aSpaceInput(closes, { state: 'closed' }), staff)).kind).toBe('changed');
      },
    });

    const outcome = await app.change(byStaff(id, patch));

    expect([closed, outcome]).toMatchObject([true, { kind: 'slot-refused', refusal: { kind: 'space-closed' } }]);
    expect(stored(town, id)).toMatchObject({ spaceId: 'oak', startsAt: at(3, 10), revision: 1 });
  });

  it('never end up double or lost, whatever is said at once (seeded)', async () => {
    let done = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = new Random(seed);
      const town = await new Town(random.chance(0.5) ? 3 * SECOND : undefined).with(...aDividedHall(), aSpaceInput('elm'), aSpaceInput());
      town.now += HOUR;
      const roads = new Crossroads(random, () => {
        town.now += random.whole(0, 300);
      });
      const processes = [town.process({ travel: roads }), town.process({ travel: roads })];
      const spaces = ['hall', 'hall-1', 'elm', 'oak'];
      const ids: ReservationId[] = [];
      for (let count = 0; count < 3; count += 1)
        ids.push(
          await roads.run(submitted(processes[0] ?? town.process(), { space: random.pick(spaces), startsAt: at(4, 8 + 3 * count) })),
        );
      const acts = Array.from({ length: 9 }, async () => {
        const [app, id] = [random.pick(processes), random.pick(ids)];
        if (random.chance(0.15)) return (await app[random.pick(['approve', 'cancel'] as const)]({ id, cause: staff })).kind;
        const startsAt = at(4, 8 + random.whole(0, 5));
        const time = { startsAt, endsAt: startsAt + random.whole(1, 2) * HOUR };
        return (await app.change(byStaff(id, { ...(random.chance(0.7) && time), spaceId: spaceId(random.pick(spaces)) }))).kind;
      });

      const kinds = await roads.run(Promise.all(acts));
      done += kinds.filter((kind) => kind === 'done').length;
      expect({ seed, wrongs: town.wrongs() }).toEqual({ seed, wrongs: [] });
      town.now += 5 * MINUTE;
      await town.process().finishMoves();
      expect({ seed, wrongs: town.wrongs() }).toEqual({ seed, wrongs: [] });
      expect(town.documents<Reservation>('reservation').filter(({ leaving }) => leaving)).toEqual([]);
    }
    expect(done).toBeGreaterThan(130);
  }, 30_000);
});
