import { DAY, HOUR, SECOND } from '../../../shared/kernel/clock';
import type { ReservationId } from '../../../shared/kernel/ids';
import type { Reservation } from '../../../shared/reservations/model';
import type { SpaceInput } from '../../../shared/spaces/put-space';
import type { SyncItem } from '../../../shared/sync/item/item';
import { aRequest, aReservationId, at, START, staff } from '../../support/builders/reservation-builder';
import { aDividedHall, aSpaceInput } from '../../support/builders/space-builder';
import { Crossroads } from '../../support/crossroads';
import { submitted, Town } from '../../support/town';
import { Random } from '../../simulation/random';

describe('deciding about a reservation', () => {
  it('approves: the hold ends, the time stays, the wish is a confirmed event, all in one batch', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app);
    const before = town.days();
    town.commits.length = 0;
    town.now += HOUR;

    const outcome = await app.approve({ id, reason: 'as every year', cause: staff });

    expect(outcome).toMatchObject({
      kind: 'done',
      reservation: { status: 'approved', revision: 2, decision: { at: START + HOUR, by: staff.actor, reason: 'as every year' } },
      item: { state: 'pending', due: town.now, desired: { revision: 2, value: { subject: 'Choir practice' } }, cause: staff },
    });
    expect(outcome.kind === 'done' && outcome.reservation).not.toHaveProperty('holdUntil');
    expect(town.commits).toHaveLength(1);
    expect(town.days()).toEqual(before);
    expect(app.nudges.at(-1)).toEqual({ lane: 'mailbox:oak@city.example', cause: 'commit', since: expect.any(String) });
    expect(town.wrongs()).toEqual([]);
  });

  it.each(['deny', 'cancel'] as const)('gives the time back everywhere on %s, in one batch', async (verb) => {
    const town = await new Town().with(...aDividedHall(2, { maxDurationMinutes: 3 * 1_440, setupMinutes: 30 }));
    const app = town.process();
    const other = await submitted(app, { space: 'hall-2', startsAt: at(4, 20), endsAt: at(4, 21) });
    const request = { space: 'hall', startsAt: at(5), endsAt: at(7, 12) };
    const id = await submitted(app, request);
    expect(Object.keys(town.days())).toHaveLength(3 * 4);
    town.commits.length = 0;

    const outcome = await app[verb]({ id, cause: staff });

    expect(outcome).toMatchObject({ kind: 'done', item: { desired: { revision: 2, value: null } } });
    expect(town.days()).toEqual({ 'day:hall:2026-03-04': [other], 'day:hall-2:2026-03-04': [other] });
    expect(town.commits).toHaveLength(1);
    expect(town.wrongs()).toEqual([]);
    for (const space of ['hall-1', 'hall-2']) await submitted(app, { ...request, space });
    expect(town.wrongs()).toEqual([]);
  });

  it('gives back what was kept on acceptance, whatever the buffers are now', async () => {
    const town = await new Town().with(aSpaceInput('oak', { rules: { setupMinutes: 720 } }));
    const app = town.process();
    const id = await submitted(app);
    await app.putSpace(aSpaceInput('oak', { rules: { setupMinutes: 0 } }), staff);

    await app.cancel({ id, cause: staff });

    expect(town.days()).toEqual({});
  });

  it('may be said twice, and does nothing the second time', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app);
    const once = await app.cancel({ id, cause: staff });
    town.commits.length = 0;

    const twice = await app.cancel({ id, cause: staff });

    expect(twice).toEqual(once);
    expect(town.commits).toEqual([]);
    expect(app.nudges).toHaveLength(2);
  });

  it('refuses what is not possible now, and says why', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const denied = await submitted(app);
    await app.deny({ id: denied, cause: staff });
    const past = await submitted(app);
    const before = town.documents<Reservation>('reservation');

    expect(await app.approve({ id: denied, cause: staff })).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'not-possible-now', status: 'denied', possibleFrom: ['pending'] },
    });
    town.now += 3 * DAY;
    expect(await app.approve({ id: past, cause: staff })).toMatchObject({ kind: 'refused', refusal: { kind: 'over' } });
    expect(town.documents<Reservation>('reservation')).toEqual(before);
  });

  it('knows nothing of a reservation that never was, nor of one that was refused', async () => {
    const town = await new Town().with(aSpaceInput('oak', { state: 'closed' }));
    const app = town.process();
    await app.submit(aRequest());
    const [refused] = town.documents('refused-submission');

    expect(await app.cancel({ id: aReservationId(), cause: staff })).toEqual({ kind: 'unknown-reservation' });
    // The cast: the id that the reservation would have had.
    expect(await app.cancel({ id: refused?.id as ReservationId, cause: staff })).toEqual({ kind: 'unknown-reservation' });
    expect(await app.read(refused?.id as ReservationId)).toBeUndefined();
  });

  it('works without a calendar: no wish, no nudge', async () => {
    const town = await new Town().with(aSpaceInput('lawn', { exchangeResourceMailbox: undefined }));
    const app = town.process();
    const id = await submitted(app, { space: 'lawn' });

    const outcome = await app.cancel({ id, cause: staff });

    expect(outcome).toMatchObject({ kind: 'done', reservation: { status: 'cancelled' } });
    expect(outcome).not.toHaveProperty('item');
    expect(app.nudges).toEqual([]);
    expect(town.days()).toEqual({});
    expect(town.documents<SyncItem>('sync-item')).toEqual([]);
  });

  it('keeps what the loop learned of the event in the same moment', async () => {
    const town = await new Town().with(aSpaceInput());
    const loop = town.process().database;
    const id = await submitted(town.process());
    const app = town.process({
      meanwhile: async (call) => {
        const item = await loop.read<SyncItem>('items', 'ledger:oak', `sync:reservation-event:${id}`);
        if (call.method !== 'commit' || !item.found || item.value.applied) return;
        const settled: SyncItem = { ...item.value, state: 'in-step', applied: { externalId: 'A', fingerprint: 'f', value: null } };
        await loop.commit('items', 'ledger:oak', [{ kind: 'replace', document: settled, ifMatch: item.etag }]);
      },
    });

    await app.cancel({ id, cause: staff });

    expect(town.documents<SyncItem>('sync-item')).toMatchObject([{ applied: { externalId: 'A' }, desired: { revision: 2, value: null } }]);
    expect(town.wrongs()).toEqual([]);
  });

  it('leaves an unknown answer of Microsoft unknown', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app);
    const item = await app.database.read<SyncItem>('items', 'ledger:oak', `sync:reservation-event:${id}`);
    if (!item.found) throw new Error('there is no item');
    const unknown: SyncItem = { ...item.value, state: 'unknown', look: 'all', unknownSince: START };
    await app.database.commit('items', 'ledger:oak', [{ kind: 'replace', document: unknown, ifMatch: item.etag }]);

    const outcome = await app.cancel({ id, cause: staff });

    expect(outcome).toMatchObject({ item: { state: 'unknown', look: 'all', unknownSince: START, desired: { value: null } } });
  });
});

