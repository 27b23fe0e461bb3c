import { HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import { aCause } from '../../support/builders/cause';
import { NOW } from '../../support/builders/instants';
import { OAK_LANE } from '../../support/builders/lane';
import { anEvent, anItem, ELM, OAK } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';

describe('a sign-in that is refused for a moment', () => {
  it('holds all lanes up for seconds, not for minutes', async () => {
    const world = new LoopWorld();
    world.secret = 'expired';
    await world.commit(anItem(), anItem({ key: 'elm.choir', target: ELM }));
    await world.run(3 * SECOND);
    world.secret = 'secret-1';

    await world.run(20 * SECOND);

    expect([world.events(OAK).length, world.events(ELM).length]).toEqual([1, 1]);
    expect(world.gate()).not.toHaveProperty('blocked');
  });

  it('is asked about less and less often, at last every five minutes', async () => {
    const world = new LoopWorld();
    world.secret = 'expired';
    await world.commit(anItem());
    for (let minute = 0; minute < 40; minute += 1) {
      await world.worker.sweep();
      await world.run(MINUTE);
    }

    const probes = world.sent.map(({ at }) => at);
    const gaps = probes.slice(1).map((at, index) => at - (probes[index] ?? at));
    expect(gaps.length).toBeLessThan(16);
    expect(gaps.slice(0, 3).every((gap) => gap <= MINUTE)).toBe(true);
    expect(gaps.at(-1)).toBeGreaterThanOrEqual(5 * MINUTE);
  });
});

describe('asking now', () => {
  const throttled = async (what: 'app' | typeof OAK): Promise<LoopWorld> => {
    const world = new LoopWorld();
    world.tenant.throttle(what, 10 * SECOND, '3600');
    // Two each: a batch that is refused as a whole concerns the app.
    for (const target of [OAK, ELM]) {
      const key = target === OAK ? 'oak' : 'elm';
      await world.commit(
        anItem({ key: `${key}.choir`, target }),
        anItem({ id: `sync:reservation-event:${key}.two`, key: `${key}.two`, target }),
      );
    }
    await world.run(MINUTE);
    return world;
  };

  it('ends an hour that Microsoft asked a mailbox to wait, and everything that waited for it is due', async () => {
    const world = await throttled(OAK);
    const before = world.events(OAK).length;

    const lane = await world.api.sync.askNow.lane(OAK_LANE, aCause());
    await world.run(2 * SECOND);

    expect(before).toBe(0);
    expect(lane).not.toHaveProperty('notBefore');
    expect(world.events(OAK)).toHaveLength(2);
    expect(world.item()).toMatchObject({ state: 'in-step' });
  });

  it('ends an hour that Microsoft asked the whole app to wait, for all of its lanes', async () => {
    const world = await throttled('app');
    const before = [world.events(OAK).length, world.events(ELM).length];

    await world.api.sync.askNow.gate({ api: 'graph', as: 'installation' }, aCause());
    await world.run(20 * SECOND);

    expect(before).toEqual([0, 0]);
    expect([world.events(OAK).length, world.events(ELM).length]).toEqual([2, 2]);
  });

  it('is answered by a new wait where Microsoft still wants one', async () => {
    const world = await throttled(OAK);
    world.tenant.throttle(OAK, HOUR, '1800');

    await world.api.sync.askNow.lane(OAK_LANE, aCause());
    await world.run(2 * SECOND);

    expect(world.lane(OAK_LANE).notBefore).toBeGreaterThan(world.now + 29 * MINUTE);
    expect(world.events(OAK)).toEqual([]);
  });

  it('makes due all that waits in the lane, however much it is', async () => {
    const world = new LoopWorld();
    await world.commit(anItem());
    await world.run();
    const waiting = Array.from({ length: 1_101 }, (_, index) => {
      const key = `oak.${String(index)}`;
      return anItem({ id: `sync:reservation-event:${key}`, key, pk: `ledger:${key}`, state: 'blocked', due: NOW + HOUR });
    });
    for (const item of waiting) await world.api.deps.database.commit('items', item.pk, [{ kind: 'create', document: item }]);

    await world.api.sync.askNow.lane(OAK_LANE, aCause());

    const { database } = world.api.deps;
    const where = 'c.type = "sync-item" AND c.due > @now';
    const later = await database.scan({ container: 'items', where, parameters: { '@now': world.now }, limit: 10 });
    expect(later.rows.map(({ value }) => value.id)).toEqual([]);
  });

  it('keeps the pace at which a mailbox may send', async () => {
    const world = new LoopWorld();
    await world.commit(anItem());
    await world.run();
    await world.changeLane(OAK_LANE, (lane) => ({ ...lane, notBefore: NOW + MINUTE, pacedUntil: NOW + MINUTE }));

    expect(await world.api.sync.askNow.lane(OAK_LANE, aCause())).toMatchObject({ notBefore: NOW + MINUTE });
  });

  it('knows no lane and no right that nothing was ever wrong with', async () => {
    const world = new LoopWorld();

    expect(await world.api.sync.askNow.lane(OAK_LANE, aCause())).toBeUndefined();
    expect(await world.api.sync.askNow.gate({ api: 'graph', as: 'nobody' }, aCause())).toBeUndefined();
  });
});

describe('a retry behind a lane that waits', () => {
  it('says until when', async () => {
    const world = new LoopWorld();
    world.tenant.throttle(OAK, HOUR, '3600');
    const item = anItem();
    await world.commit(item);
    await world.run(MINUTE);
    await world.wish(item.key, anEvent({ subject: 'Again' }));

    const [view] = (await world.api.sync.listSyncItems({ limit: 1 })).items;

    expect(view).toMatchObject({ state: 'pending', reason: { code: 'throttled', nextTryAt: world.lane(OAK_LANE).notBefore } });
  });
});
