import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MINUTE, SECOND } from '../../shared/kernel/clock';
import { isObject, type Json } from '../../shared/kernel/json';
import * as microsoft from '../../shared/microsoft/model';
import type { SyncItem } from '../../shared/sync/item/item';
import type { Call, Kind } from '../../shared/sync/kind';
import type { Scope } from '../../shared/sync/scope';
import { NOW } from '../support/builders/instants';
import { ROWS, type KindFixture } from '../support/kinds/fixture';
import { fixtures } from '../support/kinds/fixtures/fixtures';
import { foreignKeys } from '../support/kinds/rows/foreign';
import { refusedUntruly } from '../support/kinds/rows/lost';
import { rows } from '../support/kinds/rows/rows';
import * as support from '../support/kinds/scopes';
import { Stage } from '../support/kinds/stage';
import { LoopWorld } from '../support/loop-world';

function isScope(exported: unknown): exported is Scope {
  return typeof exported === 'object' && exported !== null && 'missing' in exported && 'denied' in exported;
}

/** Parts that recipes share. */
const NO_RECIPE = ['odata', 'recipe'];
/** Those of the product, and those that only fixtures have. */
const SCOPES = [...Object.values(microsoft), ...Object.values(support)].filter(isScope);
const RECIPES = join(__dirname, '../../shared/sync/recipes');

describe('the contract of the kinds', () => {
  it('has a fixture for every kind that is registered', () => {
    const played = new Set(fixtures.map(({ kind }) => kind.name));

    expect(Object.keys(new LoopWorld().api.deps.kinds).filter((name) => !played.has(name))).toEqual([]);
  });

  it('has a fixture for every recipe', () => {
    const played = new Set(fixtures.map(({ recipe }) => recipe));
    const recipes = readdirSync(RECIPES).map((file) => file.replace(/\.ts$/, ''));

    expect(recipes.filter((name) => !NO_RECIPE.includes(name) && !played.has(name))).toEqual([]);
  });

  it('has a fixture for every scope', () => {
    const played = new Set(fixtures.map(({ kind }) => kind.scope));

    expect(SCOPES.length).toBeGreaterThan(4);
    expect(SCOPES.filter((scope) => !played.has(scope)).map(({ name }) => name)).toEqual([]);
  });
});

describe.each(fixtures.map((fixture): [string, KindFixture] => [fixture.title, fixture]))('%s', (_title, fixture) => {
  for (const name of ROWS) {
    const why = fixture.notFor[name];
    if (why === undefined) it(rows[name].says, () => rows[name].run(fixture));
    else
      it(`is not asked whether it ${rows[name].says}: ${why}`, () => {
        expect(why).not.toBe('');
      });
  }
});

/** The contract itself: what no row notices, no kind keeps. */
describe('the row of foreign keys', () => {
  const changing = fixtures.filter(({ notFor }) => notFor['foreign-keys'] === undefined);
  const strangers: readonly (readonly [string, Json])[] = [
    ['body', { contentType: 'text', content: '' }],
    ['categories', []],
    ['attendees', []],
    ['sensitivity', 'private'],
    ['importance', 'low'],
  ];
  const cases = changing.flatMap((fixture) => strangers.map(([name, value]) => ({ title: fixture.title, fixture, name, value })));

  it.each(cases)('does not let $title overwrite $name', async ({ fixture, name, value }) => {
    // The bodies of kinds are objects.
    const besides = (call: Call): Call => (call.method === 'PATCH' ? { ...call, body: { ...(call.body as object), [name]: value } } : call);
    const greedy = (kind: Kind): Kind => {
      const { together } = kind;
      return {
        ...kind,
        request: (...of) => besides(kind.request(...of)),
        ...(together && { together: { ...together, request: (...of) => besides(together.request(...of)) } }),
      };
    };

    expect(await foreignKeys(fixture, greedy)).toEqual([name]);
  });
});

