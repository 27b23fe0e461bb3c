import { once } from 'node:events';
import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import { until } from '../support/scenario/until';
import { at, eventsIn, room, useCloud } from '../support/scenario/use-cloud';

const town = useCloud({ instances: 2, settings: { UNKNOWN_SETTLE_SECONDS: '1' } });

/** Longer than a hold of a lane and than the lock of a message. */
const A_HOLD_MS = 95_000;

/** Every instance dies at once; one of them had the flight. */
async function killAll(): Promise<void> {
  const back = town.cloud.hosts.map((host) => once(host.events, 'ready'));
  for (const host of town.cloud.hosts) host.kill();
  await Promise.all(back);
}

const created = (space: string) => town.graph.to(room(space), 'POST');

describe('an app process that ends by itself', () => {
  it('is started again, and serves again', async () => {
    const { cloud, people } = town;
    const [host] = cloud.hosts;
    const died = host && once(host.events, 'died');
    const back = host && once(host.events, 'ready');

    process.kill(host?.pid ?? 0, 'SIGABRT');
    await died;
    await back;

    for (let i = 0; i < 4; i += 1) expect((await people.ask('GET', '/api/v1/health/live')).status).toBe(200);
  });
});

describe('a machine that dies (kill -9)', () => {
  afterEach(() => town.cloud.faults.clear());

  it('while Microsoft has done the work and the answer is on its way: the event is found, not made again', async () => {
    const { people, cloud } = town;
    cloud.cores.tenant.options.transactionIds = 'forgotten';
    cloud.faults.add({
      id: 'slow',
      core: 'tenant',
      match: { operation: 'create-event', mailbox: room('oak') },
      when: 'after',
      effect: { kind: 'latency', ms: 20_000 },
      times: 1,
    });

    const { id } = await people.booked({ space: 'oak', from: at(2, 9), to: at(2, 10) });
    await until('the request has reached Microsoft', () => created('oak').length === 1);
    await killAll();
    town.pass(A_HOLD_MS);
    await people.inStep(id);

    expect(eventsIn(town, 'oak')).toMatchObject([{ reservationId: id }]);
    expect(created('oak')).toHaveLength(1);
  });

  it('while a request is on its way that never arrives: the event is made once its absence is certain', async () => {
    const { people, cloud } = town;
    cloud.faults.add({
      id: 'lost',
      core: 'tenant',
      match: { operation: 'create-event', mailbox: room('studio') },
      when: 'before',
      effect: { kind: 'never' },
      times: 1,
    });

    const { id } = await people.booked({ space: 'studio', from: at(2, 9), to: at(2, 10) });
    await until('the request has left', () => created('studio').length === 1);
    await killAll();
    town.pass(A_HOLD_MS);
    await people.inStep(id);

    expect(eventsIn(town, 'studio')).toMatchObject([{ reservationId: id }]);
  });

  it('right after it answered 201: the reservation stands, and reaches Outlook once', async () => {
    const { people } = town;

    const booked = await Promise.all(
      Array.from({ length: 6 }, (_, i) => people.booked({ space: 'reading-room', from: at(2, 8 + i), to: at(2, 9 + i) })),
    );
    await killAll();
    town.pass(A_HOLD_MS);
    await Promise.all(booked.map(({ id }) => people.inStep(id)));

    expect(booked.map(({ id }) => eventsIn(town, 'reading-room', id).length)).toEqual(booked.map(() => 1));
  });

  it('leaves new work to the other instance, which does not wait for the lock of the dead one', async () => {
    const { people, cloud } = town;
    const [first] = cloud.hosts;
    const back = first && once(first.events, 'ready');
    first?.kill();

    const { id } = await people.booked({ space: 'boathouse', from: at(2, 9), to: at(2, 10) });
    await people.inStep(id, 10_000);
    await back;

    expect(eventsIn(town, 'boathouse')).toMatchObject([{ reservationId: id }]);
  });
});

it('leaves no dead letter behind, whatever died', () => {
  expect(town.cloud.cores.bus.snapshot()).toMatchObject([{ queue: 'nudges', counts: { deadLettered: 0 } }]);
});

logsNothingPrivate(() => town);
