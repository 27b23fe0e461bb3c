import { HOUR, MINUTE } from '../../../shared/kernel/clock';
import { PLACES_LANE } from '../../../shared/microsoft/model';
import type { Json } from '../../../shared/kernel/json';
import { PLACE } from '../../../shared/places/model';
import { newSyncItem, withNewDesired, syncItemId, type SyncItem } from '../../../shared/sync/item/item';
import { aCause } from '../../support/builders/cause';
import { NOW } from '../../support/builders/instants';
import { anItem, ELM, OAK } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';

const aPlace = (value: Json, target = OAK, key = 'oak'): SyncItem => ({
  ...newSyncItem({ pk: 'ledger:oak', kind: PLACE, key, target, lane: PLACES_LANE, value, cause: aCause(), now: NOW }),
  look: 'id',
});
const item = (world: LoopWorld, key = 'oak'): SyncItem => {
  const found = world.items().find(({ id }) => id === syncItemId(PLACE, key));
  if (!found) throw new Error(`there is no place of ${key}`);
  return found;
};
/** As a PUT of the space does. */
const wish = (world: LoopWorld, value: Json): Promise<void> =>
  world.commit({ ...withNewDesired(item(world), value, aCause(), world.now), look: 'id' });
const said = (world: LoopWorld, address = OAK) => world.tenant.places.find(address)?.fields;
const patches = (world: LoopWorld): unknown[] => world.writes().map(({ body }) => body);

describe('the place of a room', () => {
  it('is told what differs, and nothing else', async () => {
    const world = new LoopWorld();
    world.tenant.places.edit(OAK, { building: 'Town Hall', capacity: 4, phone: '+353 1 555' });

    await world.commit(aPlace({ building: 'Town Hall', capacity: 12, floorNumber: 2 }));
    await world.run();

    expect(patches(world)).toEqual([{ '@odata.type': 'microsoft.graph.room', capacity: 12, floorNumber: 2 }]);
    expect(said(world)).toMatchObject({ building: 'Town Hall', capacity: 12, floorNumber: 2, phone: '+353 1 555' });
    expect(item(world)).toMatchObject({ state: 'in-step', appliedRevision: 1 });
    expect(world.audits()).toMatchObject([
      { verb: 'update', before: { building: 'Town Hall', capacity: 4, floorNumber: null }, after: { capacity: 12, floorNumber: 2 } },
    ]);
  });

  it('is left alone where it says so already, and what is no longer wished stays there', async () => {
    const world = new LoopWorld();
    world.tenant.places.edit(OAK, { capacity: 12 });
    await world.commit(aPlace({ capacity: 12 }));
    await world.run();

    await wish(world, {});
    await world.run();
    await wish(world, null);
    await world.run();

    expect(world.writes()).toEqual([]);
    expect(said(world)?.capacity).toBe(12);
    expect(item(world)).toMatchObject({ state: 'in-step', appliedRevision: 3 });
  });

  it('is read anew for each wish: what people changed meanwhile is seen', async () => {
    const world = new LoopWorld();
    await world.commit(aPlace({ capacity: 12, floorLabel: 'Ground' }));
    await world.run();
    world.tenant.places.edit(OAK, { capacity: 99 });

    await wish(world, { capacity: 12, floorLabel: 'Mezzanine' });
    await world.run();

    expect(patches(world)[1]).toEqual({ '@odata.type': 'microsoft.graph.room', capacity: 12, floorLabel: 'Mezzanine' });
  });

  it('of a room that Microsoft does not show yet is asked for again, ever later, and holds up no other', async () => {
    const world = new LoopWorld();
    world.tenant.options.placeLagMs = 20 * HOUR;
    world.tenant.addUser({ address: 'new@city.example', displayName: 'New', kind: 'room' });

    await world.commit(aPlace({ capacity: 3 }, 'new@city.example', 'new'), aPlace({ capacity: 12 }));
    await world.run(MINUTE);
    const early = item(world, 'new');
    await world.run(HOUR);
    const asked = world.sent.filter(({ mailbox }) => mailbox === 'new@city.example').length;
    await world.run(20 * HOUR);

    expect(early).toMatchObject({ state: 'retrying', reason: { code: 'not-there-yet', who: 'nobody' } });
    expect(early.reason?.sentence).toContain('new@city.example');
    expect(asked).toBe(4);
    expect(item(world)).toMatchObject({ state: 'in-step' });
    expect(item(world, 'new')).toMatchObject({ state: 'in-step' });
    expect(said(world, 'new@city.example')?.capacity).toBe(3);
    expect(world.lane(PLACES_LANE)).not.toHaveProperty('blocked');
  });

  it('without the permission blocks the writing of places, in a sentence that names it, and no calendar', async () => {
    const world = new LoopWorld();
    world.revoke('Place.ReadWrite.All');

    await world.commit(aPlace({ capacity: 12 }), anItem());
    await world.run(MINUTE);

    expect(world.lane(PLACES_LANE).kinds?.[PLACE]?.reason).toMatchObject({ code: 'permission-missing', who: 'directory-admin' });
    expect(item(world).reason?.sentence).toMatch(
      /the application permission Place.ReadWrite.All and consent to it, with the Exchange role TenantPlacesManagement\.$/,
    );
    expect(world.item()).toMatchObject({ state: 'in-step' });
  });

  it('is not believed to have changed where the answer shows that it has not', async () => {
    const world = new LoopWorld();
    world.tenant.options.placeRole = 'ignored';

    await world.commit(aPlace({ capacity: 12 }), aPlace({ capacity: 8 }, ELM, 'elm'));
    await world.run(MINUTE);
    const ignored = item(world);
    world.tenant.options.placeRole = 'granted';
    await world.run(10 * MINUTE);

    expect(ignored).toMatchObject({ state: 'retrying', reason: { code: 'without-effect', who: 'directory-admin' } });
    expect(item(world)).toMatchObject({ state: 'in-step' });
    expect([said(world)?.capacity, said(world, ELM)?.capacity]).toEqual([12, 8]);
  });

  it('is looked at again when no answer came', async () => {
    const world = new LoopWorld();
    world.fail('update-place', { kind: 'never' }, { when: 'after', times: 1 });

    await world.commit(aPlace({ capacity: 12 }));
    await world.run(5 * MINUTE);

    expect(patches(world)).toHaveLength(1);
    expect(item(world)).toMatchObject({ state: 'in-step' });
    expect(world.audits()).toMatchObject([{ verb: 'found' }]);
  });
});
