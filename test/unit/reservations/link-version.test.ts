import { SECOND } from '../../../shared/kernel/clock';
import type { ReservationId } from '../../../shared/kernel/ids';
import type { Reservation } from '../../../shared/reservations/model';
import type { SyncItem } from '../../../shared/sync/item/item';
import { Random } from '../../simulation/random';
import { aReservationId, at, staff } from '../../support/builders/reservation-builder';
import { aSpaceInput } from '../../support/builders/space-builder';
import { Crossroads } from '../../support/crossroads';
import { submitted, Town, type TownProcess } from '../../support/town';

const LAG_MS = 60_000;
const UNKNOWN = { kind: 'unknown-reservation' };

/** A town whose other processes see a commit late, and a reservation that all of them have seen. */
async function booked(): Promise<{ town: Town; here: TownProcess; there: TownProcess; id: ReservationId }> {
  const town = await new Town(LAG_MS).with(aSpaceInput());
  town.now += LAG_MS;
  const [here, there] = [town.process(), town.process()];
  const id = await submitted(here, { contact: { name: 'Ada Alder', email: 'ada@home.example' } });
  town.now += LAG_MS;
  await there.read(id);
  return { town, here, there, id };
}
const stored = (town: Town): Reservation | undefined => town.documents<Reservation>('reservation')[0];

describe('the version of the links to a reservation', () => {
  it('is 1 at first; only a link of that version opens it', async () => {
    const { here, id } = await booked();

    expect(await here.read(id, 1)).toMatchObject({ reservation: { id } });
    for (const version of [0, 2]) expect(await here.read(id, version)).toBeUndefined();
  });

  it('grows when staff revoke, without touching anything else, and again when they repeat it', async () => {
    const { town, here, id } = await booked();
    const before = stored(town);
    const [item] = town.documents<SyncItem>('sync-item');

    const outcome = await here.revokeLinks({ id, cause: staff });
    await here.revokeLinks({ id, cause: staff });

    expect(outcome).toMatchObject({ kind: 'done', reservation: { manageVersion: 2, revision: 2 }, item: { state: 'pending' } });
    expect(stored(town)).toEqual({ ...before, manageVersion: 3, revision: 3, sameToDecide: { since: 1, to: 3 } });
    expect(town.documents<SyncItem>('sync-item')).toEqual([item]);
    expect(await here.read(id, 3)).toBeDefined();
    for (const version of [1, 2]) expect(await here.read(id, version)).toBeUndefined();
    expect(town.wrongs()).toEqual([]);
  });

  it('is revoked for what was seen only, where staff say so', async () => {
    const { here, there, id } = await booked();
    await here.approve({ id, cause: staff });

    const outcome = await there.revokeLinks({ id, ifRevision: 1, cause: staff });

    expect(outcome).toMatchObject({ kind: 'changed-meanwhile', reservation: { revision: 2 } });
    expect(await there.revokeLinks({ id, ifRevision: 2, cause: staff })).toMatchObject({ kind: 'done' });
  });

  it('is revoked also when it has ended, and not of what does not exist', async () => {
    const { here, id } = await booked();
    await here.cancel({ id, cause: staff });

    expect(await here.revokeLinks({ id, cause: staff })).toMatchObject({ kind: 'done', reservation: { status: 'cancelled' } });
    expect(await here.revokeLinks({ id: aReservationId('b'), cause: staff })).toEqual(UNKNOWN);
  });

  it.each([
    ['another address', 'bea@home.example', 2],
    ['the same address in other letters', 'Ada@Home.example', undefined],
  ])('grows with the address of the contact: %s', async (_, email, version) => {
    const { town, here, id } = await booked();
    const contact = { name: 'Bea', email };

    await here.change({ id, by: 'citizen', byLink: 1, patch: { contact }, cause: staff });

    expect(stored(town)).toMatchObject({ contact, revision: 2 });
    expect(stored(town)?.manageVersion).toBe(version);
  });

  it('stays through every other change and decision', async () => {
    const { town, here, id } = await booked();
    await here.revokeLinks({ id, cause: staff });

    await here.change({ id, by: 'citizen', byLink: 2, patch: { title: 'Go club', startsAt: at(3, 12), endsAt: at(3, 13) }, cause: staff });
    await here.approve({ id, cause: staff });
    await here.cancel({ id, byLink: 2, cause: staff });

    expect(stored(town)).toMatchObject({ status: 'cancelled', title: 'Go club', manageVersion: 2 });
  });
});

