import { MINUTE, SECOND } from '../../../shared/kernel/clock';
import type { Document } from '../../../shared/kernel/database';
import { reservationEventKind } from '../../../shared/reservations/kind';
import { kindsOf } from '../../../shared/sync/kind';
import { makeListSyncItems, makeReadSyncItem } from '../../../shared/sync/read/read-items';
import { makeRetryItem } from '../../../shared/sync/read/retry-item';
import { aCause } from '../../support/builders/cause';
import { NOW } from '../../support/builders/instants';
import { anEvent, anItem, OAK } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';
import { AUDIT, GATE, IN_STEP, LANE_IN_FLIGHT, PENDING, UNKNOWN } from '../../support/stored-before-keys';

/** A world in which an earlier version left these documents some minutes ago. */
async function left(...documents: readonly Document[]): Promise<LoopWorld> {
  const world = new LoopWorld();
  world.now = NOW + 6 * MINUTE;
  const { database } = world.api.deps;
  for (const document of documents)
    await database.commit(document.type === 'lane' || document.type === 'gate' ? 'lanes' : 'items', document.pk, [
      { kind: 'create', document },
    ]);
  return world;
}

/** What finds due work after an update. */
async function swept(world: LoopWorld): Promise<void> {
  await world.worker.sweep();
  await world.run(MINUTE);
}

/** The request that left before the update, with the key as the mark of its event. */
async function acted(world: LoopWorld): Promise<void> {
  const { transactionId } = LANE_IN_FLIGHT.flight.entries[0].operation;
  await world.api.graph.send([reservationEventKind().request(anItem(), { verb: 'create', transactionId })], { deadlineMs: 10 * SECOND });
}

const reads = (world: LoopWorld) => {
  const kinds = kindsOf([{ ...reservationEventKind(), partitionOf: () => Promise.resolve('ledger:oak') }]);
  const parts = { ...world.api.deps, kinds };
  const readSyncItem = makeReadSyncItem(parts);
  const retryItem = makeRetryItem({ ...parts, sendNudge: world.api.sendNudge, readSyncItem });
  return { readSyncItem, retryItem, listSyncItems: makeListSyncItems(parts) };
};

describe('an item that was stored before its key had this name', () => {
  it('is written, and stored in the present form', async () => {
    const world = await left(PENDING);

    await swept(world);

    expect(world.events()).toMatchObject([{ subject: 'Choir', reservationId: 'oak.choir' }]);
    expect(world.item()).toMatchObject({ state: 'in-step', key: 'oak.choir' });
    expect(world.item()).not.toHaveProperty('subject');
    expect(world.audits()).toMatchObject([{ key: 'oak.choir', verb: 'create' }]);
  });

  it('is shown, listed and retried', async () => {
    const world = await left(PENDING, { ...IN_STEP, id: 'sync:reservation-event:oak.other', subject: 'oak.other' } as Document);
    const { readSyncItem, listSyncItems, retryItem } = reads(world);

    const shown = await readSyncItem('reservation-event', 'oak.choir');
    const listed = await listSyncItems({ limit: 10 });
    const retried = await retryItem('reservation-event', 'oak.choir', aCause());

    expect(shown).toMatchObject({ state: 'pending', item: { key: 'oak.choir' } });
    expect(listed.items.map(({ item }) => item.key)).toEqual(['oak.choir', 'oak.other']);
    expect(retried).toMatchObject({ item: { key: 'oak.choir' } });
    expect(world.item()).not.toHaveProperty('subject');
  });

  it('is removed when it was in step and is wished away', async () => {
    const externalId = new LoopWorld().tenant.outlook.create(OAK, anEvent());
    const world = await left({ ...IN_STEP, applied: { ...IN_STEP.applied, externalId } } as Document, AUDIT);
    world.tenant.outlook.create(OAK, anEvent()); // gets the same id, as the tenant is the same

    await world.wish('oak.choir', null);
    await world.run(MINUTE);

    expect(world.events()).toEqual([]);
    expect(world.item()).toMatchObject({ state: 'in-step', key: 'oak.choir', appliedRevision: 2 });
  });

  it('is looked for by its mark when its answer never came: the event is adopted, not made again', async () => {
    const world = await left(UNKNOWN);
    await acted(world);

    await swept(world);

    expect(world.events()).toHaveLength(1);
    expect(world.item()).toMatchObject({ state: 'in-step', key: 'oak.choir', applied: { externalId: world.events()[0]?.id } });
  });

  it('is looked for too when it was in a flight that its process did not survive', async () => {
    const world = await left(PENDING, LANE_IN_FLIGHT);
    await acted(world);

    await swept(world);

    expect(world.events()).toHaveLength(1);
    expect(world.writes()).toHaveLength(1);
    expect(world.item()).toMatchObject({ state: 'in-step', key: 'oak.choir' });
    expect(world.audits()).toMatchObject([{ key: 'oak.choir', verb: 'found' }]);
  });

  it('is the probe of a gate that was blocked', async () => {
    const world = await left(PENDING, GATE);

    await swept(world);

    expect(world.gate()).not.toHaveProperty('blocked');
    expect(world.item()).toMatchObject({ state: 'in-step', key: 'oak.choir' });
  });

  it('has the key of its id where no member says it', async () => {
    const { subject: _lost, ...rest } = PENDING;
    const world = await left(rest);

    await swept(world);

    expect(world.item()).toMatchObject({ state: 'in-step', key: 'oak.choir' });
  });
});
