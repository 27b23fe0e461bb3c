import { MINUTE, SECOND } from '../../../../shared/kernel/clock';
import { PLACE } from '../../../../shared/places/model';
import { newSyncItem, type SyncItem } from '../../../../shared/sync/item/item';
import { rightOf } from '../../../../shared/sync/lane/right';
import { aCause } from '../../builders/cause';
import { NOW } from '../../builders/instants';
import { anItem, ELM } from '../../builders/sync-item';
import type { KindFixture } from '../fixture';
import type { Rows } from '../row';
import { Stage, stepsOf } from '../stage';

/** An item of another kind, with another permission, in the same lane; it comes first in it. */
function neighbour({ kind, wish }: KindFixture): SyncItem {
  const { lane } = wish(0);
  const item =
    kind.name === PLACE
      ? anItem({ key: 'neighbour' })
      : newSyncItem({ pk: 'town', kind: PLACE, key: 'neighbour', target: ELM, lane, value: { capacity: 3 }, cause: aCause(), now: NOW });
  return { ...item, id: `sync:${item.kind}:neighbour`, lane, priority: -NOW - 1, due: NOW - 1, ...(item.kind === PLACE && { look: 'id' }) };
}

const firstWrite = ({ operations: { make } }: KindFixture): string => make[0] ?? '';

/** What a refusal of the first write does until it is over, and that the thing stands once after it. */
async function refused(
  fixture: KindFixture,
  fault: { readonly status: number; readonly retryAfter?: string },
  { times, after }: { readonly times: number; readonly after: number },
): Promise<{ readonly waiting: SyncItem; readonly stage: Stage }> {
  const stage = new Stage(fixture);
  stage.fail(firstWrite(fixture), { kind: 'refuse', ...fault }, { times });
  await stage.wish();
  await stage.run(after);
  const waiting = stage.item();
  await stage.run();
  return { waiting, stage };
}

/** Statuses that a code may be missing from, or be one that nobody has seen. */
const STATUSES = [404, 409, 410, 412, 500, 503] as const;