describe('the row of the transaction id', () => {
  const named = fixtures.filter(({ notFor }) => notFor['transaction-id'] === undefined);

  it('is for every kind whose things Microsoft knows again by one', () => {
    const plain = fixtures.filter(({ recipe, notFor }) => recipe === 'calendar-entry' && notFor['transaction-id'] !== undefined);

    expect(plain.map(({ title }) => title)).toEqual([]);
  });

  it.each(named.map((fixture) => ({ title: fixture.title, fixture })))('does not let $title leave it out', async ({ fixture }) => {
    const forgets = (kind: Kind): Kind => ({
      ...kind,
      request: (...of) => {
        const call = kind.request(...of);
        return {
          ...call,
          ...(isObject(call.body) && { body: Object.fromEntries(Object.entries(call.body).filter(([name]) => name !== 'transactionId')) }),
        };
      },
    });

    expect(await refusedUntruly(fixture, undefined, forgets)).toMatchObject({ most: 2 });
  });
});

/** Faults that sleep until a second kind of lane exists. */
describe('in a lane of many', () => {
  const of = (title: string): KindFixture => {
    const found = fixtures.find((fixture) => fixture.title === title);
    if (!found) throw new Error(`there is no fixture ${title}`);
    return found;
  };

  it('(A) one person who is gone is that person’s trouble, in words about a person, and blocks nobody', async () => {
    const stage = new Stage(of('owned fields of people'));
    const gone = { ...stage.fixture.stray(), priority: -NOW };

    await stage.world.commit(gone);
    await stage.run(SECOND);
    await stage.wish(3);
    await stage.run(MINUTE);

    expect(stage.itemOf(gone)).toMatchObject({ state: 'blocked', reason: { code: 'person-missing' } });
    expect(stage.itemOf(gone).reason?.sentence).toBe(
      `Microsoft knows no person ${gone.target}: correct the object id, or wait until the account is there.`,
    );
    expect([0, 1, 2].map((nth) => stage.item(nth).state)).toEqual(Array(3).fill('in-step'));
    expect(stage.lane).not.toHaveProperty('blocked');
  });

  it('(B) the reason of a block names what was refused, not what came first', async () => {
    const stage = new Stage(of('place'));
    const [first, refused] = [0, 1].map((nth) => stage.fixture.wish(nth));
    if (!first || !refused) throw new Error('there are two');
    stage.fail('update-place', { kind: 'refuse', status: 503 }, { match: { mailbox: first.target }, times: 1 });
    stage.fail('update-place', { kind: 'refuse', status: 403 }, { match: { mailbox: refused.target }, times: 1 });

    await stage.world.commit({ ...first, priority: -NOW }, refused);
    await stage.run(500);

    const sentence = stage.lane.kinds?.[stage.fixture.kind.name]?.reason.sentence;
    expect(sentence).toContain(refused.target);
    expect(sentence).not.toContain(first.target);
  });

  it.each([4, 5])('(C) %d items of a kind that nobody knows starve no other, and are not turned round', async (count) => {
    const stage = new Stage(of('owned fields of people'));
    const unknown = Array.from({ length: count }, (_none, nth): SyncItem => {
      const item = stage.fixture.wish(nth);
      return { ...item, kind: 'hologram', id: `sync:hologram:${String(nth)}`, priority: -NOW };
    });

    await stage.world.commit(...unknown, stage.fixture.wish(0));
    await stage.run(10 * MINUTE);

    expect(stage.item()).toMatchObject({ state: 'in-step' });
    expect(stage.lane.epoch).toBeLessThan(4);
    expect(unknown.map(({ id }) => stage.world.items().find((item) => item.id === id)?.reason?.code)).toEqual(
      Array(count).fill('kind-unknown'),
    );
    expect(stage.world.log.filter(({ event }) => event === 'sync.kind.unknown')).toHaveLength(1);
  });
});
