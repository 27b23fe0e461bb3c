import { BusCore } from '../../infra/local/bus/core';
import { startBus } from '../../infra/local/bus/wire';
import { DatabaseCore } from '../../infra/local/database/core';
import { startDatabase } from '../../infra/local/database/wire';
import { FaultScript } from '../../infra/local/kernel/faults';
import { cosmosDatabase } from '../../shared/adapters/cosmos/cosmos-database';
import { readMetadata } from '../../shared/adapters/entra/metadata';
import { graphClient } from '../../shared/adapters/graph/client';
import { probeGraph } from '../../shared/adapters/graph/probe';
import { serviceBusBus } from '../../shared/adapters/service-bus/service-bus-bus';
import { systemClock } from '../../shared/adapters/system/system-clock';
import { WatchedTimers } from '../support/timers';

/** No other timer has this length. */
const DEADLINE_MS = 8_531;
const START = Date.UTC(2026, 2, 2, 9);

describe('the deadline of a call that has ended', () => {
  let timers: WatchedTimers;
  let faults: FaultScript;
  beforeEach(() => {
    timers = new WatchedTimers(DEADLINE_MS);
    faults = new FaultScript();
  });
  afterEach(() => {
    timers.restore();
  });

  it('is taken back, in the database, however the call ended', async () => {
    const front = await startDatabase(new DatabaseCore({ now: () => START }, faults), { port: 0 });
    const database = cosmosDatabase({ endpoint: front.url, key: front.key, database: 'instep' }, systemClock, DEADLINE_MS);
    const document = { id: 'a', pk: 'one', type: 'thing' };

    await database.commit('items', 'one', [{ kind: 'create', document }]);
    await database.read('items', 'one', 'a', 'rubbish');
    await database.scan({ container: 'items', where: 'c.id = "a"', parameters: {}, limit: 1 });
    await database.distinct({ container: 'items', of: 'c.id', where: 'c.id = "a"', parameters: {}, most: 1 });
    faults.add({ id: 'down', core: 'database', match: {}, when: 'before', effect: { kind: 'refuse', status: 503 } });
    await database.read('items', 'one', 'a').catch(() => undefined);
    await database.commit('items', 'one', [{ kind: 'create', document }]).catch(() => undefined);

    expect(timers.started).toBeGreaterThanOrEqual(6);
    expect(timers.left).toBe(0);
    await database.close();
    await front.close();
  });

  it('is taken back, on the bus, however the call ended', async () => {
    const front = await startBus(new BusCore({ now: () => START, random: () => 0.5 }, faults), { port: 0 });
    const bus = serviceBusBus({ connectionString: front.connectionString }, DEADLINE_MS);
    const message = { id: 'm', body: { lane: 'oak' } };

    await bus.send('nudges', [message]);
    await bus.schedule('nudges', message, START);
    faults.add({ id: 'away', core: 'bus', match: {}, when: 'before', effect: { kind: 'refuse', status: 401 } });
    await bus.send('nudges', [message]).catch(() => undefined);

    expect(timers.started).toBeGreaterThanOrEqual(3);
    expect(timers.left).toBe(0);
    await bus.close();
    await front.close();
  });

  it('is taken back, at Graph, however the call ended', async () => {
    const outcomes = [{ kind: 'answered', answer: { kind: 'answered', status: 200, headers: {} } }, { kind: 'never-left' }] as const;
    const tokens = {
      current: () => Promise.resolve({ value: 't', obtainedAt: START }),
      fresh: () => Promise.reject(new Error('not asked')),
    };
    for (const outcome of outcomes) {
      const graph = graphClient({
        url: 'https://graph.example/v1.0',
        tokens,
        clock: systemClock,
        transport: () => Promise.resolve(outcome),
      });
      await graph.send([{ method: 'GET', path: '/me' }], { deadlineMs: DEADLINE_MS });
    }

    expect([timers.started, timers.left]).toEqual([2, 0]);
  });

  it.each<[string, (fetch: () => Promise<Response>) => Promise<unknown>]>([
    ['the directory', (fetch) => readMetadata({ tenantId: 't', authorityHost: 'https://login.example', fetch })],
    ['the probe of Graph', (fetch) => probeGraph('https://graph.example/v1.0', fetch)],
  ])('is taken back, at %s, however the call ended', async (_where, call) => {
    const ofFetch = new WatchedTimers(5_000);
    await call(() => Promise.resolve(Response.json({}, { headers: { 'request-id': 'r' } })));
    await call(() => Promise.reject(new TypeError('fetch failed'))).catch(() => undefined);
    ofFetch.restore();

    expect([ofFetch.started, ofFetch.left]).toEqual([2, 0]);
  });
});

describe('a message that the bus does not answer', () => {
  it('is waited for as long as whoever waits says, and is there when the bus answers late', async () => {
    const faults = new FaultScript();
    const core = new BusCore({ now: () => START, random: () => 0.5 }, faults);
    const front = await startBus(core, { port: 0 });
    const bus = serviceBusBus({ connectionString: front.connectionString }, 800);
    const message = { id: 'm', body: { lane: 'oak' } };
    await bus.send('nudges', [message]);
    faults.add({ id: 'slow', core: 'bus', match: { operation: 'send' }, when: 'after', effect: { kind: 'latency', ms: 400 } });

    const failure = await bus.send('nudges', [message], { waitMs: 100 }).catch((error: unknown) => error);

    expect(failure).toMatchObject({ failure: { kind: 'unanswered' } });
    expect(core.snapshot()[0]?.messages).toHaveLength(2);
    await bus.close();
    await front.close();
  });
});
