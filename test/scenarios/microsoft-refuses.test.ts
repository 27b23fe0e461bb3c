import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import { until } from '../support/scenario/until';
import { at, eventsIn, room, useCloud } from '../support/scenario/use-cloud';

const town = useCloud({ settings: { UNKNOWN_SETTLE_SECONDS: '1' } });

afterEach(() => {
  town.cloud.faults.clear();
  town.cloud.cores.tenant.options.transactionIds = 'remembered';
  town.cloud.cores.tenant.options.listLagMs = 0;
});

describe('a mailbox that Microsoft throttles (429)', () => {
  it('gets its event after the wait, once; nothing is sent to it before, and other rooms do not wait', async () => {
    const { cloud, people, graph } = town;
    const waitMs = 4_000;
    const throttledAt = cloud.now();
    cloud.cores.tenant.throttle(room('oak'), waitMs, String(waitMs / 1_000));

    const slow = await people.booked({ space: 'oak', from: at(2, 9), to: at(2, 10) });
    const refused = await until('the first request was refused', () => graph.to(room('oak')).find(({ status }) => status === 429));
    const later = await people.booked({ space: 'oak', from: at(2, 11), to: at(2, 12) });
    const quick = await people.booked({ space: 'studio', from: at(2, 9), to: at(2, 10) });
    await people.inStep(quick.id, waitMs);
    const quickAt = cloud.now();
    const waiting = await people.item(slow.id);
    await Promise.all([slow, later].map(({ id }) => people.inStep(id)));

    expect(quickAt).toBeLessThan(throttledAt + waitMs);
    expect(waiting).toMatchObject({ state: 'retrying', attempts: 0, reason: { code: 'throttled', who: 'nobody' } });
    const again = graph.to(room('oak')).filter((seen) => seen.at > refused.at && seen.at < refused.at + waitMs);
    expect(again).toEqual([]);
    expect(eventsIn(town, 'oak').map(({ reservationId }) => reservationId)).toEqual([slow.id, later.id]);
    expect(graph.to(room('oak')).filter(({ status }) => status === 429)).toHaveLength(1);
  });

  it('is asked again after a while of our own when Microsoft names none', async () => {
    const { cloud, people } = town;
    cloud.cores.tenant.throttle(room('boathouse'), 1_500);

    const { id } = await people.booked({ space: 'boathouse', from: at(2, 9), to: at(2, 10) });
    await people.inStep(id);

    expect(eventsIn(town, 'boathouse')).toHaveLength(1);
  });
});

describe('an answer that is lost after Microsoft did the work', () => {
  const silence = { kind: 'never' } as const;
  const gateway = { kind: 'refuse', status: 504 } as const;

  it.each([
    ['forgotten', 'no answer ever comes', 'elm', silence],
    ['remembered', 'a gateway gives up', 'ash', gateway],
    ['replayed', 'a gateway gives up', 'reading-room', gateway],
  ] as const)('leaves exactly one event (transaction ids %s, %s)', async (transactionIds, _, space, effect) => {
    const { cloud, people } = town;
    Object.assign(cloud.cores.tenant.options, { transactionIds, listLagMs: 800 });
    const match = { operation: 'create-event', mailbox: room(space) };
    cloud.faults.add({ id: 'lost answer', core: 'tenant', match, when: 'after', effect, times: 1 });

    const { id } = await people.booked({ space, from: at(2, 9), to: at(2, 10) });
    await until('the event is there', () => eventsIn(town, space).length > 0);
    const whileUnknown = (await people.item(id)).state;
    await people.inStep(id, 60_000);
    await until('the look for duplicates is over', async () => !('due' in (await people.item(id))));

    expect(whileUnknown).not.toBe('in-step');
    expect(eventsIn(town, space)).toMatchObject([{ reservationId: id }]);
  });
});

describe('somebody who books in Outlook', () => {
  it('at the same time is shown as a clash, and the reservation needs attention until one of the two is gone', async () => {
    const { cloud, people } = town;
    const { outlook } = cloud.cores.tenant;
    // While Exchange cannot be asked what is free, the clash is found afterwards only.
    const match = { operation: 'get-schedule' };
    cloud.faults.add({ id: 'silence', core: 'tenant', match, when: 'before', effect: { kind: 'refuse', status: 500 } });
    const theirs = outlook.create(room('maker-space'), {
      subject: 'Staff meeting',
      start: Date.parse(at(3, 9, 30)),
      end: Date.parse(at(3, 11)),
    });

    const { id } = await people.booked({ space: 'maker-space', from: at(3, 9), to: at(3, 10) });
    const clashing = await people.inState(id, 'needs-attention');
    const seen = await people.read(id);

    expect(clashing.reason).toMatchObject({ code: 'clash', who: 'staff' });
    expect(clashing.reason?.sentence).toMatch(/^Somebody else has an entry in this room calendar/);
    expect(seen).toMatchObject({ status: 'pending', sync: { state: 'needs-attention', reason: { code: 'clash' } } });
    expect(eventsIn(town, 'maker-space')).toHaveLength(2);

    outlook.delete(room('maker-space'), theirs);
    await people.retry(id);
    await people.inStep(id);

    expect(eventsIn(town, 'maker-space')).toMatchObject([{ reservationId: id }]);
  });

  it('right before or after is no clash', async () => {
    const { cloud, people } = town;
    for (const [from, to] of [
      [at(3, 8), at(3, 9)],
      [at(3, 10), at(3, 11)],
    ] as const) {
      cloud.cores.tenant.outlook.create(room('elm'), { subject: 'Neighbour', start: Date.parse(from), end: Date.parse(to) });
    }

    const { id } = await people.booked({ space: 'elm', from: at(3, 9), to: at(3, 10) });

    await people.inStep(id);
  });

  it('and writes into our event keeps what we do not own, when we change it', async () => {
    const { cloud, people, graph } = town;
    const { id } = await people.booked({ space: 'council-chamber', from: at(3, 9), to: at(3, 10) });
    await people.inStep(id);
    const [ours] = eventsIn(town, 'council-chamber', id);
    cloud.cores.tenant.outlook.edit(room('council-chamber'), ours?.id ?? '', { location: 'Second floor', categories: ['VIP'] });

    await people.decide('approve', id);
    await people.inStep(id);

    const change = graph.to(room('council-chamber'), 'PATCH').at(-1);
    expect(Object.keys(change?.body ?? {}).sort()).toEqual(['end', 'isAllDay', 'showAs', 'start', 'subject']);
  });
});

logsNothingPrivate(() => town);
