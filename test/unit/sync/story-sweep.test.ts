import { makeReadWork } from '../../../shared/health/read-work';
import { MINUTE, SECOND } from '../../../shared/kernel/clock';
import type { Document } from '../../../shared/kernel/database';
import type { JsonObject } from '../../../shared/kernel/json';
import { toLaneId } from '../../../shared/kernel/ids';
import { MAIL } from '../../../shared/mail/model';
import { mailboxLane } from '../../../shared/microsoft/model';
import type { SyncItem } from '../../../shared/sync/item/item';
import { newLane, type Lane } from '../../../shared/sync/lane/lane';
import { NOW } from '../../support/builders/instants';
import { OAK_LANE } from '../../support/builders/lane';
import { anItem, OAK } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';

/** Puts documents there at once, as they would stand after a long time. */
function put(world: LoopWorld, container: 'items' | 'lanes', documents: readonly (Lane | SyncItem)[]): void {
  for (const partition of new Set(documents.map(({ pk }) => pk))) {
    const own = documents.filter(({ pk }) => pk === partition);
    const changes = own.map((document) => ({ id: document.id, value: document as Document as Document & JsonObject, size: 1 }));
    world.database.containers.store(container)?.commit(partition, changes, world.now, undefined);
  }
}

const OFFICE_LANE = toLaneId('sender:office@city.example');
const blocked = (over: Partial<Lane>): Lane => ({ ...newLane(OFFICE_LANE), ...over });
const BLOCK = {
  reason: { code: 'permission-missing', sentence: 'No.', who: 'directory-admin' },
  since: NOW,
  probeAt: NOW + 5 * MINUTE,
} as const;

const mails = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    anItem({
      id: `sync:mail:${String(at)}`,
      key: String(at),
      kind: MAIL,
      target: 'office@city.example',
      lane: OFFICE_LANE,
      due: NOW - MINUTE,
    }),
  );

/** Its nudge was lost. */
async function lost(world: LoopWorld, ...items: readonly SyncItem[]): Promise<void> {
  world.fail('send', { kind: 'lose' }, { core: 'bus', times: items.length });
  await world.commit(...items);
  await world.run();
}

describe('the sweep', () => {
  it.each([
    ['is blocked', 12_000, blocked({ blocked: BLOCK })],
    ['may not send mails', 30, blocked({ kinds: { [MAIL]: BLOCK } })],
    ['waits', 30, blocked({ notBefore: NOW + 2 * MINUTE })],
    ['is paused', 30, blocked({ paused: { reason: 'moving', since: NOW } })],
    ['works', 30, blocked({})],
  ])('finds a lane whose nudge was lost behind the mails of a sender that %s (%d)', async (_how, count, lane) => {
    const world = new LoopWorld();
    put(world, 'items', mails(count));
    put(world, 'lanes', [lane]);
    await lost(world, anItem({ due: NOW }));

    await world.worker.sweep();
    const nudged = world.queued().length;

    expect(nudged).toBe((lane.blocked ?? lane.kinds ?? lane.notBefore ?? lane.paused) ? 1 : 2);
    await world.worker.workLane(OAK_LANE, { cause: 'sweep', redelivered: false });
    expect(world.events(OAK)).toHaveLength(1);
  });

  it('nudges every one of 2,500 lanes, those of which it knows only their items among them', async () => {
    const world = new LoopWorld();
    const addresses = Array.from({ length: 2_500 }, (_, at) => `room-${String(at)}@city.example`);
    put(
      world,
      'items',
      addresses.map((target, at) => anItem({ id: `sync:e:${String(at)}`, key: String(at), target, due: NOW - SECOND })),
    );

    await expect(world.worker.sweep()).resolves.toEqual({ lanes: 2_500 });

    expect(world.queued()).toHaveLength(2_500);
    expect(world.log.map(({ event }) => event)).not.toContain('sync.sweep.cut');
  });

  it('asks a lane again when the time of its block has come, although no wake-up came', async () => {
    const world = new LoopWorld();
    put(world, 'items', [anItem({ due: NOW })]);
    put(world, 'lanes', [{ ...newLane(OAK_LANE), blocked: BLOCK }]);
    const before = await world.worker.sweep();
    world.now += 5 * MINUTE;

    const after = await world.worker.sweep();

    expect([before, after]).toEqual([{ lanes: 0 }, { lanes: 1 }]);
  });

  it('is answered with lanes, not with their items: the charge of 5,000 items of a lane is that of five', async () => {
    const charge = async (count: number): Promise<number> => {
      const world = new LoopWorld();
      put(world, 'items', mails(count));
      let spent = 0;
      const { database } = world;
      const query = database.query.bind(database);
      database.query = (asked) => {
        const reply = query(asked);
        spent += reply.kind === 'reply' ? reply.answer.charge : 0;
        return reply;
      };
      await world.worker.sweep();
      return spent;
    };

    expect(await charge(5_000)).toBe(await charge(5));
  });
});

describe('lists', () => {
  const lanes = Array.from({ length: 1_205 }, (_, at): Lane => newLane(mailboxLane(`room-${String(at).padStart(4, '0')}@city.example`)));

  it('give every lane, page by page', async () => {
    const world = new LoopWorld();
    put(world, 'lanes', lanes);
    const { listLanes } = world.worker.sync;

    const first = await listLanes({ limit: 1_000 });
    const second = await listLanes({ limit: 1_000, continuation: first.continuation });

    expect([...first.lanes, ...second.lanes].map(({ id }) => id)).toEqual(lanes.map(({ id }) => id));
    expect(second.continuation).toBeUndefined();
  });

  it('count every blocked lane, and know it of an item in the last of them', async () => {
    const world = new LoopWorld();
    put(
      world,
      'lanes',
      lanes.map((lane) => ({ ...lane, blocked: BLOCK })),
    );
    const last = 'room-1204@city.example';
    put(world, 'items', [anItem({ target: last, lane: mailboxLane(last) })]);
    const { listSyncItems } = world.worker.sync;

    expect(await makeReadWork({ database: world.worker.deps.database, clock: { now: () => world.now } })()).toMatchObject({
      blockedLanes: 1_205,
    });
    expect((await listSyncItems({ state: 'blocked', limit: 10 })).items).toMatchObject([
      { state: 'blocked', reason: { code: 'permission-missing' } },
    ]);
  });
});
