import { MINUTE, SECOND } from '../../../shared/kernel/clock';
import { NOW } from '../../support/builders/instants';
import { ELM_LANE, OAK_LANE } from '../../support/builders/lane';
import { anEvent, anItem, ELM, OAK } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';

const commit = { cause: 'commit', redelivered: false } as const;

describe('the worker never throws for an outside failure', () => {
  it.each([
    ['refuses every read', 'read', { kind: 'refuse', status: 503 }],
    ['refuses every write', 'replace', { kind: 'refuse', status: 503 }],
    ['refuses every batch', 'batch', { kind: 'refuse', status: 429 }],
    ['refuses every query', 'query', { kind: 'refuse', status: 503 }],
    ['never answers a read', 'read', { kind: 'never' }],
    ['never answers a write', 'replace', { kind: 'never' }],
    ['never answers a batch', 'batch', { kind: 'never' }],
  ] as const)('when the database %s', async (_what, operation, effect) => {
    const world = new LoopWorld();
    await world.commit(anItem());
    await world.run();
    await world.wish('oak.choir', anEvent({ subject: 'Choir, confirmed' }));
    world.fail(operation, effect, { core: 'database' });

    await expect(world.worker.workLane(OAK_LANE, commit)).resolves.toBeUndefined();
  });

  it.each([
    ['refuses', { kind: 'refuse', status: 503 }],
    ['never answers', { kind: 'never' }],
  ] as const)('when the bus %s', async (_what, effect) => {
    const world = new LoopWorld();
    await world.commit(anItem());
    world.tenant.throttle(OAK, MINUTE, '60');
    for (const operation of ['send', 'schedule']) world.fail(operation, effect, { core: 'bus' });

    await expect(world.worker.workLane(OAK_LANE, commit)).resolves.toBeUndefined();
    expect(world.log.map(({ event }) => event)).toContain('sync.nudge.not-sent');
  });

  it.each([
    ['every request', {}, { kind: 'refuse', status: 503 }],
    ['every request for good', {}, { kind: 'never' }],
    ['every request with 500', {}, { kind: 'refuse', status: 500 }],
    ['the token', { operation: 'token' }, { kind: 'refuse', status: 503 }],
  ] as const)('when Graph refuses %s', async (_what, match, effect) => {
    const world = new LoopWorld();
    await world.commit(anItem());
    world.faults.add({ id: 'down', core: 'tenant', match, when: 'before', effect });

    await expect(world.worker.workLane(OAK_LANE, commit)).resolves.toBeUndefined();
  });

  it('but throws for a defect of ours', async () => {
    const world = new LoopWorld();
    world.worker.aroundGraph = () => Promise.reject(new TypeError('a defect'));
    await world.commit(anItem());

    await expect(world.worker.workLane(OAK_LANE, commit)).rejects.toThrow('a defect');
  });
});

describe('after an outage', () => {
  it('of the database in mid-turn, the lane is given back and goes on in two seconds, without a sweep', async () => {
    const world = new LoopWorld();
    world.fail('batch', { kind: 'refuse', status: 503 }, { core: 'database', times: 1 });
    await world.commit(anItem());

    await world.run(5 * SECOND);

    expect(world.writes()).toHaveLength(1);
    expect(world.item()).toMatchObject({ state: 'in-step' });
    expect(world.audits()).toHaveLength(1);
  });

  it('of the database that outlasts the giving back, the lane goes on when its hold ends', async () => {
    const world = new LoopWorld();
    await world.commit(anItem());
    world.worker.aroundGraph = async (send, requests, options) => {
      const answers = await send(requests, options);
      if (requests[0]?.method === 'POST')
        world.fail('*', { kind: 'refuse', status: 503 }, { core: 'database', until: world.now + 30 * SECOND });
      return answers;
    };

    await world.run(92 * SECOND);

    expect(world.item()).toMatchObject({ state: 'in-step' });
    expect(world.writes()).toHaveLength(1);
  });

  it('of the bus, the sweep finds what was never nudged', async () => {
    const world = new LoopWorld();
    world.fail('send', { kind: 'refuse', status: 503 }, { core: 'bus', until: NOW + 30 * SECOND });
    await world.commit(anItem());
    await world.run(MINUTE);
    const before = world.item().state;

    await world.api.sweep();
    await world.run();

    expect(before).toBe('pending');
    expect(world.item()).toMatchObject({ state: 'in-step' });
  });

  it('of Graph, one lane after the other goes on as the app waits, without a sweep', async () => {
    const world = new LoopWorld();
    world.fail('token', { kind: 'refuse', status: 503 }, { until: NOW + 20 * SECOND });
    await world.commit(anItem());
    await world.commit(anItem({ key: 'elm.choir', target: ELM }));

    await world.run(2 * MINUTE);

    expect([world.events(OAK).length, world.events(ELM).length]).toEqual([1, 1]);
    expect(world.gate()).toMatchObject({ throttles: 0 });
  });

  it('of the whole app by 429, nothing leaves before the wait is over', async () => {
    const world = new LoopWorld();
    world.tenant.throttle('app', 50 * SECOND, '55');
    await world.commit(anItem());
    await world.commit(anItem({ key: 'elm.choir', target: ELM }));
    await world.run();
    const before = world.calls.length;

    await world.run(5 * MINUTE);

    expect(before).toBe(world.sent.filter(({ at }) => at < NOW + 55 * SECOND).length);
    expect([world.events(OAK).length, world.events(ELM).length]).toEqual([1, 1]);
  });
});

describe('time', () => {
  it('is judged by the store: a process whose clock runs ahead does not take a lane that is held', async () => {
    const world = new LoopWorld();
    await world.commit(anItem());
    const ahead = world.process('ahead', 5 * MINUTE);
    let during: number | undefined;
    world.worker.aroundGraph = async (send, requests, options) => {
      await ahead.workLane(OAK_LANE, commit);
      during ??= world.lane(OAK_LANE).epoch;
      return send(requests, options);
    };

    await world.run();

    expect(during).toBe(1);
    expect(world.writes().map(({ by }) => by)).toEqual(['worker']);
  });

  it('of a process that is behind does not hide what is due', async () => {
    const world = new LoopWorld();
    world.worker = world.process('behind', -5 * MINUTE);
    await world.commit(anItem());

    await world.run();

    expect(world.item()).toMatchObject({ state: 'in-step', lastSuccessAt: NOW });
    expect(world.lane(OAK_LANE)).not.toHaveProperty('heldUntil');
  });
});

describe('a lane that is paused', () => {
  it('sends nothing until it goes on', async () => {
    const world = new LoopWorld();
    await world.commit(anItem({ key: 'elm.choir', target: ELM }));
    await world.run();
    await world.changeLane(ELM_LANE, (lane) => ({ ...lane, paused: { reason: 'moving house', since: NOW } }));
    await world.wish('elm.choir', null);
    await world.run(MINUTE);
    const paused = world.events(ELM).length;
    await world.changeLane(ELM_LANE, ({ paused: _over, ...lane }) => lane);

    await world.api.sweep();
    await world.run();

    expect([paused, world.events(ELM).length]).toEqual([1, 0]);
  });
});
