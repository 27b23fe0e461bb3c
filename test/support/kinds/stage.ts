import type { FaultEffect } from '../../../infra/local/kernel/faults';
import { MINUTE } from '../../../shared/kernel/clock';
import type { Json } from '../../../shared/kernel/json';
import { syncItemId, withNewDesired, type SyncItem } from '../../../shared/sync/item/item';
import type { Kind } from '../../../shared/sync/kind';
import type { Lane } from '../../../shared/sync/lane/lane';
import { rightOf } from '../../../shared/sync/lane/right';
import { aCause } from '../builders/cause';
import { LoopWorld, type Sent } from '../loop-world';
import type { KindFixture } from './fixture';

/** Long enough for every wait of the loop but the hours between looks for what Microsoft shows late. */
const A_WHILE = 40 * MINUTE;
/** The second registration. */
export const OTHER = 'profile-2';

/** One world with one kind in it. */
export class Stage {
  readonly world: LoopWorld;
  /** How many stood for one wish at the same time, at most. */
  most = 0;

  /** `change`: the kind as this test wants it; one that a module brings is that module's. */
  constructor(
    readonly fixture: KindFixture,
    change: (kind: Kind) => Kind = (kind) => kind,
  ) {
    const { kind, roles } = fixture;
    const { as } = rightOf(fixture.wish(0).lane);
    this.world = new LoopWorld(undefined, {
      kinds: (own) =>
        own.some(({ name }) => name === kind.name)
          ? own.map((one) => (one.name === kind.name ? change(one) : one))
          : [...own, change(kind)],
      roles,
      rights: [...new Set([as, OTHER])].filter((right) => right !== 'installation'),
    });
    fixture.furnish?.(this.world.tenant);
    const { worker } = this.world;
    const { aroundGraph } = worker;
    worker.aroundGraph = async (...call) => {
      const answers = await aroundGraph(...call);
      this.most = Math.max(this.most, this.stands().length);
      return answers;
    };
  }

  item(nth = 0): SyncItem {
    return this.itemOf(this.fixture.wish(nth));
  }

  itemOf({ kind, key }: Pick<SyncItem, 'kind' | 'key'>): SyncItem {
    const found = this.world.items().find(({ id }) => id === syncItemId(kind, key));
    if (!found) throw new Error(`there is no ${kind} ${key}`);
    return found;
  }

  get lane(): Lane {
    return this.world.lane(this.fixture.wish(0).lane);
  }

  /** Commits the first wishes of the first `count` things. */
  async wish(count = 1): Promise<void> {
    await this.world.commit(...Array.from({ length: count }, (_none, nth) => this.fixture.wish(nth)));
  }

  async change(value: Json, nth = 0): Promise<void> {
    const next = withNewDesired(this.item(nth), value, aCause(), this.world.now);
    await this.world.commit(this.fixture.anew?.(next) ?? next);
  }

  /** Another value, or the same where there is none. */
  another(nth = 0): Json {
    return this.fixture.other?.(nth) ?? this.fixture.wish(nth).desired.value;
  }

  /** The item is to be looked at, as after a restart or by a check for drift. */
  async look(how: 'id' | 'all', nth = 0): Promise<void> {
    await this.world.commit({ ...this.item(nth), look: how, due: this.world.now });
  }

  /** A person asks for another try. */
  async retry(nth = 0): Promise<void> {
    await this.world.commit({ ...this.item(nth), state: 'pending', due: this.world.now });
  }

  fail(operation: string, effect: FaultEffect, more: Parameters<LoopWorld['fail']>[2] = { times: 1 }): void {
    this.world.fail(operation, effect, more);
  }

  run(ms = A_WHILE): Promise<void> {
    return this.world.run(ms);
  }

  stands(nth = 0): readonly Json[] {
    return this.fixture.stands(this.world.tenant, nth);
  }

  /** What stands for a value; null: nothing. */
  shows(value: Json): readonly Json[] {
    return value === null ? [] : [this.fixture.shown?.(value) ?? value];
  }

  /** What stands where the first wish is fulfilled. */
  made(nth = 0): readonly Json[] {
    return this.shows(this.fixture.wish(nth).desired.value);
  }

  writes(): readonly Sent[] {
    return this.world.writes();
  }

  /** State of the nth item and what stands for it. */
  result(nth = 0): { readonly state: string; readonly stands: readonly Json[] } {
    return { state: this.item(nth).state, stands: this.stands(nth) };
  }
}

/** One step in the life of a thing and the write that it takes. */
export interface Step {
  readonly name: string;
  readonly operation: string;
  /** What is wished of it; null: nothing. */
  readonly value: Json;
  /** Brings the thing to the point where the write is next. */
  begin(stage: Stage): Promise<void>;
  wish(stage: Stage): Promise<void>;
}

/** Every write of a kind, at the point where its wish needs it. */
export function stepsOf({ operations: { make, change, remove }, wish, other }: KindFixture): readonly Step[] {
  const first = wish(0).desired.value;
  const stand = async (stage: Stage): Promise<void> => {
    await stage.wish();
    await stage.run(MINUTE);
  };
  const nothing = (): Promise<void> => Promise.resolve();
  const makes = make.map((operation): Step => ({ name: 'make', operation, value: first, begin: nothing, wish: (stage) => stage.wish() }));
  const later = (name: string, operation: string, value: Json): Step => ({
    name,
    operation,
    value,
    begin: stand,
    wish: (stage) => stage.change(value),
  });
  return [
    ...makes,
    ...(change === undefined || !other ? [] : [later('change', change, other(0))]),
    ...(remove === undefined ? [] : [later('remove', remove, null)]),
  ];
}
