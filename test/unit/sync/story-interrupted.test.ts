import { makeReadWork } from '../../../shared/health/read-work';
import { MINUTE, SECOND } from '../../../shared/kernel/clock';
import { NOW } from '../../support/builders/instants';
import { ELM_LANE, OAK_LANE } from '../../support/builders/lane';
import { anItem, ELM, OAK } from '../../support/builders/sync-item';
import { laneView } from '../../../functions/sync/lane-view';
import { LoopWorld } from '../../support/loop-world';

describe('a lane whose turns the store ends', () => {
  it.each([
    ['query', { kind: 'refuse', status: 503 }, 'database.scan: unavailable'],
    ['query', { kind: 'refuse', status: 400 }, 'database.scan: malformed'],
    ['batch', { kind: 'refuse', status: 500 }, 'database.commit: unanswered'],
  ] as const)('by its %s (%j) says so, in its view and in those of its items, and health counts it', async (operation, effect, where) => {
    const world = new LoopWorld();
    world.fail(operation, effect, { core: 'database' });
    await world.commit(anItem());
    await world.run();
    const { listSyncItems } = world.api.sync;
    const readWork = makeReadWork({ database: world.api.deps.database, clock: { now: () => world.now } });
    const early = [laneView(world.lane(OAK_LANE), world.now), await readWork().catch(() => undefined)];

    await world.run(5 * MINUTE);
    world.faults.clear();

    expect(early[0]).toMatchObject({ state: 'waiting', reason: { code: 'store-failed', who: 'nobody' } });
    const lane = laneView(world.lane(OAK_LANE), world.now);
    expect(lane).toMatchObject({ state: 'waiting', reason: { code: 'store-failed', who: 'operator' } });
    expect(lane.waitsFor).toContain(`(${where})`);
    expect(lane.waitsFor).toContain('since 20');
    expect(await readWork()).toMatchObject({ blockedLanes: 0, failingLanes: 1 });
    if (operation === 'query') {
      expect((await listSyncItems({ limit: 1 })).items).toMatchObject([{ state: 'pending', reason: { code: 'store-failed' } }]);
    }
  });

  it('is tried again at growing distances, a minute at most, and forgets it with the first turn that ends well', async () => {
    const world = new LoopWorld();
    world.fail('query', { kind: 'refuse', status: 503 }, { core: 'database', until: NOW + 5 * MINUTE });
    await world.commit(anItem());

    await world.run(4 * MINUTE);
    const tries = world.log.filter(({ event }) => event === 'sync.lane.interrupted').length;
    await world.run(3 * MINUTE);

    // After 0, 2, 6, 14, 30, 62, 122 and 182 seconds.
    expect(tries).toBe(8);
    expect(world.lane(OAK_LANE)).not.toHaveProperty('interrupted');
    expect(world.item()).toMatchObject({ state: 'in-step' });
    const readWork = makeReadWork({ database: world.api.deps.database, clock: { now: () => world.now } });
    expect(await readWork()).toMatchObject({ blockedLanes: 0, failingLanes: 0 });
  });

  it('holds up no other lane, and one failure is nobody’s to mend', async () => {
    const world = new LoopWorld();
    world.fail('batch', { kind: 'refuse', status: 503 }, { core: 'database', times: 1 });
    await world.commit(anItem(), anItem({ key: 'elm.choir', target: ELM }));

    await world.run(5 * SECOND);

    expect([world.events(OAK).length, world.events(ELM).length]).toEqual([1, 1]);
    expect([world.lane(OAK_LANE), world.lane(ELM_LANE)].filter((lane) => 'interrupted' in lane)).toEqual([]);
  });
});
