import { PLACES_LANE } from '../../../shared/microsoft/model';
import { PLACE } from '../../../shared/places/model';
import type { SyncItem } from '../../../shared/sync/item/item';
import { staff } from '../../support/builders/reservation-builder';
import { aSpaceInput } from '../../support/builders/space-builder';
import { Town } from '../../support/town';

const placesOf = (town: Town): SyncItem[] => town.documents<SyncItem>('sync-item').filter(({ kind }) => kind === PLACE);
const value = (town: Town): unknown => placesOf(town)[0]?.desired.value;

describe('what the room finder is to say of a space', () => {
  it('is wished with the space in one batch: what the space gives, and nothing that it leaves out', async () => {
    const town = new Town();
    const app = town.process({ places: true });

    await app.putSpace(aSpaceInput('oak', { capacity: 12, floor: -1, wheelchairAccessible: false }), staff);

    expect(placesOf(town)).toMatchObject([
      {
        key: 'oak',
        target: 'oak@city.example',
        lane: PLACES_LANE,
        look: 'id',
        desired: { value: { building: 'Town Hall', capacity: 12, floorNumber: -1, isWheelChairAccessible: false } },
      },
    ]);
    expect(value(town)).not.toHaveProperty('floorLabel');
    expect(value(town)).not.toHaveProperty('displayName');
    expect(
      town.commits.filter(({ writes }) => writes.some((write) => write.kind !== 'delete' && write.document.type === 'ledger')),
    ).toMatchObject([{ writes: [{ document: { type: 'ledger' } }, { document: { type: 'sync-item' } }] }]);
    expect(app.nudges).toMatchObject([{ lane: PLACES_LANE }]);
  });

  it('is nothing while places are not written, and is caught up by the same PUT once they are', async () => {
    const town = new Town();
    const space = aSpaceInput('oak', { capacity: 12 });
    await town.process().putSpace(space, staff);
    const before = placesOf(town);

    const outcome = await town.process({ places: true }).putSpace(space, staff);

    expect(before).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'unchanged', space: { revision: 1 } });
    expect(value(town)).toEqual({ building: 'Town Hall', capacity: 12 });
  });

  it('leaves a field to whoever keeps it in Microsoft', async () => {
    const town = new Town();
    const placeAuthority = { building: 'entra', capacity: 'app' } as const;

    await town.process({ places: true }).putSpace(aSpaceInput('oak', { capacity: 12, placeAuthority }), staff);

    expect(value(town)).toEqual({ capacity: 12 });
  });

  it('is not asked again where the space says the same of it', async () => {
    const town = new Town();
    const app = town.process({ places: true });
    await app.putSpace(aSpaceInput('oak', { capacity: 12 }), staff);

    await app.putSpace(aSpaceInput('oak', { capacity: 12, name: 'The Oak', displayName: 'Oak Room' }), staff);
    await app.putSpace(aSpaceInput('oak', { capacity: 12, name: 'The Oak', displayName: 'Oak Room' }), staff);

    expect(placesOf(town)).toMatchObject([{ desired: { revision: 1 } }]);
    expect(app.nudges).toHaveLength(1);
  });

  it('is asked again by the same PUT where the room finder was found to say otherwise', async () => {
    const town = new Town();
    const app = town.process({ places: true });
    await app.putSpace(aSpaceInput('oak', { capacity: 12 }), staff);
    const [item] = placesOf(town);
    if (!item) throw new Error('nothing was wished');
    const { due: _due, ...rest } = item;
    const applied = { externalId: 'p', fingerprint: 'f', value: { building: 'Town Hall', capacity: 8 } };
    const document = { ...rest, state: 'in-step' as const, appliedRevision: 1, applied };
    await app.database.commit('items', item.pk, [{ kind: 'upsert', document }]);

    await app.putSpace(aSpaceInput('oak', { capacity: 12 }), staff);

    expect(placesOf(town)).toMatchObject([{ state: 'pending', look: 'id', desired: { revision: 2 } }]);
  });

  it('follows the space to another room, of which nothing is known yet, and is withdrawn with the mailbox, without a trace being removed', async () => {
    const town = new Town();
    const app = town.process({ places: true });
    await app.putSpace(aSpaceInput('oak'), staff);
    const [item] = placesOf(town);
    if (!item) throw new Error('nothing was wished');
    const told: SyncItem = { ...item, applied: { externalId: 'p', fingerprint: 'f', value: { building: 'Town Hall' } } };
    await app.database.commit('items', item.pk, [{ kind: 'upsert', document: told }]);

    await app.putSpace(aSpaceInput('oak', { exchangeResourceMailbox: 'new-oak@city.example' }), staff);
    const moved = placesOf(town)[0];
    await app.putSpace(aSpaceInput('oak', { exchangeResourceMailbox: undefined }), staff);

    expect(moved).toMatchObject({ target: 'new-oak@city.example', look: 'id', desired: { revision: 2 } });
    expect(moved).not.toHaveProperty('applied');
    expect(placesOf(town)).toMatchObject([{ target: 'new-oak@city.example', desired: { revision: 3, value: null } }]);
  });
});
