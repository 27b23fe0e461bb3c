import type { KindFixture } from '../fixture';
import type { Rows } from '../row';
import { Stage, stepsOf } from '../stage';

const STATUSES = [404, 410];

/** Nothing but the loop keeps a thing from being made twice: whether Exchange remembers transaction ids is not documented. */
function forgetful(fixture: KindFixture): Stage {
  const stage = new Stage(fixture);
  stage.world.tenant.options.transactionIds = 'forgotten';
  return stage;
}

/** Microsoft says that something is not there although it is. */
export const falseAbsence = {
  'false-404-and-410-of-a-write': {
    says: 'neither loses a thing nor makes two where a write is answered 404 or 410 untruly',
    run: async (fixture) => {
      for (const step of stepsOf(fixture)) {
        for (const status of STATUSES) {
          for (const when of ['before', 'after'] as const) {
            const stage = forgetful(fixture);
            await step.begin(stage);
            stage.fail(step.operation, { kind: 'refuse', status }, { when, times: 1 });
            await step.wish(stage);
            await stage.run();

            const { name, operation } = step;
            expect({ name, operation, status, when, most: stage.most, ...stage.result() }).toEqual({
              name,
              operation,
              status,
              when,
              most: 1,
              state: 'in-step',
              stands: stage.shows(step.value),
            });
          }
        }
      }
    },
  },
  'false-404-and-410-of-a-look': {
    says: 'neither loses a thing nor makes two where a look is answered 404 or 410 untruly',
    run: async (fixture) => {
      const { byId, byMark } = fixture.operations;
      for (const look of new Set([byId, byMark ?? byId])) {
        for (const step of stepsOf(fixture)) {
          for (const status of STATUSES) {
            const stage = forgetful(fixture);
            await step.begin(stage);
            stage.fail(step.operation, { kind: 'never' }, { when: 'after', times: 1 });
            stage.fail(look, { kind: 'refuse', status }, { times: 1 });
            await step.wish(stage);
            await stage.run();

            const { name, operation } = step;
            expect({ look, name, operation, status, most: stage.most, ...stage.result() }).toEqual({
              look,
              name,
              operation,
              status,
              most: 1,
              state: 'in-step',
              stands: stage.shows(step.value),
            });
          }
        }
      }
    },
  },
} satisfies Rows;