describe('deciding in another process than the one that accepted', () => {
  /** A town where a process sees what others did an hour late. */
  const late = async (...spaces: readonly SpaceInput[]) => {
    const town = await new Town(HOUR).with(...spaces);
    town.now += 2 * HOUR;
    return town;
  };

  it.each(['approve', 'deny', 'cancel'] as const)('%s finds what was accepted a moment ago', async (verb) => {
    const town = await late(aSpaceInput());
    const id = await submitted(town.process());
    town.now += SECOND;

    expect(await town.process()[verb]({ id, cause: staff })).toMatchObject({ kind: 'done' });
    expect(town.wrongs()).toEqual([]);
  });

  it('reading finds it, with its sync item', async () => {
    const town = await late(aSpaceInput());
    const id = await submitted(town.process());
    town.now += SECOND;

    expect(await town.process().read(id)).toMatchObject({ reservation: { id }, item: { key: id } });
  });

  it('takes the time out of days that it has seen as they were before', async () => {
    const town = await late(aSpaceInput());
    const [one, other] = [town.process(), town.process()];
    const first = await submitted(one, { startsAt: at(3, 8), endsAt: at(3, 9) });
    await other.read(first);
    const second = await submitted(one, { startsAt: at(3, 9), endsAt: at(3, 10) });

    expect(await other.cancel({ id: second, cause: staff })).toMatchObject({ kind: 'done' });
    expect(town.days()).toEqual({ 'day:oak:2026-03-03': [first] });
    expect(town.wrongs()).toEqual([]);
  });

  it('takes the wish along, also when the answers come from replicas of different age', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const town = await new Town(5 * SECOND).with(aSpaceInput());
      town.now += HOUR;
      const roads = new Crossroads(new Random(seed), () => {
        town.now += SECOND;
      });
      const id = await submitted(town.process());
      town.now += 3 * SECOND;

      const outcome = await roads.run(town.process({ travel: roads }).cancel({ id, cause: staff }));

      expect({ seed, outcome: outcome.kind, wrongs: town.wrongs() }).toEqual({ seed, outcome: 'done', wrongs: [] });
    }
  });

  it('one verb wins when two are said at once (seeded)', async () => {
    const endings = new Set<string>();
    for (let seed = 1; seed <= 60; seed += 1) {
      const town = await new Town(seed % 2 === 0 ? 5 * SECOND : undefined).with(...aDividedHall());
      town.now += HOUR;
      const random = new Random(seed);
      const roads = new Crossroads(random, () => {
        town.now += random.whole(0, 400);
      });
      const [one, other] = [town.process({ travel: roads }), town.process({ travel: roads })];
      const id = await roads.run(submitted(one, { space: random.pick(['hall', 'hall-1']) }));

      const [approved, denied] = await roads.run(Promise.all([one.approve({ id, cause: staff }), other.deny({ id, cause: staff })]));

      endings.add([approved, denied].map((outcome) => outcome.kind).join());
      expect({ seed, wrongs: town.wrongs() }).toEqual({ seed, wrongs: [] });
    }
    expect([...endings].sort()).toEqual(['done,refused', 'refused,done']);
  });
});
