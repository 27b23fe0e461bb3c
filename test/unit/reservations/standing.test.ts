import { DAY, HOUR, MINUTE } from '../../../shared/kernel/clock';
import type { ReservationId } from '../../../shared/kernel/ids';
import { MAIL } from '../../../shared/mail/model';
import type { Reservation } from '../../../shared/reservations/model';
import { standingAfter } from '../../../shared/reservations/moves/standing';
import type { SyncItem } from '../../../shared/sync/item/item';
import { aReservation, at, citizen, START, staff } from '../../support/builders/reservation-builder';
import { aSpace, aSpaceInput, spaceId } from '../../support/builders/space-builder';
import { submitted, Town, type TownProcess } from '../../support/town';

const changed = (
  app: TownProcess,
  id: ReservationId,
  patch: Parameters<TownProcess['change']>[0]['patch'],
  by: 'citizen' | 'staff' = 'citizen',
) => app.change({ id, patch, by, cause: by === 'staff' ? staff : citizen });
const stored = (town: Town): Reservation | undefined => town.documents<Reservation>('reservation')[0];
const automatic = aSpaceInput('elm', { rules: { approval: 'automatic' } });

describe('the hold of a request that waits', () => {
  it('is not renewed by other words, however often', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app, { startsAt: at(20), endsAt: at(20, 1) });

    for (const notes of ['A', 'B', 'C']) {
      town.now += 20 * HOUR;
      await changed(app, id, { notes, attendance: notes.charCodeAt(0) });
    }

    expect(stored(town)).toMatchObject({ notes: 'C', holdUntil: START + 72 * HOUR });
  });

  it('is renewed by another time, up to a bound from the first request', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app, { startsAt: at(20), endsAt: at(20, 1) });
    const holds: (number | undefined)[] = [];

    for (const day of [21, 22, 23]) {
      town.now += 60 * HOUR;
      await changed(app, id, { startsAt: at(day), endsAt: at(day, 1) });
      holds.push(stored(town)?.holdUntil);
    }

    expect(holds).toEqual([START + 132 * HOUR, START + 144 * HOUR, START + 144 * HOUR]);
  });

  it('begins anew where a citizen changes what staff agreed to, and is bound from then', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app, { startsAt: at(20), endsAt: at(20, 1) });
    await app.approve({ id, cause: staff });
    town.now = at(9);

    await changed(app, id, { title: 'Choir and orchestra' });

    expect(stored(town)).toMatchObject({ status: 'pending', holdUntil: at(12), waitsSince: at(9) });
  });

  it('is never shortened by a change', () => {
    const before = aReservation({ holdUntil: at(30), submittedAt: START - 30 * DAY });

    expect(standingAfter({ before, space: aSpace(), by: 'citizen', moved: true, now: START }).holdUntil).toBe(at(30));
  });
});

describe('a change, by the rule of the place that it goes to', () => {
  it.each(['citizen', 'staff'] as const)('by %s into a space that approves by itself approves what waited for staff', async (by) => {
    const town = await new Town().with(aSpaceInput(), automatic);
    const app = town.process({ sender: 'office@city.example' });
    const id = await submitted(app);

    await changed(app, id, { spaceId: spaceId('elm') }, by);

    expect(stored(town)).toMatchObject({ status: 'approved', spaceId: 'elm' });
    expect(stored(town)).not.toHaveProperty('holdUntil');
    expect(town.documents<SyncItem>('sync-item').find(({ key }) => key.endsWith('2-approved'))).toBeDefined();
    expect(town.wrongs()).toEqual([]);
  });

  it('into a space where staff decide waits for them', async () => {
    const town = await new Town().with(aSpaceInput(), automatic);
    const app = town.process();
    const id = await submitted(app, { space: 'elm' });

    await changed(app, id, { spaceId: spaceId('oak') });

    expect(stored(town)).toMatchObject({ status: 'pending', holdUntil: START + 72 * HOUR });
    expect(stored(town)).not.toHaveProperty('decision');
  });

  it('waits for Exchange where that is silent, and not for staff who would never look at it', async () => {
    const town = await new Town().with(aSpaceInput(), automatic);
    const readSchedules = (addresses: readonly string[]) =>
      Promise.resolve(new Map(addresses.map((address) => [address, { kind: 'unavailable' } as const])));
    const app = town.process({ readSchedules });
    const id = await submitted(app);

    await changed(app, id, { spaceId: spaceId('elm') }, 'staff');

    expect(stored(town)).toMatchObject({ status: 'pending', awaits: 'exchange', holdUntil: START + 72 * HOUR });
  });

  it('stays approved where staff bring it to a space where staff decide', async () => {
    const town = await new Town().with(aSpaceInput(), automatic);
    const app = town.process();
    const id = await submitted(app, { space: 'elm' });

    await changed(app, id, { spaceId: spaceId('oak') }, 'staff');

    expect(stored(town)?.status).toBe('approved');
  });
});

