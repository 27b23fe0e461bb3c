import { view } from '../../../functions/reservations/view';
import type { ReservationId } from '../../../shared/kernel/ids';
import type { SyncItem } from '../../../shared/sync/item/item';
import { SYNC_STATES } from '../../../shared/sync/item/item';
import type { Reservation } from '../../../shared/reservations/model';
import { worstOf } from '../../../shared/reservations/summary';
import { NOW } from '../../support/builders/instants';
import { aRequest, staff } from '../../support/builders/reservation-builder';
import { aSpaceInput, spaceId } from '../../support/builders/space-builder';
import { anItem, anItemInStep } from '../../support/builders/sync-item';
import { Town, submitted, type TownProcess } from '../../support/town';

const ANN = 'ann@city.example';

/** What staff read of a reservation once its items are as given, by their targets. */
async function summary(app: TownProcess, town: Town, id: ReservationId, states: Readonly<Record<string, Partial<SyncItem>>>) {
  for (const item of town.documents<SyncItem>('sync-item')) {
    const next: SyncItem = { ...item, state: 'in-step', ...states[item.target] };
    await app.database.commit('items', item.pk, [{ kind: 'upsert', document: next }]);
  }
  const found = await app.read(id);
  return found && view(found, 'staff').sync;
}

async function movedFrom(...spaces: readonly string[]) {
  const town = await new Town().with(...['oak', 'elm', 'ash'].map((id) => aSpaceInput(id)));
  const app = town.process();
  const id = await submitted(app);
  for (const space of spaces) await app.change({ id, patch: { spaceId: spaceId(space) }, by: 'staff', cause: staff });
  return { town, app, id };
}

const denied: Partial<SyncItem> = {
  state: 'blocked',
  reason: { code: 'permission-missing', sentence: 'Microsoft refuses access.', who: 'directory-admin', nextTryAt: NOW },
};

describe('how a reservation stands in Microsoft', () => {
  it('is not in step while the room that it left still shows it', async () => {
    const { town, app, id } = await movedFrom('elm');

    expect(await summary(app, town, id, { 'oak@city.example': denied })).toMatchObject({
      state: 'blocked',
      reason: { code: 'permission-missing', who: 'directory-admin' },
    });
    expect(await summary(app, town, id, {})).toEqual({ state: 'in-step' });
  });

  it('knows every room that it left, and none twice where it comes back', async () => {
    const { town, app, id } = await movedFrom('elm', 'ash', 'elm');

    expect(await summary(app, town, id, { 'ash@city.example': { state: 'unknown' } })).toEqual({ state: 'unknown' });
    expect(await summary(app, town, id, { 'oak@city.example': { state: 'retrying' } })).toEqual({ state: 'retrying' });
    expect(town.documents<Reservation>('reservation')[0]?.formerEvents).toEqual([id, `${id}~ash`]);
  });

  it('is not in step where one of its further calendars is not, also where the room is', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const request = aRequest({ purpose: 'programme-session', alsoIn: [{ mailbox: ANN }] });
    const outcome = await app.submit(request);
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);

    expect(await summary(app, town, outcome.reservation.id, { [ANN]: { state: 'parked' } })).toEqual({ state: 'parked' });
  });

  it('is that of the room where all are equal, and that of what left where the room has no calendar', () => {
    const room = anItem({ key: 'oak.room' });
    const left = anItem({ key: 'oak.left' });

    expect(worstOf({ item: room, former: [left] })).toBe(room);
    expect(worstOf({ former: [left] })).toBe(left);
    expect(worstOf({ former: [anItemInStep()], also: [anItemInStep()] })).toBeUndefined();
  });

  it('weighs every state there is', () => {
    const states = SYNC_STATES.filter((state) => state !== 'in-step');
    const worse = states.map((state) => worstOf({ item: anItemInStep(), former: [{ ...anItemInStep(), state }] })?.state);

    expect(worse).toEqual(states);
  });
});
