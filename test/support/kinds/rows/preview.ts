import { SECOND } from '../../../../shared/kernel/clock';
import type { GraphRequest } from '../../../../shared/kernel/graph';
import type { SyncItem } from '../../../../shared/sync/item/item';
import type { Change } from '../../../../shared/sync/item/plan';
import type { Kind } from '../../../../shared/sync/kind';
import { DIGEST } from '../../builders/digest';
import type { Sent } from '../../loop-world';
import type { Rows } from '../row';
import { Stage, stepsOf } from '../stage';

/** The kind, and what it was asked to plan. */
function overheard(planned: { readonly item: SyncItem; readonly change: Change }[]): (kind: Kind) => Kind {
  return (kind) => ({
    ...kind,
    plan: (item, digest) => {
      const change = kind.plan(item, digest);
      if (change) planned.push({ item: structuredClone(item), change });
      return change;
    },
  });
}

const asked = ({ method, path, body, content }: Pick<GraphRequest, 'method' | 'path' | 'body' | 'content'> | Sent) => ({
  method,
  path,
  body,
  content,
});

const REFUSALS = [422, 422, 422, 422, 422, 422, 400, 400, 400, 403, 404, 409, 503];

export const preview = {
  preview: {
    says: 'sends what its plan says, and the audit says the same',
    run: async (fixture) => {
      const { kind } = fixture;
      const planned: { readonly item: SyncItem; readonly change: Change }[] = [];
      const stage = new Stage(fixture, overheard(planned));
      for (const step of stepsOf(fixture).filter(({ name }) => name !== 'remove')) {
        if (step.name === 'make') await stage.wish();
        else await stage.change(step.value);
        await stage.run();
      }
      if (fixture.operations.remove !== undefined) await stage.change(null);
      await stage.run();

      const foreseen = planned.map(({ item }) => {
        const change = kind.plan(item, DIGEST);
        if (!change) throw new Error('a plan is the same each time');
        return { change, call: kind.request(item, change.operation) };
      });
      expect(foreseen.map(({ change }) => change)).toEqual(planned.map(({ change }) => change));
      expect(stage.writes().map(asked)).toEqual(foreseen.map(({ call }) => asked(call)));
      expect(stage.world.audits().map(({ verb, before, after, revision }) => ({ verb, before, after, revision }))).toEqual(
        planned.map(({ item, change: { operation, before, after } }) => ({
          verb: operation.verb,
          before,
          after,
          revision: item.desired.revision,
        })),
      );
      expect(planned.length).toBeGreaterThanOrEqual(fixture.operations.make.length);
    },
  },
  'nothing-personal': {
    says: 'says nothing of its wish in a reason or in the log',
    run: async (fixture) => {
      const stage = new Stage(fixture, (kind) => ({
        ...kind,
        // Whoever throws may quote the wish.
        plan: (item, digest) => {
          if (item.id === fixture.wish(3).id) throw new Error(`cannot plan ${JSON.stringify(item.desired.value)}`);
          return kind.plan(item, digest);
        },
        request: (item, operation) => {
          if (item.id === fixture.wish(4).id) throw new TypeError(`cannot write\n    at ${JSON.stringify(item.desired.value)}:1:1`);
          return kind.request(item, operation);
        },
        read: (answer, asked) =>
          answer.status === 422 && asked.item.id === fixture.wish(1).id
            ? { kind: 'never', code: `refused: ${JSON.stringify(asked.item.desired.value)}` }
            : kind.read(answer, asked),
      }));
      const heard: unknown[] = [];
      const listen = (): void => {
        heard.push(...stage.world.items().map(({ reason }) => reason), stage.lane.blocked, stage.lane.kinds);
      };
      for (const status of REFUSALS)
        stage.fail(fixture.operations.make[0] ?? '', { kind: 'refuse', status, code: `No ${fixture.personal.join(' ')}` }, { times: 1 });
      stage.fail(fixture.operations.make.at(-1) ?? '', { kind: 'never' }, { when: 'after', times: 1 });

      await stage.world.commit(fixture.stray(), ...[0, 1, 2, 3, 4].map((nth) => fixture.wish(nth)));
      for (let nth = 0; nth < 20; nth += 1) {
        await stage.run(20 * SECOND);
        listen();
      }

      const log = JSON.stringify(stage.world.log);
      const told = JSON.stringify(heard);
      expect(heard.length).toBeGreaterThan(0);
      expect(fixture.personal.filter((word) => told.includes(word) || log.includes(word))).toEqual([]);
      const { target } = fixture.wish(0);
      if (target.includes('@')) expect(log).not.toContain(target);
    },
  },
} satisfies Rows;
