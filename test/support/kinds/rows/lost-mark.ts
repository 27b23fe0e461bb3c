import type { FaultEffect } from '../../../../infra/local/kernel/faults';
import { MINUTE, SECOND } from '../../../../shared/kernel/clock';
import type { Json } from '../../../../shared/kernel/json';
import type { TenantOptions } from '../../../../infra/local/tenant/options';
import type { KindFixture } from '../fixture';
import type { Rows } from '../row';
import { Stage } from '../stage';

const TRANSACTION_IDS = ['remembered', 'replayed', 'forgotten'] satisfies TenantOptions['transactionIds'][];

/** Microsoft makes the thing without its mark, and its lists show it late. */
function losing(fixture: KindFixture, transactionIds: TenantOptions['transactionIds'], listLagMs: number): Stage {
  const stage = new Stage(fixture);
  const { options } = stage.world.tenant;
  Object.assign(options, { transactionIds, listLagMs });
  stage.fail(makes(fixture), { kind: 'lose-mark' }, { times: 1 });
  return stage;
}

const makes = ({ operations: { make } }: KindFixture): string => make[0] ?? '';
/** Of what stands, by its mark alone. */
const marked = ({ world, fixture }: Stage): number => {
  const mark = fixture.wish(0).key;
  return world.tenant.snapshot().mailboxes.flatMap(({ events }) => events.filter(({ reservationId }) => reservationId === mark)).length;
};

async function eachWay(
  fixture: KindFixture,
  course: (stage: Stage) => Promise<Json>,
  also: (stage: Stage) => void = () => undefined,
): Promise<void> {
  for (const transactionIds of TRANSACTION_IDS) {
    for (const listLagMs of [0, 40 * SECOND]) {
      const stage = losing(fixture, transactionIds, listLagMs);
      also(stage);
      const wanted = await course(stage);
      await stage.run();

      const { most } = stage;
      expect({ transactionIds, listLagMs, most, marked: marked(stage), ...stage.result() }).toEqual({
        ...{ transactionIds, listLagMs, most: 1, marked: wanted === null ? 0 : 1, state: 'in-step' },
        stands: stage.shows(wanted),
      });
    }
  }
}

const first = ({ fixture }: Stage): Json => fixture.wish(0).desired.value;

/** An entry that Exchange stored without our extended property is ours by its transaction id. */
export const lostMark = {
  'lost-mark': {
    says: 'adopts what was made without its mark, and marks it',
    run: (fixture) =>
      eachWay(fixture, async (stage) => {
        await stage.wish();
        return first(stage);
      }),
  },
  'lost-mark-changed': {
    says: 'adopts what was made without its mark where another thing is wished meanwhile, and leaves nothing where none is',
    run: async (fixture) => {
      for (const wished of [null, fixture.other?.(0) ?? null]) {
        await eachWay(fixture, async (stage) => {
          await stage.wish();
          await stage.run(SECOND);
          await stage.change(wished);
          return wished;
        });
      }
    },
  },
  'lost-mark-unheard': {
    says: 'adopts what was made without its mark where its answer is lost, or comes under a code that nobody has seen',
    run: async (fixture) => {
      const effects: readonly FaultEffect[] = [{ kind: 'never' }, { kind: 'recode', code: 'ErrorNobodyHasSeen' }];
      for (const effect of effects) {
        await eachWay(
          fixture,
          async (stage) => {
            await stage.wish();
            await stage.run(MINUTE);
            return first(stage);
          },
          // Of each create while it lasts, also of the one that is refused for its transaction id.
          (stage) => stage.fail(makes(fixture), effect, { when: 'after', times: effect.kind === 'never' ? 1 : 1_000 }),
        );
      }
    },
  },
} satisfies Rows;
