import { itemView } from '../../../functions/sync/view';
import { laneView } from '../../../functions/sync/lane-view';
import { DAY, MINUTE } from '../../../shared/kernel/clock';
import type { Document } from '../../../shared/kernel/database';
import type { Json, JsonObject } from '../../../shared/kernel/json';
import { MAIL } from '../../../shared/mail/model';
import { desire } from '../../../shared/sync/desire';
import { SYNC_STATES } from '../../../shared/sync/item/item';
import { newLane, type Lane } from '../../../shared/sync/lane/lane';
import { aCause } from '../../support/builders/cause';
import { NOW } from '../../support/builders/instants';
import { OAK_LANE } from '../../support/builders/lane';
import { anItem, anItemInStep, appliedAs, OAK } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';

/** `ANY_DOCUMENT_SEED=17 npx jest --selectProjects unit --testPathPatterns any-document` replays one seed, `ANY_DOCUMENT_SEEDS=2000` runs more. */
const GIVEN = process.env['ANY_DOCUMENT_SEED'];
const SEEDS =
  GIVEN === undefined ? Array.from({ length: Number(process.env['ANY_DOCUMENT_SEEDS'] ?? 40) }, (_, at) => at + 1) : [Number(GIVEN)];

class Chance {
  constructor(private state: number) {
    this.state = (state * 2_654_435_761) % 2_147_483_647 || 1;
  }
  below(most: number): number {
    this.state = (this.state * 16_807) % 2_147_483_647;
    return this.state % most;
  }
  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T; // there is one at every place
  }
}

const ABSURD: readonly Json[] = [
  ...[0, -0, -1, 1e-9, 0.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e15, -1e15, 8.64e15 + 1, 1e300, -1e300, Number.MAX_VALUE],
  ...['', ' ', '0', 'x'.repeat(5_000), '\u0000', '../../x', 'a/b?c#d', '__proto__', '💥', 'mailbox:oak@city.example'],
  ...[null, true, false, [], [[]], [null], {}, { a: { b: [1] } }, { revision: 'x' }, { revision: 1e300 }, { externalId: '' }],
];

/** Members of items and of what older and newer versions had. */
const MEMBERS = [
  ...['kind', 'key', 'subject', 'target', 'within', 'lane', 'priority', 'state', 'desired', 'applied', 'appliedRevision', 'generation'],
  ...['attempts', 'refusals', 'due', 'look', 'sought', 'alone', 'sendUnknownAt', 'unknownSince', 'duplicatesAt', 'extras', 'verify'],
  ...['unread', 'after', 'reports', 'cleanRevision', 'lastSuccessAt', 'reason', 'confidential', 'cause', 'changedAt', 'ttl', 'shape'],
] as const;

/** An item as an earlier or later version, a hand or a broken disk could have left it. */
function anyItem(chance: Chance, at: number): Document {
  const id = `sync:odd:${String(at)}`;
  const over = { id, key: `odd-${String(at)}` };
  const base = chance.of([
    () => anItem(over),
    () => ({ ...anItemInStep(over), state: 'unknown', look: 'all', due: NOW }),
    () => anItem({ ...over, state: 'retrying', applied: appliedAs('gone'), look: 'id' }),
    () => anItem({ ...over, kind: MAIL, desired: { revision: 1, value: null } }),
    () => anItem({ ...over, kind: chance.of(['photo', 'x'.repeat(300), '__proto__', 'toString', '']) }),
    () => ({ id, pk: 'ledger:oak', type: 'sync-item', lane: OAK_LANE, due: NOW, priority: 0, state: 'pending' }),
    () => ({ id, pk: 'ledger:oak', type: 'sync-item', lane: OAK_LANE }),
  ])() as JsonObject & Document; // documents are JSON
  const odd: Record<string, Json | undefined> = { ...base };
  for (let change = chance.below(4); change > 0; change -= 1) {
    const member = chance.of(MEMBERS);
    if (chance.below(3) === 0) Reflect.deleteProperty(odd, member);
    else odd[member] = chance.of(ABSURD);
  }
  if (chance.below(3) === 0) odd['state'] = chance.of([...SYNC_STATES, 'sleeping', '', null, 7]);
  if (chance.below(4) === 0) odd['desired'] = { revision: chance.of(ABSURD), value: chance.of(ABSURD) };
  // The store takes no other.
  if ('ttl' in odd) odd['ttl'] = 7 * DAY;
  return odd as unknown as Document;
}

