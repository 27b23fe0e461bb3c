import { HOUR } from '../../../shared/kernel/clock';
import type { ReservationId } from '../../../shared/kernel/ids';
import type { Reservation } from '../../../shared/reservations/model';
import type { SyncItem } from '../../../shared/sync/item/item';
import { at, staff, START } from '../../support/builders/reservation-builder';
import { aDividedHall, aSpaceInput } from '../../support/builders/space-builder';
import { decides, submitted, Town } from '../../support/town';

const stored = (town: Town, id: ReservationId): Reservation | undefined =>
  town.documents<Reservation>('reservation').find((one) => one.id === id);

describe('a hold', () => {
  it('is given up when its hours are over, not a moment before: time and event go, in one batch', async () => {
    const town = await new Town().with(...aDividedHall());
    const app = town.process();
    const id = await submitted(app, { space: 'hall', startsAt: at(20), endsAt: at(20, 8) });

    town.now = START + 72 * HOUR - 1;
    expect(await app.expireHolds()).toEqual({ holds: 0 });
    expect(stored(town, id)?.status).toBe('pending');
    town.now += 1;
    town.commits.length = 0;
    expect(await app.expireHolds()).toEqual({ holds: 1 });

    expect(stored(town, id)).toMatchObject({ status: 'expired', revision: 2, decision: { at: town.now, by: { kind: 'instep' } } });
    expect(stored(town, id)).not.toHaveProperty('holdUntil');
    expect(town.days()).toEqual({});
    expect(town.documents<SyncItem>('sync-item')).toMatchObject([{ state: 'pending', desired: { value: null } }]);
    expect(town.commits.filter(decides)).toHaveLength(1);
    expect(app.nudges.at(-1)).toMatchObject({ lane: 'mailbox:hall@city.example' });
    expect(town.wrongs()).toEqual([]);
    expect(await app.expireHolds()).toEqual({ holds: 0 });
  });

  it('leaves alone what was decided, and what is approved by itself', async () => {
    const town = await new Town().with(aSpaceInput(), aSpaceInput('elm', { rules: { approval: 'automatic' } }));
    const app = town.process();
    const approved = await submitted(app, { startsAt: at(20) });
    const automatic = await submitted(app, { space: 'elm', startsAt: at(20) });
    await app.approve({ id: approved, cause: staff });
    town.now += 200 * HOUR;

    expect(await app.expireHolds()).toEqual({ holds: 0 });
    expect([stored(town, approved)?.status, stored(town, automatic)?.status]).toEqual(['approved', 'approved']);
  });

  it('still holds when it was prolonged while the sweep was at it', async () => {
    const town = await new Town().with(aSpaceInput());
    const other = town.process();
    const id = await submitted(other, { startsAt: at(20), endsAt: at(20, 1) });
    town.now += 72 * HOUR;
    let prolonged = false;
    const app = town.process({
      meanwhile: async (call) => {
        if (prolonged || !decides(call)) return;
        prolonged = true;
        await other.change({ id, patch: { notes: 'Still wanted', startsAt: at(21), endsAt: at(21, 1) }, by: 'citizen', cause: staff });
      },
    });

    await app.expireHolds();

    expect(stored(town, id)).toMatchObject({ status: 'pending', holdUntil: town.now + 72 * HOUR, notes: 'Still wanted' });
    expect(town.wrongs()).toEqual([]);
  });

  it('is not given up when it was approved while the sweep was at it', async () => {
    const town = await new Town().with(aSpaceInput());
    const other = town.process();
    const id = await submitted(other, { startsAt: at(20), endsAt: at(20, 1) });
    town.now += 72 * HOUR;
    let met = false;
    const app = town.process({
      meanwhile: async (call) => {
        if (met || !decides(call)) return;
        met = true;
        await other.approve({ id, cause: staff });
      },
    });

    await app.expireHolds();

    expect(stored(town, id)?.status).toBe('approved');
    expect(town.wrongs()).toEqual([]);
  });

  it('that cannot be given up at present does not keep the next from it', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const ids = [await submitted(app, { startsAt: at(20) }), await submitted(app, { startsAt: at(21) })];
    town.now += 72 * HOUR;
    town.fault({ match: { operation: 'batch' }, when: 'before', effect: { kind: 'refuse', status: 503 }, times: 1 });

    await app.expireHolds();
    expect(ids.map((id) => stored(town, id)?.status).sort()).toEqual(['expired', 'pending']);
    await app.expireHolds();

    expect(ids.map((id) => stored(town, id)?.status)).toEqual(['expired', 'expired']);
  });
});
