import { MINUTE, SECOND } from '../../../../shared/kernel/clock';
import type { SyncItem } from '../../../../shared/sync/item/item';
import { laneUnder, rightOf, type Right } from '../../../../shared/sync/lane/right';
import type { KindFixture } from '../fixture';
import type { Rows } from '../row';
import { OTHER, Stage } from '../stage';

const other: Right = { api: 'graph', as: OTHER };

/** The same wish, by the second registration. */
function byOther(item: SyncItem): SyncItem {
  const place = item.lane.slice(item.lane.indexOf('|') + 1);
  return { ...item, lane: laneUnder(other, place) };
}

/** Two wishes by each registration; each is asked for alone, so that they leave as a batch. */
const wishes = ({ wish }: KindFixture): readonly SyncItem[] => [
  ...[0, 1].map((nth): SyncItem => ({ ...wish(nth), alone: true })),
  ...[2, 3].map((nth): SyncItem => ({ ...byOther(wish(nth)), alone: true })),
];

const own = (stage: Stage) => [0, 1].map((nth) => stage.result(nth));
const others = (stage: Stage) => [2, 3].map((nth) => stage.result(nth));
const done = (stage: Stage, ...nths: readonly number[]) => nths.map((nth) => ({ state: 'in-step', stands: stage.made(nth) }));
const nothing = (stage: Stage) => others(stage).flatMap(({ stands }) => stands);
const ownRight = ({ wish }: KindFixture): Right => rightOf(wish(0).lane);
const gates = (stage: Stage, right: Right) => [right].flatMap((one) => (stage.world.hasGate(one) ? [stage.world.gate(one)] : []));

/** Two registrations of one tenant: what is wrong with one of them holds up its own lanes. */
export const rights = {
  'expired-secret': {
    says: 'is held up by an expired secret of its own registration only',
    run: async (fixture) => {
      const stage = new Stage(fixture);
      const { apps } = stage.world.tenant.entra;
      const app = stage.world.appOf(OTHER);
      apps.expireSecret(app, stage.world.now);

      await stage.world.commit(...wishes(fixture));
      await stage.run(MINUTE);
      const early = own(stage);
      const refused = [2, 3].map((nth) => stage.item(nth).reason?.code);
      const [shut] = gates(stage, other);
      const open = gates(stage, ownRight(fixture));
      const inVain = nothing(stage);
      apps.addSecret(app, 'secret-2');
      stage.world.secrets.set(OTHER, 'secret-2');
      await stage.run();

      expect(early).toEqual(done(stage, 0, 1));
      expect(refused).toContain('credential-refused');
      expect(shut?.blocked?.reason).toMatchObject({ code: 'credential-refused', who: 'directory-admin' });
      expect(open.every(({ blocked, notBefore }) => blocked === undefined && notBefore === undefined)).toBe(true);
      expect(inVain).toEqual([]);
      expect(others(stage)).toEqual(done(stage, 2, 3));
    },
  },
  'withdrawn-consent': {
    says: 'is held up by a withdrawn consent of its own registration only',
    run: async (fixture) => {
      const [role = ''] = fixture.roles;
      const stage = new Stage(fixture);
      stage.world.revoke(role, OTHER);

      await stage.world.commit(...wishes(fixture));
      await stage.run(MINUTE);
      const early = own(stage);
      const refused = [2, 3].map((nth) => stage.item(nth).reason?.code);
      stage.world.tenant.entra.apps.grant(stage.world.appOf(OTHER), role);
      await stage.run();

      expect(early).toEqual(done(stage, 0, 1));
      expect(refused).toContain('permission-missing');
      expect(gates(stage, other).every(({ blocked }) => blocked === undefined)).toBe(true);
      expect(others(stage)).toEqual(done(stage, 2, 3));
    },
  },
  'throttled-app': {
    says: 'waits for a throttled registration only where it is its own',
    run: async (fixture) => {
      const stage = new Stage(fixture);
      const match = { client: stage.world.appOf(OTHER) };
      stage.fail('batch', { kind: 'refuse', status: 429, retryAfter: '50' }, { match, times: 1 });
      const from = stage.world.now;

      await stage.world.commit(...wishes(fixture));
      await stage.run(20 * SECOND);
      const early = own(stage);
      const [shut] = gates(stage, other);
      const inVain = nothing(stage);
      await stage.run();

      expect(early).toEqual(done(stage, 0, 1));
      expect(shut).toMatchObject({ throttles: 1, notBefore: from + 51 * SECOND });
      expect(gates(stage, ownRight(fixture)).every(({ throttles }) => throttles === 0)).toBe(true);
      expect(inVain).toEqual([]);
      expect(others(stage)).toEqual(done(stage, 2, 3));
    },
  },
} satisfies Rows;
