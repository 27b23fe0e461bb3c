import type { FaultEffect } from '../../../infra/local/kernel/faults';
import { HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import { NOW } from '../../support/builders/instants';
import { OAK_LANE } from '../../support/builders/lane';
import { anEvent, anItem, anItemInStep, appliedAs, OAK } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';

const posts = (world: LoopWorld) => world.writes().filter(({ method }) => method === 'POST');
const transactionIds = (world: LoopWorld): unknown[] => posts(world).map(({ body }) => (body as { transactionId: string }).transactionId);
const isWrite = (requests: readonly { method: string }[]): boolean => requests.some(({ method }) => method !== 'GET');
/** The answer to the next create never comes, though it acts. */
const loseNextAnswer = (world: LoopWorld): void => {
  world.fail('create-event', { kind: 'never' }, { when: 'after', times: 1 });
};
const loseNextRequest = (world: LoopWorld): void => {
  world.fail('create-event', { kind: 'never' }, { times: 1 });
};

describe('a crash after Graph took the request', () => {
  it('lets the next holder look first and adopt the event', async () => {
    const world = new LoopWorld();
    await world.commit(anItem());
    world.killAfter(isWrite);

    await world.run(10 * MINUTE);

    expect(world.sent.slice(0, 2).map(({ by, method }) => `${by} ${method}`)).toEqual(['worker POST', 'worker+ GET']);
    expect(posts(world)).toHaveLength(1);
    expect(world.events()).toHaveLength(1);
    expect(world.item()).toMatchObject({ state: 'in-step', generation: 0, applied: { externalId: world.events()[0]?.id } });
    expect(world.audits()).toMatchObject([{ verb: 'found', before: null, after: anEvent() }]);
  });

  it('costs one message lock: the redelivered nudge that finds the hold alive comes back when it ends', async () => {
    const world = new LoopWorld();
    await world.commit(anItem());
    world.killAfter(isWrite);

    await world.run(61 * SECOND);
    const whileHeld = world.queued();
    const held = world.lane(OAK_LANE).heldUntil;
    await world.run(30 * SECOND);

    expect(held).toBe(NOW + 90 * SECOND);
    expect(whileHeld).toMatchObject([{ cause: 'look-again', at: NOW + 91 * SECOND, state: 'scheduled' }]);
    expect(world.item()).toMatchObject({ state: 'in-step' });
    expect(world.lane(OAK_LANE).epoch).toBe(2);
  });

  it('is found out though the wish was withdrawn meanwhile: nothing is left behind', async () => {
    const world = new LoopWorld();
    await world.commit(anItem());
    world.killAfter(isWrite);
    await world.run();
    await world.wish('oak.choir', null);

    await world.run(10 * MINUTE);

    expect(world.events()).toEqual([]);
    expect(world.item()).toMatchObject({ state: 'in-step', appliedRevision: 2 });
  });

  it('is looked into though the item was in step at this revision before', async () => {
    const world = new LoopWorld();
    world.tenant.options.transactionIds = 'forgotten';
    // The event is gone, and the late look for duplicates finds that out.
    await world.commit(anItemInStep({ duplicatesAt: NOW, due: NOW, lastSuccessAt: NOW - MINUTE }));
    world.killAfter(isWrite);

    await world.run(10 * MINUTE);

    expect(world.events()).toHaveLength(1);
    expect(posts(world)).toHaveLength(1);
    expect(world.item()).toMatchObject({ state: 'in-step' });
  });
});

describe('an answer that never comes', () => {
  it('makes the item unknown, and the event is found and adopted', async () => {
    const world = new LoopWorld();
    loseNextAnswer(world);
    await world.commit(anItem());
    await world.run();
    const unknown = world.item();

    await world.run(MINUTE);

    expect(unknown).toMatchObject({ state: 'unknown', look: 'all', reason: { code: 'outcome-unknown' } });
    expect(world.item()).toMatchObject({ state: 'in-step', generation: 0 });
    expect(posts(world)).toHaveLength(1);
  });

  it.each<FaultEffect>([{ kind: 'never' }, { kind: 'refuse', status: 507 }])(
    'and one that does not say what it did have a sentence that is true of both: %j',
    async (effect) => {
      const world = new LoopWorld();
      world.fail('create-event', effect, { when: 'after', times: 1 });
      await world.commit(anItem());
      await world.run();

      expect(world.item().reason).toMatchObject({
        code: 'outcome-unknown',
        sentence: expect.stringContaining('no answer says what it did'),
      });
    },
  );

  it('settles one item of a batch alone', async () => {
    const world = new LoopWorld();
    world.fail('update-event', { kind: 'never' }, { times: 1 });
    for (const key of ['oak.1', 'oak.2']) await world.commit(anItem({ key, desired: { revision: 1, value: anEvent() } }));
    await world.run();
    await world.wish('oak.1', anEvent({ subject: 'one' }));
    await world.wish('oak.2', anEvent({ subject: 'two' }));
    await world.run();

    expect([world.item('oak.1').state, world.item('oak.2').state].sort()).toEqual(['in-step', 'unknown']);
  });

  it('and an empty look-up are "not yet" for 120 s; then the event is created under a new transaction id', async () => {
    const world = new LoopWorld();
    loseNextRequest(world);
    await world.commit(anItem());

    await world.run(119 * SECOND);
    const before = world.item();
    await world.run(SECOND + 5 * SECOND);

    expect(before).toMatchObject({ state: 'unknown', generation: 0 });
    expect(world.item()).toMatchObject({ state: 'in-step', generation: 1 });
    expect(new Set(transactionIds(world)).size).toBe(2);
    expect(posts(world)[1]?.at).toBeGreaterThanOrEqual(NOW + 120 * SECOND);
    expect(world.events()).toHaveLength(1);
  });

  it('and a list that lags lead to one event all the same', async () => {
    const world = new LoopWorld();
    world.tenant.options.listLagMs = 60 * SECOND;
    loseNextAnswer(world);
    await world.commit(anItem());

    await world.run(10 * MINUTE);

    expect(posts(world)).toHaveLength(1);
    expect(world.item()).toMatchObject({ state: 'in-step', generation: 0 });
  });

  it('leaves a duplicate at worst until the later look, which removes it', async () => {
    const world = new LoopWorld();
    world.tenant.options.transactionIds = 'forgotten';
    // Exchange is slower than we wait: the lost create shows up only after we have made another one.
    world.tenant.options.listLagMs = 150 * SECOND;
    loseNextAnswer(world);
    await world.commit(anItem());
    await world.run(130 * SECOND);
    const doubled = world.events().length;

    world.tenant.options.listLagMs = 0;
    await world.run(10 * MINUTE);

    expect(doubled).toBe(2);
    expect(world.events()).toHaveLength(1);
    expect(world.item()).toMatchObject({ state: 'in-step', applied: { externalId: world.events()[0]?.id } });
    expect(world.audits().map(({ verb }) => verb)).toContain('delete-extra');
  });

  it('to the removal of a duplicate does not make us forget it', async () => {
    const world = new LoopWorld();
    world.tenant.options.transactionIds = 'forgotten';
    world.tenant.options.listLagMs = 150 * SECOND;
    loseNextAnswer(world);
    world.fail('delete-event', { kind: 'never' }, { times: 1 });
    await world.commit(anItem());

    await world.run(20 * MINUTE);

    expect(world.events()).toHaveLength(1);
    expect(world.item()).toMatchObject({ state: 'in-step' });
  });

  it('to a create whose wish was withdrawn leaves nothing behind, though it shows up late', async () => {
    const world = new LoopWorld();
    world.tenant.options.listLagMs = 150 * SECOND;
    loseNextAnswer(world);
    await world.commit(anItem());
    await world.run(MINUTE);
    await world.wish('oak.choir', null);

    await world.run(20 * MINUTE);

    expect(world.events()).toEqual([]);
    expect(world.item()).toMatchObject({ state: 'in-step', appliedRevision: 2 });
  });

  it('to a repeated create is learned from "this transaction id was used"', async () => {
    const world = new LoopWorld();
    // A gateway says 503 though Exchange acted, and the list does not show it yet.
    world.tenant.options.listLagMs = 20 * SECOND;
    world.fail('create-event', { kind: 'refuse', status: 503 }, { when: 'after', times: 1 });
    await world.commit(anItem());

    await world.run(10 * MINUTE);

    expect(posts(world).map(({ answer }) => answer)).toEqual([503, 409]);
    expect(world.events()).toHaveLength(1);
    expect(world.item()).toMatchObject({ state: 'in-step' });
  });
});

describe('an event that Exchange stored without its mark', () => {
  it('is gone when its reservation was cancelled before anybody looked', async () => {
    const world = new LoopWorld();
    world.fail('create-event', { kind: 'lose-mark' }, { times: 1 });
    await world.commit(anItem());
    await world.run();
    await world.wish('oak.choir', null);

    await world.run(10 * MINUTE);

    expect(world.events()).toEqual([]);
    expect(world.item()).toMatchObject({ state: 'in-step', appliedRevision: 2 });
    expect(world.item()).not.toHaveProperty('unheard');
  });

  it('is found at the time that it was made for, though another is wished by a process that died meanwhile', async () => {
    const world = new LoopWorld();
    world.tenant.options.transactionIds = 'forgotten';
    const { start, end } = anEvent();
    world.fail('create-event', { kind: 'lose-mark' }, { times: 1 });
    world.killAfter(isWrite);
    await world.commit(anItem());
    await world.run();
    await world.wish('oak.choir', anEvent({ start: start + 48 * HOUR, end: end + 48 * HOUR }));

    await world.run(10 * MINUTE);

    expect(world.events()).toMatchObject([{ reservationId: 'oak.choir', start: new Date(start + 48 * HOUR).toISOString() }]);
    expect(world.item()).toMatchObject({ state: 'in-step' });
    expect(posts(world)).toHaveLength(1);
  });

  it('is not made again while Microsoft falsely says that it is not there to whoever writes the mark back', async () => {
    const world = new LoopWorld();
    world.tenant.options.transactionIds = 'forgotten';
    world.fail('create-event', { kind: 'lose-mark' }, { times: 1 });
    for (const operation of ['update-event', 'get-event'])
      world.fail(operation, { kind: 'refuse', status: 404, code: 'ErrorItemNotFound' }, { until: NOW + 5 * MINUTE });
    await world.commit(anItem());

    await world.run(10 * MINUTE);

    expect(posts(world)).toHaveLength(1);
    expect(world.events()).toMatchObject([{ reservationId: 'oak.choir' }]);
    expect(world.item()).toMatchObject({ state: 'in-step' });
    expect(world.item()).not.toHaveProperty('unheard');
  });

  it('is removed where it stands beside another one of ours, and no other entry is touched', async () => {
    const world = new LoopWorld();
    world.tenant.options.transactionIds = 'forgotten';
    const { start, end } = anEvent();
    const stranger = world.tenant.outlook.create(OAK, { subject: 'Stand-up', start, end });
    // Its lists show it so late that another one is made.
    world.tenant.options.listLagMs = 130 * SECOND;
    world.fail('create-event', { kind: 'lose-mark' }, { times: 1 });
    await world.commit(anItem());

    await world.run(20 * MINUTE);

    expect(
      world
        .events()
        .map(({ id, reservationId }) => (id === stranger ? 'theirs' : reservationId))
        .sort(),
    ).toEqual(['oak.choir', 'theirs']);
    expect(posts(world)).toHaveLength(2);
    expect(world.item()).toMatchObject({ state: 'needs-attention', reason: { code: 'clash' } });
  });

  it('is not believed to be ours because an answer names it', async () => {
    const world = new LoopWorld();
    const stranger = world.tenant.outlook.create(OAK, { subject: 'Stand-up', start: NOW, end: NOW + HOUR });
    world.worker.aroundGraph = async (send, requests, options) => {
      const answers = await send(requests, options);
      if (!isWrite(requests) || posts(world).length > 1) return answers;
      const body = { error: { code: 'ErrorDuplicateTransactionId', message: 'used before', '@event.existingEventId': stranger } };
      return answers.map(() => ({ kind: 'answered', status: 409, headers: {}, body }));
    };
    await world.commit(anItem());

    await world.run(20 * MINUTE);

    expect(
      world
        .events()
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual(['Choir', 'Stand-up']);
    expect(world.item()).toMatchObject({ state: 'in-step' });
  });
});

describe('a lane that is lost in mid-turn', () => {
  it('sends nothing once another holder took it', async () => {
    const world = new LoopWorld();
    await world.commit(anItemInStep({ look: 'id', due: NOW, state: 'unknown', unknownSince: NOW - HOUR, lastSuccessAt: NOW - HOUR }));
    const other = world.process('other');
    world.worker.aroundGraph = async (send, requests, options) => {
      // The look takes so long that the hold ends and another holder comes.
      const answers = await send(requests, options);
      if (world.lane(OAK_LANE).epoch === 1) {
        world.now += 91 * SECOND;
        await other.workLane(OAK_LANE, { cause: 'sweep', redelivered: false });
      }
      return answers;
    };

    await world.run();

    expect(world.writes().map(({ by }) => by)).toEqual(['other']);
    expect(world.events()).toHaveLength(1);
    expect(world.log.map(({ event }) => event)).toContain('sync.lane.lost');
  });

  it('settles nothing as in step when its item was changed under it, but marks it to be looked at', async () => {
    const world = new LoopWorld();
    await world.commit(anItem());
    let marked: unknown;
    world.worker.aroundGraph = async (send, requests, options) => {
      const answers = await send(requests, options);
      if (requests[0]?.method === 'POST') await world.wish('oak.choir', anEvent({ subject: 'Choir, confirmed' }));
      else marked ??= world.item();
      return answers;
    };

    await world.run(10 * MINUTE);

    expect(marked).toBeDefined();
    expect(world.log.filter(({ event }) => event === 'sync.settlement.given-up')).toEqual([]);
    expect(world.events().map(({ subject }) => subject)).toEqual(['Choir, confirmed']);
    expect(world.item()).toMatchObject({
      state: 'in-step',
      appliedRevision: 2,
      applied: appliedAs(world.events()[0]?.id ?? '', anEvent({ subject: 'Choir, confirmed' })),
    });
    expect(world.sent.filter(({ method, mailbox }) => method === 'GET' && mailbox === OAK).length).toBeGreaterThan(1);
  });
});

it('does not forget what it made, in a calendar that is slow to show it, when a new wish comes in that moment', async () => {
  const world = new LoopWorld();
  Object.assign(world.tenant.options, { transactionIds: 'forgotten', listLagMs: 20 * SECOND });
  await world.commit(anItem());
  await world.run();
  world.tenant.outlook.delete(OAK, world.events()[0]?.id ?? '');
  await world.commit({ ...world.item(), look: 'id', state: 'unknown', unknownSince: world.now, due: world.now });
  world.worker.aroundGraph = async (send, requests, options) => {
    const answers = await send(requests, options);
    if (requests.some(({ method }) => method === 'POST')) await world.wish('oak.choir', anEvent({ subject: 'Choir, confirmed' }));
    return answers;
  };

  await world.run(5 * MINUTE);

  expect(posts(world)).toHaveLength(2);
  expect(world.events()).toMatchObject([{ subject: 'Choir, confirmed' }]);
  expect(world.item()).toMatchObject({ state: 'in-step', generation: 1, applied: { externalId: world.events()[0]?.id } });
});

it('is not made twice where Microsoft makes it, lists it late and says that there is no such mailbox', async () => {
  const world = new LoopWorld();
  world.tenant.options.transactionIds = 'forgotten';
  world.tenant.options.listLagMs = 30 * SECOND;
  world.fail('create-event', { kind: 'refuse', status: 404, code: 'ErrorNonExistentMailbox' }, { when: 'after', times: 1 });
  // Its neighbour arrives, so the mailbox is there, and the lane is not blocked.
  await world.commit(anItem(), anItem({ key: 'oak.neighbour' }));
  await world.run(5 * SECOND);
  await world.wish('oak.choir', anEvent({ subject: 'Choir, approved' }));

  await world.run(10 * MINUTE);

  expect(posts(world)).toHaveLength(2);
  expect(world.events().filter(({ reservationId }) => reservationId === 'oak.choir')).toMatchObject([{ subject: 'Choir, approved' }]);
});