describe('a link that was revoked elsewhere a moment ago', () => {
  it('changes and cancels nothing, although this process has not seen it yet', async () => {
    for (const attempt of [
      (there: TownProcess, id: ReservationId) => there.cancel({ id, byLink: 1, cause: staff }),
      (there: TownProcess, id: ReservationId) => there.change({ id, by: 'citizen', byLink: 1, patch: { title: 'Go club' }, cause: staff }),
    ]) {
      const { town, here, there, id } = await booked();
      await here.revokeLinks({ id, cause: staff });
      const before = stored(town);
      expect((await there.read(id))?.reservation.manageVersion).toBeUndefined();

      expect(await attempt(there, id)).toEqual(UNKNOWN);
      expect(stored(town)).toEqual(before);
    }
  });

  it('shows what stood before for as long as this process lags, and nothing afterwards', async () => {
    const { town, here, there, id } = await booked();
    await here.revokeLinks({ id, cause: staff });

    expect(await here.read(id, 1)).toBeUndefined();
    expect(await there.read(id, 1)).toBeDefined();
    town.now += LAG_MS;
    expect(await there.read(id, 1)).toBeUndefined();
  });

  it('cancels or is revoked, whichever comes first, in every order', async () => {
    const endings = new Set<string>();
    for (let seed = 1; seed <= 40; seed += 1) {
      const town = await new Town(seed % 2 === 0 ? 5 * SECOND : undefined).with(aSpaceInput());
      town.now += LAG_MS;
      const random = new Random(seed);
      const roads = new Crossroads(random, () => {
        town.now += random.whole(0, 400);
      });
      const [citizen, office] = [town.process({ travel: roads }), town.process({ travel: roads })];
      const id = await roads.run(submitted(citizen));

      const [cancelled, revoked] = await roads.run(
        Promise.all([citizen.cancel({ id, byLink: 1, cause: staff }), office.revokeLinks({ id, cause: staff })]),
      );

      const ending = `${cancelled.kind} ${stored(town)?.status ?? ''}`;
      endings.add(ending);
      expect({ seed, revoked: revoked.kind, version: stored(town)?.manageVersion, wrongs: town.wrongs() }).toEqual({
        seed,
        revoked: 'done',
        version: 2,
        wrongs: [],
      });
    }
    expect([...endings].sort()).toEqual(['done cancelled', 'unknown-reservation pending']);
  });
});

describe('a link that was made elsewhere a moment ago', () => {
  it('opens, although this process has not seen its version yet', async () => {
    const { here, there, id } = await booked();
    await here.revokeLinks({ id, cause: staff });

    expect(await there.read(id, 2)).toMatchObject({ reservation: { manageVersion: 2 } });
  });

  it('asks for the present once, and a revoked one not at all', async () => {
    const { town, here, id } = await booked();
    await here.revokeLinks({ id, cause: staff });
    town.commits.length = 0;

    await here.read(id, 1);
    expect(town.commits).toEqual([]);
    await here.read(id, 2);
    expect(town.commits).toEqual([]);
    await here.read(id, 3);
    expect(town.commits).toHaveLength(1);
  });

  it('cancels', async () => {
    const { here, there, id } = await booked();
    await here.revokeLinks({ id, cause: staff });

    expect(await there.cancel({ id, byLink: 2, cause: staff })).toMatchObject({ kind: 'done', reservation: { status: 'cancelled' } });
  });
});
