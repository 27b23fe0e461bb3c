import { MINUTE } from '../../../../shared/kernel/clock';
import { isObject } from '../../../../shared/kernel/json';
import { withNewDesired } from '../../../../shared/sync/item/item';
import type { Kind } from '../../../../shared/sync/kind';
import { aCause } from '../../builders/cause';
import type { Sent } from '../../loop-world';
import type { KindFixture } from '../fixture';
import type { Rows } from '../row';
import { Stage, stepsOf } from '../stage';

const nothing = (): Promise<void> => Promise.resolve();

/** What the changes of a kind name beside what it says it owns; the kind as `change` makes it. */
export async function foreignKeys(fixture: KindFixture, change?: (kind: Kind) => Kind): Promise<readonly string[]> {
  const changes: Sent[] = [];
  for (const step of [...stepsOf(fixture), { begin: nothing, wish: (stage: Stage) => stage.wish(5) }]) {
    const stage = new Stage(fixture, change);
    await step.begin(stage);
    await step.wish(stage);
    await stage.run();
    changes.push(...stage.writes().filter(({ method, body }) => (method === 'PATCH' || method === 'PUT') && body !== undefined));
  }
  expect(changes.length).toBeGreaterThan(0);
  const named = new Set(changes.flatMap(({ body }) => (isObject(body) ? Object.keys(body) : ['what is no object'])));
  return [...named].filter((name) => !fixture.owns.includes(name));
}

/** Things that people and other apps do to the same thing. */
export const foreign = {
  'own-echo': {
    says: 'writes nothing where it sees its own write',
    run: async (fixture) => {
      const stage = new Stage(fixture);
      await stage.wish();
      await stage.run();
      const written = stage.writes().length;

      for (const how of fixture.operations.byMark === undefined ? (['id'] as const) : (['id', 'all'] as const)) {
        await stage.look(how);
        await stage.run();
      }

      expect(stage.writes().slice(written)).toEqual([]);
      expect(stage.result()).toEqual({ state: 'in-step', stands: stage.made() });
    },
  },
  'foreign-fields': {
    says: 'keeps what people keep in the same thing',
    run: async (fixture) => {
      const { foreign: own } = fixture;
      if (!own) throw new Error('it says what people keep there, or why the row is not for it');
      const stage = new Stage(fixture);
      const { tenant } = stage.world;
      await stage.wish(2);
      await stage.run(MINUTE);
      own.change(tenant, 0);
      const kept = own.read(tenant, 0);
      const written = stage.writes().length;

      await stage.look('id');
      await stage.run();
      const afterLook = { writes: stage.writes().slice(written), kept: own.read(tenant, 0) };
      if (fixture.other) await stage.change(fixture.other(0));
      else await stage.change(null, 1);
      await stage.run();

      expect(kept).not.toBeNull();
      expect(afterLook).toEqual({ writes: [], kept });
      expect(own.read(tenant, 0)).toEqual(kept);
      expect(stage.result()).toEqual({ state: 'in-step', stands: stage.shows(stage.another()) });
    },
  },
  'foreign-keys': {
    says: 'names in a change nothing but what it says it owns',
    run: async (fixture) => {
      expect(await foreignKeys(fixture)).toEqual([]);
    },
  },
  'withdrawn-before-its-flight': {
    says: 'costs no write where it is withdrawn before its flight',
    run: async (fixture) => {
      const stage = new Stage(fixture);
      const first = fixture.wish(0);

      await stage.world.commit(first, withNewDesired(first, null, aCause(), stage.world.now));
      await stage.run();

      expect(stage.writes()).toEqual([]);
      expect(stage.result()).toEqual({ state: 'in-step', stands: [] });
      expect(stage.world.audits()).toEqual([]);
    },
  },
  'removal-of-what-is-gone': {
    says: 'is done with the removal of what is gone',
    run: async (fixture) => {
      const stage = new Stage(fixture);
      await stage.wish();
      await stage.run(MINUTE);
      fixture.vanish?.(stage.world.tenant, 0);

      await stage.change(null);
      await stage.run();

      expect(stage.result()).toEqual({ state: 'in-step', stands: [] });
      expect(stage.item()).not.toHaveProperty('due');
      expect(stage.item()).not.toHaveProperty('reason');
    },
  },
} satisfies Rows;
