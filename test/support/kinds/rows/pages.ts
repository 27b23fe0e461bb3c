import { MINUTE } from '../../../../shared/kernel/clock';
import { MOST_PAGES } from '../../../../shared/kernel/whole-lists';
import type { KindFixture } from '../fixture';
import type { Rows } from '../row';
import { Stage, stepsOf } from '../stage';

const listOf = ({ operations: { byMark }, title }: KindFixture): string => {
  if (byMark === undefined) throw new Error(`${title} searches no list`);
  return byMark;
};

/** A list comes in pages, some of them empty, and only the last one ends it. */
export const pages = {
  'list-in-pages': {
    says: 'reads a list to its end, however many empty pages come first',
    run: async (fixture) => {
      for (const empty of [1, 7]) {
        for (const step of stepsOf(fixture)) {
          const stage = new Stage(fixture);
          await step.begin(stage);
          stage.fail(step.operation, { kind: 'never' }, { when: 'after', times: 1 });
          stage.fail(listOf(fixture), { kind: 'empty-page', pages: empty }, {});
          await step.wish(stage);
          await stage.run();

          const { name, operation } = step;
          expect({ name, operation, most: stage.most, ...stage.result() }).toEqual({
            name,
            operation,
            most: 1,
            state: 'in-step',
            stands: stage.shows(step.value),
          });
        }
      }
    },
  },
  'list-without-end': {
    says: 'gives a list up that has no end, says so, makes nothing twice, and goes on once it ends',
    run: async (fixture) => {
      const stage = new Stage(fixture);
      const [operation = ''] = fixture.operations.make;
      stage.fail(operation, { kind: 'never' }, { when: 'after', times: 1 });
      stage.fail(listOf(fixture), { kind: 'empty-page', pages: 10_000 }, {});

      await stage.wish();
      await stage.run(MINUTE);
      const { state, reason } = stage.item();
      const asked = stage.world.sent.filter(({ method }) => method === 'GET').length;
      stage.world.faults.clear();
      await stage.run();

      expect({ state, code: reason?.code, who: reason?.who }).toEqual({ state: 'unknown', code: 'list-unfinished', who: 'operator' });
      expect(reason?.sentence).toContain(`${String(MOST_PAGES)},`);
      expect(asked).toBeLessThan(5 * MOST_PAGES + 20);
      expect({ most: stage.most, ...stage.result() }).toEqual({ most: 1, state: 'in-step', stands: stage.made() });
    },
  },
} satisfies Rows;
