import { HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import { RESERVATION_EVENT } from '../../../shared/reservations/kind';
import { transactionId } from '../../../shared/sync/item/plan';
import { DIGEST } from '../../support/builders/digest';
import { NOW } from '../../support/builders/instants';
import { aGate, ELM_LANE, OAK_LANE } from '../../support/builders/lane';
import { anEvent, anItem, ELM, OAK } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';

const APP_ID = '0a000000-0000-4000-8000-000000000001';
const atHour = (hour: number) => anEvent({ start: NOW + hour * HOUR, end: NOW + (hour + 1) * HOUR });
const items = (count: number) =>
  Array.from({ length: count }, (_none, at) => anItem({ key: `oak.${String(at)}`, desired: { revision: 1, value: atHour(2 * at + 2) } }));
const elmItem = () => anItem({ key: 'elm.choir', target: ELM });

describe('a 429 storm of one mailbox', () => {
  it('lets the event arrive after Retry-After, once, and another room does not wait', async () => {
    const world = new LoopWorld();
    world.tenant.throttle(OAK, 40 * SECOND, '45');
    await world.commit(anItem());
    await world.commit(elmItem());

    await world.run(10 * SECOND);
    const early = [world.events(OAK).length, world.events(ELM).length];
    const waiting = world.item();
    await world.run(10 * MINUTE);

    expect(early).toEqual([0, 1]);
    expect(waiting).toMatchObject({ state: 'retrying', attempts: 0, reason: { code: 'throttled', nextTryAt: NOW + 46 * SECOND } });
    expect(world.writes(OAK).map(({ answer }) => answer)).toEqual([429, 201]);
    expect(world.writes(OAK)[1]?.at).toBeGreaterThanOrEqual(NOW + 46 * SECOND);
    expect(world.events(OAK)).toHaveLength(1);
  });

  it('schedules one wake-up, and the lane goes on by it without a sweep', async () => {
    const world = new LoopWorld();
    world.tenant.throttle(OAK, 40 * SECOND, '45');
    await world.commit(...items(3));
    await world.run();
    for (let nudge = 0; nudge < 5; nudge += 1) {
      await world.api.sendNudge({ lane: OAK_LANE, cause: 'sweep' });
      await world.run(SECOND);
    }
    const queued = world.queued();

    await world.run(MINUTE);

    expect(queued).toEqual([{ cause: 'wake-up', at: NOW + 47 * SECOND, state: 'scheduled' }]);
    expect(world.events()).toHaveLength(3);
    expect(world.queued()).toEqual([]);
  });

  it('is waited for by reads as well', async () => {
    const world = new LoopWorld();
    world.fail('calendar-view', { kind: 'refuse', status: 429, retryAfter: '60' }, { times: 1 });
    await world.commit(anItem());

    await world.run(10 * MINUTE);

    const early = world.sent.slice(2).filter(({ at }) => at < NOW + MINUTE);
    expect(early).toEqual([]);
    expect(world.item()).toMatchObject({ state: 'in-step' });
    expect(world.item()).not.toHaveProperty('verify');
  });
});

describe('the re-read after a write', () => {
  it('does not go to a mailbox that asked to wait in the same batch', async () => {
    const world = new LoopWorld();
    const [odd, ...others] = items(4);
    if (!odd) throw new Error('there are four');
    const match = { transactionId: transactionId(DIGEST, odd) };
    world.fail('create-event', { kind: 'refuse', status: 429, retryAfter: '60' }, { match, times: 1 });
    await world.commit(odd, ...others);

    await world.run(5 * MINUTE);

    const waited = world.sent.slice(4).every(({ at }) => at >= NOW + MINUTE);
    expect(waited).toBe(true);
    expect(world.items().map(({ state }) => state)).toEqual(Array(4).fill('in-step'));
    expect(world.item('oak.1')).not.toHaveProperty('verify');
  });

  it('finds a stranger though a reservation of another year was written in the same batch', async () => {
    const world = new LoopWorld();
    const { start, end } = anEvent();
    const paths: string[] = [];
    world.tenant.outlook.create(OAK, { subject: 'Stand-up', start, end });
    world.worker.aroundGraph = (send, requests, options) => {
      paths.push(...requests.flatMap(({ path }) => (path.includes('calendarView') ? [path] : [])));
      return send(requests, options);
    };
    const year = 365 * 24 * HOUR;
    await world.commit(
      anItem(),
      anItem({ key: 'oak.far', desired: { revision: 1, value: anEvent({ start: start + 6 * year, end: end + 6 * year }) } }),
    );

    await world.run();

    expect(paths).toHaveLength(2);
    expect(world.item()).toMatchObject({ state: 'needs-attention' });
    expect(world.item('oak.far')).toMatchObject({ state: 'in-step' });
  });
});

describe('a room with more entries between two reservations than one read gives', () => {
  it('is read around each reservation alone after that', async () => {
    const world = new LoopWorld();
    const { start, end } = anEvent();
    // Further apart than the hours beside a reservation that are read for the sake of dates.
    const [between, apart] = [14.5 * HOUR, 37 * HOUR];
    for (let at = 0; at < 510; at += 1)
      world.tenant.outlook.create(OAK, { subject: 'Stand-up', start: end + between + at * MINUTE, end: end + between + (at + 1) * MINUTE });
    await world.commit(
      anItem(),
      anItem({ key: 'oak.next', desired: { revision: 1, value: anEvent({ start: start + apart, end: end + apart }) } }),
    );

    await world.run(MINUTE);

    expect(world.items().map(({ state, verify }) => ({ state, verify }))).toEqual(Array(2).fill({ state: 'in-step', verify: undefined }));
  });
});

describe('a refusal with 403', () => {
  it('blocks its kind in the lane with the missing permission named, and costs no attempt', async () => {
    const world = new LoopWorld();
    world.tenant.entra.apps.revoke(APP_ID, 'Calendars.ReadWrite');
    await world.commit(...items(6));

    await world.run();

    expect(world.lane(OAK_LANE).kinds?.[RESERVATION_EVENT]).toMatchObject({
      since: NOW,
      probeAt: NOW + 5 * MINUTE,
      reason: { code: 'permission-missing' },
    });
    expect(world.item('oak.0')).toMatchObject({ state: 'blocked', attempts: 0, reason: { who: 'directory-admin' } });
    expect(world.item('oak.0').reason?.sentence).toContain('Calendars.ReadWrite');
    expect(world.item('oak.5')).toMatchObject({ state: 'pending', attempts: 0 });
  });

  it('is probed with one request every five minutes', async () => {
    const world = new LoopWorld();
    world.tenant.entra.apps.revoke(APP_ID, 'Calendars.ReadWrite');
    await world.commit(...items(6));
    await world.run();
    const first = world.sent.length;

    await world.run(16 * MINUTE);

    const probes = world.sent.slice(first).map(({ at }) => Math.floor((at - NOW) / MINUTE));
    // Once with the token that the process has, and once with a fresh one: consent shows in new tokens only.
    expect([...new Set(probes)]).toEqual([5, 10, 15]);
    expect(world.calls.slice(1)).toEqual([1, 1, 1]);
  });

  it('heals with everything due when consent is back', async () => {
    const world = new LoopWorld();
    world.tenant.entra.apps.revoke(APP_ID, 'Calendars.ReadWrite');
    await world.commit(...items(6));
    await world.run(2 * MINUTE);
    world.tenant.entra.apps.grant(APP_ID, 'Calendars.ReadWrite');

    await world.run(3 * MINUTE + 10 * SECOND);

    expect(world.events()).toHaveLength(6);
    expect(world.lane(OAK_LANE)).not.toHaveProperty('kinds');
    expect(world.items().map(({ state }) => state)).toEqual(Array(6).fill('in-step'));
  });

  it('heals all at once when somebody asks for a try before the probe', async () => {
    const world = new LoopWorld();
    world.tenant.entra.apps.revoke(APP_ID, 'Calendars.ReadWrite');
    await world.commit(...items(4));
    await world.run(2 * MINUTE);
    world.tenant.entra.apps.grant(APP_ID, 'Calendars.ReadWrite');
    await world.changeLane(OAK_LANE, (lane) => {
      const block = lane.kinds?.[RESERVATION_EVENT];
      return block ? { ...lane, kinds: { [RESERVATION_EVENT]: { ...block, probeAt: world.now } } } : lane;
    });
    await world.commit({ ...world.item('oak.2'), due: world.now });

    await world.run(SECOND);

    expect(world.events()).toHaveLength(4);
  });

  it('of one entry, while others of the mailbox are written, does not stop them', async () => {
    const world = new LoopWorld();
    const [odd, ...others] = items(12);
    if (!odd) throw new Error('there are twelve');
    world.fail('create-event', { kind: 'refuse', status: 403 }, { match: { transactionId: transactionId(DIGEST, odd) } });
    await world.commit(odd, ...others);

    await world.run(10 * SECOND);

    expect(world.events()).toHaveLength(11);
    expect(world.item('oak.0')).toMatchObject({ state: 'blocked', reason: { code: 'permission-missing' } });
  });
});

describe('a mailbox that is missing', () => {
  it('blocks its lane alone, names the address, and heals when it was made', async () => {
    const world = new LoopWorld();
    const yew = anItem({ key: 'yew.choir', target: 'yew@city.example' });
    await world.commit(yew, anItem());
    await world.run();
    const before = world.item('yew.choir');
    world.tenant.addUser({ address: 'yew@city.example', displayName: 'Yew', kind: 'room' });

    await world.run(5 * MINUTE + 2 * SECOND);

    expect(before).toMatchObject({ state: 'blocked', attempts: 0, reason: { code: 'mailbox-missing', who: 'operator' } });
    expect(before.reason?.sentence).toContain('yew@city.example');
    expect(world.events(OAK)).toHaveLength(1);
    expect(world.events('yew@city.example')).toHaveLength(1);
  });
});

describe('a credential that is refused', () => {
  const refused = async (): Promise<LoopWorld> => {
    const world = new LoopWorld();
    world.secret = 'expired';
    await world.commit(...items(2));
    await world.commit(elmItem());
    await world.run();
    return world;
  };

  it('shuts the gate for all lanes and says why', async () => {
    const world = await refused();

    expect(world.gate().blocked).toMatchObject({
      since: NOW,
      probeAt: NOW + 5 * SECOND,
      reason: { code: 'credential-refused', who: 'directory-admin', sentence: expect.stringContaining('AADSTS') as unknown },
    });
    expect(world.item('oak.0')).toMatchObject({ state: 'blocked', attempts: 0, reason: { code: 'credential-refused' } });
    expect(world.calls).toEqual([2]);
    expect(world.writes(ELM)).toEqual([]);
  });

  it('is probed by one lane, and all go on without a sweep when it is right again', async () => {
    const world = await refused();
    await world.run(2 * MINUTE);
    world.secret = 'secret-1';

    await world.run(9 * MINUTE);

    expect(world.events(OAK)).toHaveLength(2);
    expect(world.events(ELM)).toHaveLength(1);
    expect(world.gate()).not.toHaveProperty('blocked');
  });

  it('leaves one wake-up a lane, however often the lane is nudged meanwhile', async () => {
    const world = await refused();
    for (let sweep = 0; sweep < 30; sweep += 1) {
      await world.api.sweep();
      await world.run(MINUTE);
    }

    expect(world.queued().length).toBeLessThanOrEqual(2);
  });

  it('stops its own turn too, though a nudge came meanwhile', async () => {
    const world = new LoopWorld();
    world.secret = 'expired';
    await world.commit(...items(6));
    const other = world.process('other');
    world.worker.aroundGraph = async (send, ...call) => {
      await other.workLane(OAK_LANE, { cause: 'commit', redelivered: false });
      return send(...call);
    };

    await world.run();

    expect(world.calls).toEqual([4]);
    expect(world.queued()).toMatchObject([{ cause: 'wake-up' }]);
  });

  it('stops a lane between two of its rounds when another lane met it', async () => {
    const world = new LoopWorld();
    await world.commit(...items(6));
    const document = aGate({ notBefore: NOW + MINUTE });
    world.worker.aroundGraph = async (send, ...call) => {
      if (world.calls.length === 0) await world.api.deps.database.commit('lanes', document.pk, [{ kind: 'upsert', document }]);
      return send(...call);
    };

    await world.run(30 * SECOND);
    const early = world.events().length;
    await world.run(MINUTE);

    expect([early, world.events().length]).toEqual([4, 6]);
  });

  it('does not spend its probe on a lane that may not work', async () => {
    const world = await refused();
    await world.changeLane(OAK_LANE, (lane) => ({ ...lane, paused: { reason: 'moving house', since: NOW } }));
    world.secret = 'secret-1';
    world.now = NOW + 5 * MINUTE;
    await world.worker.workLane(OAK_LANE, { cause: 'sweep', redelivered: false });

    await world.worker.workLane(ELM_LANE, { cause: 'sweep', redelivered: false });

    expect(world.events(ELM)).toHaveLength(1);
  });
});

describe('a poison item', () => {
  it('is parked after three tries with a readable reason and delays its neighbours by at most one batch', async () => {
    const world = new LoopWorld();
    const [poison, ...neighbours] = items(12);
    if (!poison) throw new Error('there are twelve');
    world.fail(
      'create-event',
      { kind: 'refuse', status: 400, code: 'ErrorInvalidRequest' },
      { match: { transactionId: transactionId(DIGEST, poison) } },
    );
    await world.commit(poison, ...neighbours);

    await world.run();
    const arrived = world.events().length;
    await world.run(10 * MINUTE);

    expect(arrived).toBe(11);
    expect(world.item('oak.0')).toMatchObject({ state: 'parked', attempts: 3, reason: { code: 'refused-for-good', who: 'operator' } });
    expect(world.item('oak.0').reason?.sentence).toContain('ErrorInvalidRequest');
    expect(world.item('oak.0')).not.toHaveProperty('due');
    expect(world.sent.filter(({ answer }) => answer === 400)).toHaveLength(3);
    expect(world.queued()).toEqual([]);
  });
});

describe('a failing lane', () => {
  it('sends one probe at a time, and its first success makes all due', async () => {
    const world = new LoopWorld();
    world.fail('create-event', { kind: 'refuse', status: 503 }, { until: NOW + 30 * SECOND });
    await world.commit(...items(4));

    await world.run(29 * SECOND);
    const failing = world.lane(OAK_LANE).failing;
    const calls = [...world.calls];
    await world.run(2 * MINUTE);

    expect(failing).toMatchObject({ since: NOW });
    expect(calls[0]).toBe(4);
    // The look of one item is two reads: by our mark, and of what may have lost it.
    expect(calls.slice(1).every((requests) => requests <= 2)).toBe(true);
    expect(world.events()).toHaveLength(4);
    expect(world.lane(OAK_LANE)).not.toHaveProperty('failing');
  });

  it('makes due with a success what had been put off for long', async () => {
    const world = new LoopWorld();
    world.fail('create-event', { kind: 'refuse', status: 503 }, { until: NOW + SECOND });
    await world.commit(...items(3).map((item) => ({ ...item, attempts: 9 })));
    await world.run(5 * SECOND);
    const before = world.events().length;
    await world.commit(anItem());

    await world.run(SECOND);

    expect([before, world.events().length]).toEqual([0, 4]);
  });

  it('does not hold up another room', async () => {
    const world = new LoopWorld();
    world.fail('create-event', { kind: 'refuse', status: 503 }, { match: { mailbox: OAK } });
    await world.commit(...items(4));
    await world.commit(elmItem());

    await world.run(SECOND);

    expect(world.events(ELM)).toHaveLength(1);
  });
});

describe('a clash', () => {
  it('is marked as needing attention, keeps our event, and heals when the stranger is gone', async () => {
    const world = new LoopWorld();
    const { start, end } = anEvent();
    const stranger = world.tenant.outlook.create(OAK, { subject: 'Stand-up', start: start + 30 * MINUTE, end: end + HOUR });
    await world.commit(anItem());
    await world.run();
    const marked = world.item();
    const kept = world.events().map(({ subject }) => subject);
    world.tenant.outlook.delete(OAK, stranger);

    await world.run(16 * MINUTE);

    expect(marked).toMatchObject({ state: 'needs-attention', reason: { code: 'clash', who: 'staff' }, appliedRevision: 1 });
    expect(kept).toEqual(['Choir', 'Stand-up']);
    expect(world.item()).toMatchObject({ state: 'in-step' });
    expect(world.writes()).toHaveLength(1);
  });

  it.each([1, 5])('is seen behind %i empty pages of the calendar', async (pages) => {
    const world = new LoopWorld();
    const { start, end } = anEvent();
    world.tenant.outlook.create(OAK, { subject: 'Stand-up', start, end });
    world.fail('calendar-view', { kind: 'empty-page', pages }, {});
    await world.commit(anItem());

    await world.run();

    expect(world.item()).toMatchObject({ state: 'needs-attention', reason: { code: 'clash' } });
  });

  it('cannot be told where the calendar has no end: the entry says so, and is not clean until it was read', async () => {
    const world = new LoopWorld();
    world.fail('calendar-view', { kind: 'empty-page', pages: 10_000 }, {});
    await world.commit({ ...anItem(), reports: true });
    await world.run(MINUTE);
    const unread = world.item();
    world.faults.clear();

    await world.run(6 * MINUTE);

    expect(unread).toMatchObject({ state: 'in-step', verify: true, reason: { code: 'list-unfinished' } });
    expect(unread).not.toHaveProperty('cleanRevision');
    expect(world.item()).toMatchObject({ state: 'in-step', cleanRevision: 1 });
    expect(world.item()).not.toHaveProperty('reason');
  });

  it('is seen with a later time of a series that began weeks ago (AVL-06)', async () => {
    const world = new LoopWorld();
    const { start, end } = anEvent();
    const week = 7 * 24 * HOUR;
    const times = { start: start - 3 * week, end: end - 3 * week };
    world.tenant.outlook.createSeries(OAK, { subject: 'Stand-up', ...times }, { everyDays: 7, count: 10, timeZone: 'Etc/UTC' });
    await world.commit(anItem());

    await world.run();

    expect(world.item()).toMatchObject({ state: 'needs-attention', reason: { code: 'clash' } });
  });

  it('stays marked while the stranger stays', async () => {
    const world = new LoopWorld();
    const { start, end } = anEvent();
    world.tenant.outlook.create(OAK, { subject: 'Stand-up', start, end });
    await world.commit(anItem());

    await world.run(HOUR);

    expect(world.item()).toMatchObject({ state: 'needs-attention', reason: { code: 'clash' } });
    expect(world.sent.length).toBeLessThanOrEqual(2 + 4);
  });

  it.each([
    ['ends when ours begins', { from: -1, to: 0 }, {}],
    ['is shown as free', { from: 0, to: 1 }, { showAs: 'free' }],
  ])('is none with an entry that %s', async (_what, { from, to }, more) => {
    const world = new LoopWorld();
    const { start } = anEvent();
    world.tenant.outlook.create(OAK, { subject: 'Stand-up', start: start + from * HOUR, end: start + to * HOUR, ...more });
    await world.commit(anItem());

    await world.run();

    expect(world.item()).toMatchObject({ state: 'in-step' });
  });
});

describe('something due later', () => {
  it('is not forgotten when an earlier wake-up served something else', async () => {
    const world = new LoopWorld();
    world.fail('create-event', { kind: 'refuse', status: 400 }, { times: 1 });
    await world.commit(anItem());
    await world.run(SECOND / 2);
    const firstDue = world.item().due;
    const later = anItem({ key: 'oak.later', desired: { revision: 1, value: atHour(2) } });
    world.fail('create-event', { kind: 'refuse', status: 503, retryAfter: '30' }, { times: 1 });
    await world.commit(later);

    await world.run(MINUTE);

    expect(firstDue).toBe(NOW + SECOND);
    expect(world.item('oak.later')).toMatchObject({ state: 'in-step' });
    expect(world.item()).toMatchObject({ state: 'in-step' });
  });
});
