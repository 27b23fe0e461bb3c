import { MINUTE, SECOND } from '../../../../shared/kernel/clock';
import type { KindFixture } from '../fixture';
import type { Rows } from '../row';
import { Stage } from '../stage';

const TWENTY = 20;
const all = Array.from({ length: TWENTY }, (_none, nth) => nth);

/** How many requests of an operation left, by their method. */
const several = (stage: Stage) => stage.writes().filter(({ method }) => method === 'PATCH');
const single = (stage: Stage) => stage.writes().filter(({ method }) => method === 'POST');
const reads = (stage: Stage) => stage.world.sent.filter(({ method }) => method === 'GET');

const together = ({ operations }: KindFixture): string => operations.together ?? '';

/** Items that may leave in one request. */
export const togetherRows = {
  'together-refused': {
    says: 'sends each of twenty alone once one of them was refused, which costs the others no attempt',
    run: async (fixture) => {
      const odd = fixture.odd?.();
      if (!odd) throw new Error('it names a wish that is refused');
      const stage = new Stage(fixture);
      const costs: number[] = [];

      await stage.world.commit({ ...odd, priority: -1 }, ...all.slice(1).map((nth) => fixture.wish(nth)));
      const watch = stage.world.worker.aroundGraph;
      stage.world.worker.aroundGraph = async (send, requests, options) => {
        costs.push(
          ...stage.world
            .items()
            .filter(({ id }) => id !== odd.id)
            .map(({ attempts }) => attempts),
        );
        return watch(send, requests, options);
      };
      await stage.run(MINUTE);

      expect(several(stage)).toHaveLength(1);
      expect(single(stage)).toHaveLength(TWENTY);
      expect(costs.every((attempts) => attempts === 0)).toBe(true);
      expect(all.slice(1).map((nth) => stage.result(nth))).toEqual(
        all.slice(1).map((nth) => ({ state: 'in-step', stands: stage.made(nth) })),
      );
      expect(stage.itemOf(odd).state).not.toBe('in-step');
      expect(stage.lane).not.toHaveProperty('blocked');
    },
  },
  'together-lost': {
    says: 'looks for all twenty by one request where their answer was lost, and writes what is missing only',
    run: async (fixture) => {
      for (const when of ['after', 'before'] as const) {
        const stage = new Stage(fixture);
        stage.fail(together(fixture), { kind: 'never' }, { when, times: 1 });

        await stage.wish(TWENTY);
        await stage.run(31 * SECOND);
        const unknown = all.map((nth) => stage.item(nth)).map(({ state, look }) => ({ state, look }));
        await stage.run(30 * SECOND);
        const firstLooks = new Set(reads(stage).map(({ at }) => at)).size === reads(stage).length;
        await stage.run();

        expect({ when, unknown }).toEqual({ when, unknown: all.map(() => ({ state: 'unknown', look: 'all' })) });
        expect(firstLooks).toBe(true);
        expect(several(stage)).toHaveLength(when === 'after' ? 1 : 2);
        expect(single(stage)).toEqual([]);
        expect(all.map((nth) => stage.result(nth))).toEqual(all.map((nth) => ({ state: 'in-step', stands: stage.made(nth) })));
      }
    },
  },
  'together-defect': {
    says: 'sets nobody aside but the item whose part of the common answer meets a defect',
    run: async (fixture) => {
      const { id } = fixture.wish(1);
      for (const asked of ['create', 'look'] as const) {
        const stage = new Stage(fixture, (kind) => {
          const { together: own } = kind;
          if (!own) throw new Error('its items may leave together');
          return {
            ...kind,
            together: {
              ...own,
              read: (answer, items, what) => {
                if (what === asked && items.some((item) => item.id === id)) throw new Error('a defect');
                return own.read(answer, items, what);
              },
            },
          };
        });
        if (asked === 'look') stage.fail(together(fixture), { kind: 'never' }, { when: 'after', times: 1 });
        await stage.wish(5);
        await stage.run();

        expect({ asked, results: [0, 2, 3, 4].map((nth) => stage.result(nth)) }).toEqual({
          asked,
          results: [0, 2, 3, 4].map((nth) => ({ state: 'in-step', stands: stage.made(nth) })),
        });
        expect(stage.stands(1).length).toBeLessThanOrEqual(1);
        expect(stage.lane).not.toHaveProperty('heldUntil');
      }
    },
  },
} satisfies Rows;