/** The lane's own document as another version, or a wrong clock, could have left it. */
function anyLane(chance: Chance): Lane {
  const members = ['heldUntil', 'notBefore', 'wakeAt', 'pacedUntil', 'lastSuccessAt', 'since'] as const;
  const lane: Record<string, unknown> = { ...newLane(OAK_LANE) };
  for (const member of members) {
    if (chance.below(3) > 0) continue;
    lane[member] = member === 'since' ? chance.of(['0:0#99999999', 'x']) : chance.of([0, -1e15, 1e15, 1e300, NOW - DAY]);
  }
  return lane as unknown as Lane;
}

const good = (key: string) => anItem({ id: `sync:reservation-event:${key}`, key });

async function live(seed: number): Promise<LoopWorld> {
  const chance = new Chance(seed);
  const world = new LoopWorld();
  const { database } = world.api.deps;
  await database.commit('lanes', OAK_LANE, [{ kind: 'create', document: anyLane(chance) }]);
  const odd = Array.from({ length: 1 + chance.below(12) }, (_, at) => anyItem(chance, at));
  for (const document of odd) await database.commit('items', document.pk, [{ kind: 'create', document }]);
  await world.commit(good('oak.before'));
  for (let minute = 0; minute < 20; minute += 1) {
    if (minute === 10) await world.commit(good('oak.after'));
    await world.worker.sweep();
    await world.run(MINUTE);
  }
  return world;
}

/** Nothing is to be done any more, or somebody can read why not. */
const explained = ({ state, reason }: { readonly state: string; readonly reason?: unknown }): boolean =>
  state === 'in-step' || reason !== undefined;

describe('documents of any shape in a lane', () => {
  it.each(SEEDS)('stop nothing beside them, and each that is not in step has a reason (seed %i)', async (seed) => {
    const world = await live(seed);

    const said = `seed ${String(seed)}: ANY_DOCUMENT_SEED=${String(seed)} npx jest --selectProjects unit --testPathPatterns any-document`;
    for (const key of ['oak.before', 'oak.after']) expect([said, world.item(key).state]).toEqual([said, 'in-step']);
    expect([
      said,
      world.events(OAK).filter(({ reservationId }) => reservationId === 'oak.before' || reservationId === 'oak.after').length,
    ]).toEqual([said, 2]);
    const { listSyncItems } = world.api.sync;
    const { items } = await listSyncItems({ limit: 200 });
    const views = items.map((item) => itemView(item));
    expect([said, views.filter((view) => !explained(view))]).toEqual([said, []]);
    // Nor is anything tried again and again, or waited for by nobody.
    const spinning = world.items().filter(({ due }) => due !== undefined && (typeof due !== 'number' || due < world.now - 5 * MINUTE));
    expect([said, spinning.map(({ id }) => id)]).toEqual([said, []]);
    expect(() => laneView(world.lane(OAK_LANE), world.now)).not.toThrow();
  });

  it('are wished anew by the next change of their thing, found by its mark', async () => {
    const world = new LoopWorld();
    await world.commit(good('oak.before'));
    await world.run();
    const { desired: _lost, cause: _unknown, ...broken } = { ...world.item('oak.before'), state: 'pending', due: world.now };
    const { database } = world.api.deps;
    await database.commit('items', broken.pk, [{ kind: 'upsert', document: broken }]);
    await world.worker.sweep();
    await world.run(MINUTE);
    const parked = (await world.api.sync.listSyncItems({ limit: 1 })).items[0];

    const wished = await desire(database, {
      ...{ pk: broken.pk, kind: broken.kind, key: broken.key, cause: aCause(), now: world.now },
      ...{ value: { ...(good('x').desired.value as JsonObject), subject: 'Mended' }, at: { target: OAK, lane: OAK_LANE } },
    });
    if (wished) await world.commit(wished.item);
    await world.run(MINUTE);

    expect(parked).toMatchObject({ state: 'parked', reason: { code: 'unreadable', who: 'operator' } });
    expect(world.item('oak.before')).toMatchObject({ state: 'in-step' });
    expect(world.events(OAK)).toMatchObject([{ subject: 'Mended' }]);
  });

  it('stand aside where the store never takes what became of them, and the others go on', async () => {
    const world = new LoopWorld();
    // The settlement of a write is a batch: the item with its audit record.
    world.fail('batch', { kind: 'refuse', status: 400 }, { core: 'database', times: 1 });
    await world.commit(good('oak.before'));
    await world.commit(good('oak.after'));

    await world.run(MINUTE);

    const states = ['oak.before', 'oak.after'].map((key) => world.item(key).state);
    expect(states.sort()).toEqual(['in-step', 'parked']);
    expect(world.items().find(({ state }) => state === 'parked')).toMatchObject({ look: 'all', reason: { code: 'defect' } });
    expect(world.lane(OAK_LANE)).not.toHaveProperty('interrupted');
  });
});
