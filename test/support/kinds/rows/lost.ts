import type { FaultEffect } from '../../../../infra/local/kernel/faults';
import { MINUTE, SECOND } from '../../../../shared/kernel/clock';
import type { Kind } from '../../../../shared/sync/kind';
import { PROBE_EVERY_MS } from '../../../../shared/sync/lane/lane';
import type { KindFixture } from '../fixture';
import type { Rows } from '../row';
import { Stage, stepsOf, type Step } from '../stage';

type When = 'before' | 'after';

/** Brings the thing to its step and strikes the write there. */
async function struck(fixture: KindFixture, step: Step, strike: (stage: Stage) => void): Promise<Stage> {
  const stage = new Stage(fixture);
  await step.begin(stage);
  strike(stage);
  await step.wish(stage);
  await stage.run();
  return stage;
}

/** Each write of the kind, struck before and after it acted. */
async function eachStruck(fixture: KindFixture, effect: FaultEffect, prepare: (stage: Stage) => void = () => undefined): Promise<void> {
  for (const step of stepsOf(fixture)) {
    for (const when of ['before', 'after'] satisfies When[]) {
      const stage = await struck(fixture, step, (world) => {
        prepare(world);
        world.fail(step.operation, effect, { when, times: 1 });
      });
      const { name, operation } = step;
      expect({ name, operation, when, most: stage.most, ...stage.result() }).toEqual({
        name,
        operation,
        when,
        most: 1,
        state: 'in-step',
        stands: stage.shows(step.value),
      });
    }
  }
}

/** Answers that say that nothing was done, and how long after them lists do not show what was: longer than the loop waits to try again. */
const UNTRUE = [
  { status: 503, lag: MINUTE },
  { status: 429, lag: MINUTE },
  { status: 403, lag: PROBE_EVERY_MS + MINUTE },
];

/** A thing is made and its making refused; the kind as `change` makes it. */
export async function refusedUntruly(
  fixture: KindFixture,
  { status, lag }: (typeof UNTRUE)[number] = { status: 503, lag: MINUTE },
  change?: (kind: Kind) => Kind,
): Promise<{ readonly status: number; readonly most: number; readonly state: string; readonly one: boolean }> {
  const stage = new Stage(fixture, change);
  stage.world.tenant.options.listLagMs = lag;
  stage.fail(fixture.operations.make[0] ?? '', { kind: 'refuse', status }, { when: 'after', times: 1 });
  await stage.wish();
  await stage.run();
  return { status, most: stage.most, state: stage.result().state, one: stage.stands().length === 1 };
}

export const lost = {
  'lost-answer': {
    says: 'looks before it repeats a write without an answer, and makes one thing at most',
    run: async (fixture) => {
      await eachStruck(fixture, { kind: 'never' });
      for (const step of stepsOf(fixture)) {
        const stage = await struck(fixture, step, (world) => {
          world.fail(step.operation, { kind: 'never' }, { when: 'after', times: 1 });
        });
        const lostAt = stage.writes().findIndex(({ answer }) => answer === 'unanswered');
        const lostOne = stage.writes()[lostAt];
        const again = stage.writes().filter(({ method, path }, at) => at > lostAt && method === lostOne?.method && path === lostOne.path);
        expect({ operation: step.operation, again }).toEqual({ operation: step.operation, again: repeats(fixture, step, again) });
      }
    },
  },
  'lost-answer-in-lagging-lists': {
    says: 'makes one thing at most also where lists show it late',
    run: (fixture) =>
      eachStruck(fixture, { kind: 'never' }, ({ world: { tenant } }) => {
        tenant.options.listLagMs = 50 * SECOND;
        tenant.options.directoryLagMs = 50 * SECOND;
        tenant.options.photoLagMs = 50 * SECOND;
        tenant.options.transactionIds = 'forgotten';
      }),
  },
  'transaction-id': {
    says: 'makes one thing where only its transaction id tells that it was made',
    run: async (fixture) => {
      for (const refusal of UNTRUE) expect(await refusedUntruly(fixture, refusal)).toMatchObject({ most: 1, state: 'in-step', one: true });
    },
  },
  'server-error': {
    says: 'takes a 500 and a 504 for an unknown outcome',
    run: async (fixture) => {
      for (const status of [500, 504]) await eachStruck(fixture, { kind: 'refuse', status });
    },
  },
  generation: {
    says: 'begins a new generation only after absence was seen',
    run: async (fixture) => {
      const [operation = ''] = fixture.operations.make;
      const acted = new Stage(fixture);
      acted.fail(operation, { kind: 'never' }, { when: 'after', times: 1 });
      const vain = new Stage(fixture);
      vain.fail(operation, { kind: 'never' }, { when: 'before', times: 1 });

      await acted.wish();
      await vain.wish();
      await acted.run();
      await vain.run(MINUTE);
      const early = vain.item().generation;
      await vain.run();

      expect({ acted: acted.item().generation, early, late: vain.item().generation }).toEqual({ acted: 0, early: 0, late: 1 });
      expect(vain.result()).toEqual({ state: 'in-step', stands: vain.made() });
    },
  },
} satisfies Rows;

/** A write that replaces the whole may be repeated where its result cannot be told from the read. */
const repeats = ({ repeatable = [] }: KindFixture, { operation }: Step, again: readonly unknown[]): readonly unknown[] =>
  repeatable.includes(operation) ? again : [];
