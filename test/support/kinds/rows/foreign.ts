import { MINUTE } from '../../../../shared/kernel/clock';
import { withNewDesired } from '../../../../shared/sync/item/item';
import { aCause } from '../../builders/cause';
import type { Rows } from '../row';
import { Stage } from '../stage';

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