export const refusals = {
  'unknown-code': {
    says: 'comes to what is wished, and never to two, whatever code a refusal has',
    run: async (fixture) => {
      for (const step of stepsOf(fixture)) {
        for (const status of STATUSES) {
          const stage = new Stage(fixture);
          await step.begin(stage);
          stage.fail(step.operation, { kind: 'refuse', status, code: 'ErrorNobodyHasSeen' }, { times: 2 });
          await step.wish(stage);
          await stage.run();

          const { name, operation } = step;
          expect({ name, operation, status, most: stage.most, ...stage.result() }).toEqual({
            ...{ name, operation, status, most: 1, state: 'in-step' },
            stands: stage.shows(step.value),
          });
        }
      }
    },
  },
  'missing-target': {
    says: 'holds up the lane for a missing target only where the target is the lane, and says which is missing',
    run: async (fixture) => {
      const { kind, stray, strayCode } = fixture;
      const lost = { ...stray(), priority: -NOW - 1 };
      const blocks = kind.scope.missing.blocks;
      const stage = new Stage(fixture);

      await stage.world.commit(lost);
      await stage.run(SECOND);
      await stage.world.commit(fixture.wish(0));
      await stage.run(20 * SECOND);

      const reason = { code: strayCode ?? kind.scope.missing.code, sentence: expect.stringContaining(lost.target) as string };
      expect(stage.itemOf(lost).reason).toMatchObject(reason);
      expect(stage.result()).toEqual({ state: 'in-step', stands: stage.made() });
      expect(stage.lane).not.toHaveProperty('blocked');
      const own = stage.world.lane(lost.lane).blocked?.reason;
      if (blocks === 'lane') expect(own).toMatchObject(reason);
      else expect(own).toBeUndefined();
    },
  },
  'missing-permission': {
    says: 'blocks by a missing permission nothing of another kind in its lane, and goes on once it is granted',
    run: async (fixture) => {
      const { kind, roles } = fixture;
      const [role = ''] = roles;
      const other = neighbour(fixture);
      const stage = new Stage(fixture);
      const { as } = rightOf(other.lane);
      stage.world.revoke(role, as);

      await stage.world.commit(fixture.wish(0), fixture.wish(1));
      await stage.run(SECOND);
      await stage.world.commit(other);
      await stage.run(20 * SECOND);
      const { lane } = stage;
      const denied = [stage.item(0).reason, stage.item(1).reason].filter((reason) => reason?.code === 'permission-missing');
      stage.world.tenant.entra.apps.grant(stage.world.appOf(as), role);
      await stage.run();

      const reason = {
        code: 'permission-missing',
        who: 'directory-admin',
        sentence: expect.stringContaining(kind.permissions.join(' and ')) as string,
      };
      expect(denied.length).toBeGreaterThan(0);
      expect(denied[0]).toMatchObject(reason);
      expect(stage.itemOf(other)).toMatchObject({ state: 'in-step' });
      expect(lane).not.toHaveProperty('blocked');
      if (kind.scope.denied === 'kind') expect(lane.kinds).toMatchObject({ [kind.name]: { reason } });
      else expect(lane).not.toHaveProperty('kinds');
      expect(Object.keys(lane.kinds ?? {})).not.toContain(other.kind);
      expect([stage.result(0), stage.result(1)]).toEqual([0, 1].map((nth) => ({ state: 'in-step', stands: stage.made(nth) })));
    },
  },
  throttled: {
    says: 'waits as long as Microsoft asks, at no cost to the item',
    run: async (fixture) => {
      const { waiting, stage } = await refused(fixture, { status: 429, retryAfter: '40' }, { times: 1, after: 30 * SECOND });

      const [first, second] = stage.writes();
      expect(waiting).toMatchObject({ state: 'retrying', attempts: 0, reason: { code: 'throttled', nextTryAt: NOW + 41 * SECOND } });
      expect(first?.answer).toBe(429);
      expect(second?.at).toBeGreaterThanOrEqual(NOW + 41 * SECOND);
      expect(stage.result()).toEqual({ state: 'in-step', stands: stage.made() });
    },
  },
  unavailable: {
    says: 'tries again what was not taken, and makes one thing',
    run: async (fixture) => {
      const { waiting, stage } = await refused(fixture, { status: 503, retryAfter: '20' }, { times: 1, after: 10 * SECOND });

      expect(waiting).toMatchObject({ state: 'retrying', attempts: 1, reason: { code: 'unavailable', nextTryAt: NOW + 21 * SECOND } });
      expect(stage.result()).toEqual({ state: 'in-step', stands: stage.made() });
    },
  },
  denied: {
    says: 'waits blocked where it is denied, and is asked again by itself',
    run: async (fixture) => {
      const { waiting, stage } = await refused(fixture, { status: 403 }, { times: 1, after: 10 * SECOND });

      expect(waiting).toMatchObject({ state: 'blocked', attempts: 0, reason: { code: 'permission-missing', who: 'directory-admin' } });
      expect(stage.result()).toEqual({ state: 'in-step', stands: stage.made() });
    },
  },
  never: {
    says: 'is parked after three answers that say never, and done once a person asks for it',
    run: async (fixture) => {
      const { waiting, stage } = await refused(fixture, { status: 400 }, { times: 3, after: 2 * MINUTE });
      const quiet = stage.writes().length;
      await stage.retry();
      await stage.run();

      expect(waiting).toMatchObject({ state: 'parked', reason: { code: 'refused-for-good', who: 'operator' } });
      expect(waiting).not.toHaveProperty('due');
      expect(quiet).toBe(3);
      expect(stage.result()).toEqual({ state: 'in-step', stands: stage.made() });
    },
  },
} satisfies Rows;