describe('changes by the holder', () => {
  it('are ten within a day; one that changes nothing is none, and staff are not counted', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app, { startsAt: at(20), endsAt: at(20, 1) });
    for (let nth = 0; nth < 10; nth += 1) {
      town.now += MINUTE;
      expect((await changed(app, id, { title: `Choir ${String(nth)}` })).kind).toBe('done');
    }

    expect((await changed(app, id, { title: 'Choir 9' })).kind).toBe('done');
    expect(await changed(app, id, { title: 'Choir' })).toEqual({ kind: 'too-many-changes', most: 10, waitSeconds: 86_400 - 9 * 60 });
    expect((await changed(app, id, { title: 'Orchestra' }, 'staff')).kind).toBe('done');
    town.now += DAY - 9 * MINUTE;
    expect((await changed(app, id, { title: 'Choir' })).kind).toBe('done');
  });
});

describe('those who approve', () => {
  const asks = (town: Town) =>
    town
      .documents<SyncItem>('sync-item')
      .filter(({ kind, key }) => kind === MAIL && key.endsWith('to-decide'))
      .map(({ key, due, desired }) => ({
        nth: key.split('~')[1],
        due: due === undefined ? undefined : due - START,
        wanted: desired.value !== null,
      }));
  const sent = (town: Town, nth: string) => {
    const item = town.documents<SyncItem>('sync-item').find(({ key }) => key.endsWith(nth));
    if (!item) throw new Error(`there is no ${nth}`);
    const { due: _due, ...rest } = item;
    const document = {
      ...rest,
      state: 'in-step',
      lastSuccessAt: town.now,
      applied: { externalId: 'm', fingerprint: 'f', value: {}, sent: true },
    };
    return town.process().database.commit('items', item.pk, [{ kind: 'upsert', document }]);
  };

  it('are asked at once, and again half an hour later by one mail, however often it was changed meanwhile', async () => {
    const town = await new Town().with(aSpaceInput('oak', { rules: { approverEmail: 'deputy@city.example' } }));
    const app = town.process({ sender: 'office@city.example' });
    const id = await submitted(app, { startsAt: at(20), endsAt: at(20, 1) });
    await sent(town, '1-to-decide');

    for (const title of ['A', 'B', 'C']) {
      town.now += MINUTE;
      await changed(app, id, { title });
    }

    expect(asks(town).filter(({ wanted, due }) => wanted && due !== undefined)).toEqual([
      { nth: '4-to-decide', due: 30 * MINUTE, wanted: true },
    ]);
    await sent(town, '4-to-decide');
    town.now += HOUR;
    await changed(app, id, { title: 'D' });
    expect(asks(town).at(-1)).toEqual({ nth: '5-to-decide', due: town.now - START, wanted: true });
  });

  it('are asked before the hold ends, or at once', async () => {
    const town = await new Town().with(aSpaceInput('oak', { rules: { approverEmail: 'deputy@city.example', holdHours: 1 } }));
    const app = town.process({ sender: 'office@city.example' });
    const id = await submitted(app, { startsAt: at(20), endsAt: at(20, 1) });
    town.now += 40 * MINUTE;
    await sent(town, '1-to-decide');
    town.now += MINUTE;

    await changed(app, id, { title: 'A' });

    expect(asks(town).at(-1)).toEqual({ nth: '2-to-decide', due: 41 * MINUTE, wanted: true });
  });
});
