import { HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import { aCause } from '../../support/builders/cause';
import { NOW } from '../../support/builders/instants';
import { ELM_LANE, OAK_LANE } from '../../support/builders/lane';
import { anEvent, anItem, anItemInStep, ELM, OAK } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';

const subjects = (world: LoopWorld, mailbox = OAK): string[] => world.events(mailbox).map(({ subject }) => subject);
const items = (count: number, from = 0) =>
  Array.from({ length: count }, (_none, at) => {
    const start = NOW + (at + from + 1) * 2 * HOUR;
    return anItem({ key: `oak.${String(at + from)}`, desired: { revision: 1, value: anEvent({ start, end: start + HOUR }) } });
  });

describe('a wish', () => {
  it('is written once when the same nudge arrives twice', async () => {
    const world = new LoopWorld();
    await world.commit(anItem());
    await world.api.sendNudge({ lane: OAK_LANE, cause: 'commit' });

    await world.run(5 * MINUTE);

    expect(world.item()).toMatchObject({ state: 'in-step', appliedRevision: 1 });
    expect(world.writes()).toHaveLength(1);
    expect(subjects(world)).toEqual(['Choir']);
  });

  it('is coalesced to nothing when it was withdrawn before any flight', async () => {
    const world = new LoopWorld();
    await world.commit(anItem());
    await world.wish('oak.choir', null);

    await world.run();

    expect(world.item()).toMatchObject({ state: 'in-step', appliedRevision: 2 });
    expect(world.sent).toEqual([]);
    expect(world.audits()).toEqual([]);
  });

  it('is changed and taken back where it stands', async () => {
    const world = new LoopWorld();
    await world.commit(anItem());
    await world.run();

    await world.wish('oak.choir', anEvent({ subject: 'Choir, confirmed' }));
    await world.run();
    const changed = subjects(world);
    await world.wish('oak.choir', null);
    await world.run();

    expect(changed).toEqual(['Choir, confirmed']);
    expect(world.events()).toEqual([]);
    expect(world.writes().map(({ method }) => method)).toEqual(['POST', 'PATCH', 'DELETE']);
  });

  it('whose event was deleted in Outlook is written again by the next change', async () => {
    const world = new LoopWorld();
    await world.commit(anItem());
    await world.run();
    await world.run(HOUR);
    world.tenant.outlook.delete(OAK, world.events()[0]?.id ?? '');

    await world.wish('oak.choir', anEvent({ subject: 'Choir, confirmed' }));
    await world.run();

    expect(subjects(world)).toEqual(['Choir, confirmed']);
    expect(world.item()).toMatchObject({ state: 'in-step', generation: 1 });
  });

  it('keeps the fields that people changed and we do not own', async () => {
    const world = new LoopWorld();
    await world.commit(anItem());
    await world.run();
    const id = world.events()[0]?.id ?? '';
    world.tenant.outlook.edit(OAK, id, { location: 'Use the side door', categories: ['Culture'] });

    await world.wish('oak.choir', anEvent({ subject: 'Choir, confirmed' }));
    await world.run();
    const path = `/users/${OAK}/events/${encodeURIComponent(id)}?$select=subject,location,categories`;
    const [answer] = await world.api.graph.send([{ method: 'GET', path, headers: { Prefer: 'IdType="ImmutableId"' } }], {
      deadlineMs: 1000,
    });

    expect(answer).toMatchObject({
      body: { subject: 'Choir, confirmed', location: { displayName: 'Use the side door' }, categories: ['Culture'] },
    });
  });

  it('leaves a record of who wanted it and why, before and after, and the id of the request', async () => {
    const world = new LoopWorld();
    await world.commit(anItem({ cause: aCause({ action: 'reservation.submit', actor: { kind: 'citizen' }, correlationId: 'c-1' }) }));
    await world.run();
    await world.wish('oak.choir', anEvent({ subject: 'Choir, confirmed' }));
    await world.run(SECOND);

    const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown;
    const common = { kind: 'reservation-event', key: 'oak.choir', target: OAK, requestId };
    expect(world.audits()).toMatchObject([
      {
        ...common,
        verb: 'create',
        revision: 1,
        before: null,
        after: anEvent(),
        cause: { actor: { kind: 'citizen' }, action: 'reservation.submit', correlationId: 'c-1' },
      },
      { ...common, verb: 'update', revision: 2, before: anEvent(), after: anEvent({ subject: 'Choir, confirmed' }), cause: aCause() },
    ]);
  });

  it('names its request in the lane before it leaves', async () => {
    const world = new LoopWorld();
    await world.commit(anItem());
    let flight: unknown;
    world.worker.aroundGraph = (send, requests, options) => {
      if (requests[0]?.method === 'POST') ({ flight } = world.lane(OAK_LANE));
      return send(requests, options);
    };

    await world.run();

    expect(flight).toMatchObject({
      epoch: 1,
      entries: [{ id: world.item().id, revision: 1, operation: { verb: 'create', transactionId: world.events()[0]?.transactionId } }],
    });
    expect(world.lane(OAK_LANE)).not.toHaveProperty('flight');
    expect(world.lane(OAK_LANE)).not.toHaveProperty('heldUntil');
  });
});

it('extends its hold with the flight, so that a long look leaves time for the write', async () => {
  const world = new LoopWorld();
  world.tenant.options.latencyMs = 20 * SECOND;
  await world.commit(anItemInStep({ look: 'id', state: 'unknown', unknownSince: NOW - HOUR, lastSuccessAt: NOW - HOUR, due: NOW }));
  let left = 0;
  world.worker.aroundGraph = (send, requests, options) => {
    if (requests[0]?.method === 'POST') left = (world.lane(OAK_LANE).heldUntil ?? 0) - world.now;
    return send(requests, options);
  };

  await world.run(MINUTE);

  expect(left).toBe(90 * SECOND);
});

describe('a lane with much to do', () => {
  it('learns its width from 4 to 20 and halves it on one item 429', async () => {
    const world = new LoopWorld();
    await world.commit(...items(130));
    await world.run();
    const batches = world.calls.filter((_count, at) => at % 2 === 0);
    const { width } = world.lane(OAK_LANE);
    world.fail('create-event', { kind: 'refuse', status: 429, retryAfter: '10' }, { times: 1 });
    await world.commit(...items(20, 200));
    await world.run(2 * MINUTE);

    expect(batches).toEqual([4, 6, 8, 10, 12, 14, 16, 18, 20, 20, 2]);
    expect(width).toBe(20);
    expect(world.lane(OAK_LANE).width).toBe(10);
    expect(world.events()).toHaveLength(150);
  });

  it('serves people before a sweep, and both before a mirror', async () => {
    const world = new LoopWorld();
    const [mirror, sweep, person] = items(3);
    await world.commit(
      ...(mirror ? [{ ...mirror, priority: 2, due: NOW - 3 }] : []),
      ...(sweep ? [{ ...sweep, priority: 1, due: NOW - 2 }] : []),
      ...(person ? [{ ...person, due: NOW - 1 }] : []),
    );
    const seen: unknown[] = [];
    world.worker.aroundGraph = (send, requests, options) => {
      seen.push(...requests.flatMap(({ method, body }) => (method === 'POST' ? [body] : [])));
      return send(requests, options);
    };

    await world.run();

    expect(seen.map((body) => (body as { start: { dateTime: string } }).start.dateTime)).toEqual([
      '2026-03-02T14:00:00',
      '2026-03-02T12:00:00',
      '2026-03-02T10:00:00',
    ]);
  });

  it('hands its turn over after 45 seconds, and another nudge goes on', async () => {
    const world = new LoopWorld();
    world.tenant.options.latencyMs = 10 * SECOND;
    await world.commit(...items(20));
    const causes: string[] = [];
    const { workLane } = world.worker;
    world.worker = {
      ...world.worker,
      workLane: (lane, nudged) => {
        causes.push(nudged.cause);
        return workLane(lane, nudged);
      },
    };

    await world.run(10 * MINUTE);

    expect(causes.slice(0, 2)).toEqual(['commit', 'turn-over']);
    expect(world.events()).toHaveLength(20);
    expect(world.lane(OAK_LANE).epoch).toBeGreaterThan(1);
  });

  it('goes on with what was wanted while it worked, without another nudge', async () => {
    const world = new LoopWorld();
    await world.commit(anItem());
    const meanwhile = async (): Promise<void> => {
      const late = anItem({ key: 'oak.late', desired: { revision: 1, value: anEvent({ start: NOW + HOUR, end: NOW + 2 * HOUR }) } });
      const answer = await world.api.deps.database.commit('items', late.pk, [{ kind: 'create', document: late }]);
      const since = answer.kind === 'committed' ? { since: answer.session } : {};
      await world.process('second').workLane(OAK_LANE, { cause: 'commit', redelivered: false, ...since });
    };
    let once = true;
    world.worker.aroundGraph = async (send, requests, options) => {
      if (once) {
        once = false;
        await meanwhile();
      }
      return send(requests, options);
    };

    await world.run();

    expect(world.item('oak.late')).toMatchObject({ state: 'in-step' });
    expect(world.writes().map(({ by }) => by)).toEqual(['worker', 'worker']);
  });
});

describe('the sweep', () => {
  it('nudges the lanes with due work, each once, and no other', async () => {
    const world = new LoopWorld();
    world.fail('send', { kind: 'lose' }, { core: 'bus' });
    await world.commit(
      ...items(3),
      anItem({ key: 'elm.later', target: ELM, due: NOW + HOUR }),
      anItemInStep({ key: 'elm.done', target: ELM }),
    );
    world.faults.clear();
    await world.run();
    const before = world.sent.length;

    const tally = await world.api.sweep();
    const queued = world.queued();
    await world.run();

    expect(before).toBe(0);
    expect(tally).toEqual({ lanes: 1 });
    expect(queued).toMatchObject([{ cause: 'sweep' }]);
    expect(world.events()).toHaveLength(3);
    expect(() => world.lane(ELM_LANE)).toThrow();
  });
});
