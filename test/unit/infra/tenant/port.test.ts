import { promptTravel } from '../../../../infra/local/kernel/travel';
import { graphPort } from '../../../../infra/local/tenant/port';
import type { GraphRequest } from '../../../../shared/kernel/graph';
import { anEvent, APP, aTenant, OAK, SECRET } from './support';

const DEADLINE = { deadlineMs: 30_000 };
const events = `/users/${OAK}/events`;
const create = { method: 'POST', path: events, body: anEvent() } as const;
const list = { method: 'GET', path: events } as const;

function aPort(...parts: Parameters<typeof aTenant>) {
  const tenant = aTenant(...parts);
  let secret = SECRET;
  const graph = graphPort(tenant.core, promptTravel, { appId: APP, secret: () => secret });
  return { ...tenant, graph, rotate: (next: string) => (secret = next) };
}

const statuses = (answers: readonly { kind: string; status?: number }[]): unknown[] =>
  answers.map((answer) => answer.status ?? answer.kind);

describe('the in-process Graph port', () => {
  it('sends one request plainly and several as one batch, with answers in the order of the requests', async () => {
    const { graph, faults } = aPort();
    faults.add({
      id: 'no-batch',
      core: 'tenant',
      match: { operation: 'batch' },
      when: 'before',
      effect: { kind: 'refuse', status: 503, retryAfter: '5' },
    });

    const single = await graph.send([create], DEADLINE);
    const refused = await graph.send([create, list], DEADLINE);
    faults.clear();
    const batch = await graph.send([list, create, { method: 'GET', path: '/users/nobody@city.example/events' }], DEADLINE);

    expect(statuses(single)).toEqual([201]);
    expect(refused).toEqual(
      Array(2).fill({ kind: 'not-sent', failure: { kind: 'unavailable', retryAt: Date.parse('2026-03-02T08:00:05Z') } }),
    );
    expect(statuses(batch)).toEqual([200, 201, 404]);
  });

  it('hands on the 429 of one item and takes a throttled app as not sent', async () => {
    const { graph, core } = aPort();
    core.throttle(OAK, 60_000, '17');

    const items = await graph.send([create, { method: 'GET', path: '/users' }], DEADLINE);
    core.throttle('app', 60_000, '30');
    const app = await graph.send([create, list], DEADLINE);

    expect(items[0]).toMatchObject({ kind: 'answered', status: 429, headers: { 'retry-after': '17' } });
    expect(items[1]).toMatchObject({ status: 200 });
    expect(app[0]).toEqual({ kind: 'not-sent', failure: { kind: 'throttled', retryAt: Date.parse('2026-03-02T08:00:30Z') } });
  });

  it('leaves what was never answered unanswered, for one item of a batch as for a whole request', async () => {
    const { graph, faults, core } = aPort();
    faults.add({ id: 'lost', core: 'tenant', match: { operation: 'create-event' }, when: 'after', effect: { kind: 'never' }, times: 2 });

    const batch = await graph.send([create, list], DEADLINE);
    const single = await graph.send([create], DEADLINE);

    expect(statuses(batch)).toEqual(['unanswered', 200]);
    expect(statuses(single)).toEqual(['unanswered']);
    expect(core.snapshot().mailboxes[0]?.events).toHaveLength(2);
  });

  it('keeps its token until it ends and then asks for another one', async () => {
    const { graph, wait, core } = aPort();
    await graph.send([list], DEADLINE);
    core.entra.apps.revoke(APP, 'Calendars.ReadWrite');

    const before = await graph.send([list], DEADLINE);
    wait(2 * 3_600_000);
    const after = await graph.send([list], DEADLINE);

    expect(statuses([...before, ...after])).toEqual([200, 403]);
  });

  it('meets consent that came after the token with one fresh token and one repetition', async () => {
    const { graph, wait, core } = aPort();
    core.entra.apps.revoke(APP, 'Calendars.ReadWrite');
    const refused = await graph.send([create, { method: 'GET', path: '/users' }], DEADLINE);
    core.entra.apps.grant(APP, 'Calendars.ReadWrite');
    const tooYoung = await graph.send([create], DEADLINE);
    wait(61_000);

    const helped = await graph.send([create, { method: 'GET', path: '/users' }], DEADLINE);

    expect(statuses(refused)).toEqual([403, 200]);
    expect(statuses(tooYoung)).toEqual([403]);
    expect(statuses(helped)).toEqual([201, 200]);
    expect(core.snapshot().mailboxes[0]?.events).toHaveLength(1);
  });

  describe('with two registrations', () => {
    const SECOND = '22222222-3333-4444-8555-666666666666';
    const event = { ...list, path: `${events}?$top=1` };

    function twoPorts() {
      const tenant = aTenant();
      const { apps } = tenant.core.entra;
      apps.register({ appId: SECOND, displayName: 'People and groups', secret: 'second', roles: ['User.ReadWrite.All', 'Calendars.Read'] });
      const credentials = [
        { appId: APP, secret: () => SECRET },
        { appId: SECOND, secret: () => 'second' },
      ] as const;
      const graph = graphPort(tenant.core, promptTravel, credentials);
      const update = { method: 'PATCH', path: '/users/ann@city.example', body: { city: 'Cork' } } as const;
      const both = async (...requests: GraphRequest[]): Promise<unknown[]> => [
        ...statuses(await graph.send(requests, DEADLINE)),
        ...statuses(await graph.as(SECOND).send(requests, DEADLINE)),
      ];
      return { ...tenant, apps, graph, update, both };
    }

    it('calls as the first unless another one is named, each with its own permissions', async () => {
      const { both, update, apps, wait } = twoPorts();

      expect(await both(update)).toEqual([403, 204]);
      expect(await both(event)).toEqual([200, 200]);
      apps.revoke(SECOND, 'Calendars.Read');
      wait(2 * 3_600_000);
      expect(await both(event)).toEqual([200, 403]);
    });

    it('knows no third one', () => {
      expect(() => twoPorts().graph.as('33333333-0000-4000-8000-000000000000')).toThrow('33333333');
    });

    it('is throttled, refused and struck by faults for one of them only', async () => {
      const { both, core, faults, apps, wait } = twoPorts();
      core.throttle(SECOND, 60_000, '30');
      const throttled = await both(event);
      const throttledBatch = await both(event, event);
      wait(60_000);
      faults.add({ id: 'f', core: 'tenant', match: { client: SECOND }, when: 'before', effect: { kind: 'refuse', status: 503 } });
      const struck = await both(event);
      faults.clear();
      apps.expireSecret(SECOND, core.now());
      wait(2 * 3_600_000);
      const expired = await both(event);

      expect(throttled).toEqual([200, 429]);
      expect(throttledBatch).toEqual([200, 200, 'not-sent', 'not-sent']);
      expect(struck).toEqual([200, 503]);
      expect(expired).toEqual([200, 'not-sent']);
    });

    it('counts the requests of each for itself', async () => {
      const { both, core } = twoPorts();
      core.options.mailboxLimit = { requests: 1, windowMs: 600_000, concurrent: 4 };

      expect([await both(event), await both(event)]).toEqual([
        [200, 200],
        [429, 429],
      ]);
    });
  });

  it('sends nothing without a token, and recovers with the next secret', async () => {
    const { graph, core, rotate } = aPort();
    core.entra.apps.expireSecret(APP, core.now());

    const denied = await graph.send([create, list], DEADLINE);
    core.entra.apps.addSecret(APP, 'the-next-secret');
    rotate('the-next-secret');
    const served = await graph.send([create], DEADLINE);

    expect(denied[0]).toMatchObject({
      kind: 'not-sent',
      failure: { kind: 'denied', reason: expect.stringContaining('AADSTS7000222') as unknown },
    });
    expect(statuses(served)).toEqual([201]);
  });
});
