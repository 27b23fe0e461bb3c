import type { Stored } from '../../../shared/kernel/database';
import { toLaneId } from '../../../shared/kernel/ids';
import { makeCommitWishes } from '../../../shared/sync/commit-wishes';
import { desire, leaveAfter, wishFrom, type Desire, type Wished } from '../../../shared/sync/desire';
import type { SyncItem } from '../../../shared/sync/item/item';
import type { Nudge } from '../../../shared/sync/lane/nudge';
import { aCause } from '../../support/builders/cause';
import { anItem } from '../../support/builders/sync-item';
import { NOW } from '../../support/builders/instants';
import { Town } from '../../support/town';

const LANE = toLaneId('mailbox:oak@city.example');
const OAK: Desire = {
  pk: 'ledger:oak',
  kind: 'thing',
  key: 'one',
  value: { subject: 'Choir' },
  at: { target: 'oak@city.example', lane: LANE },
  cause: aCause(),
  now: NOW,
};
const found = (item: SyncItem): Stored<SyncItem> => ({ found: true, value: item, etag: 'e1', storeTime: NOW });
const first = (desired: Desire = OAK): Wished => {
  const wished = wishFrom(undefined, desired);
  if (!wished) throw new Error('nothing was wished');
  return wished;
};
const made = (desired?: Desire): SyncItem => first(desired).item;

describe('a wish', () => {
  it('creates the item of what is not there yet', () => {
    expect(wishFrom(undefined, { ...OAK, look: 'id', reports: true, priority: -3, confidential: true })).toMatchObject({
      lane: LANE,
      write: {
        kind: 'create',
        document: { id: 'sync:thing:one', target: 'oak@city.example', look: 'id', reports: true, priority: -3, confidential: true },
      },
    });
  });

  it('is nothing where nothing should be and nothing is, or where it has no place', () => {
    expect(wishFrom(undefined, { ...OAK, value: null })).toBeUndefined();
    expect(wishFrom({ found: false, storeTime: NOW }, { ...OAK, at: undefined })).toBeUndefined();
  });

  it('changes the item under the etag that was read, and forgets who was told before', () => {
    const before: SyncItem = { ...made({ ...OAK, reports: true }), state: 'in-step', appliedRevision: 1 };

    const wished = wishFrom(found(before), { ...OAK, value: { subject: 'Band' }, at: { target: 'OAK@city.example', lane: LANE } });

    expect(wished).toMatchObject({ write: { kind: 'replace', ifMatch: 'e1' }, item: { target: 'oak@city.example', state: 'pending' } });
    expect(wished.item.desired).toEqual({ revision: 2, value: { subject: 'Band' } });
    expect(wished.item).not.toHaveProperty('reports');
  });

  it('leaves the item where the same is wished already, or where it stands as the capability judges', () => {
    const item = made();

    expect(wishFrom(found(item), OAK)).toEqual({ item, lane: LANE });
    expect(wishFrom(found(item), { ...OAK, value: null, stands: () => true })).toEqual({ item, lane: LANE });
    expect(wishFrom(found(item), { ...OAK, stands: () => false }).item.desired.revision).toBe(2);
  });

  it('knows nothing of another target where nothing is left behind, and leaves none but where it is', () => {
    const item: SyncItem = { ...made(), applied: { externalId: 'e', fingerprint: 'f', value: OAK.value } };

    const wished = wishFrom(found(item), { ...OAK, leavesNothing: true, at: { target: 'elm@city.example', lane: LANE } });

    expect(wished.item).toMatchObject({ target: 'elm@city.example', desired: { revision: 2 } });
    expect(wished.item).not.toHaveProperty('applied');
    const away = wishFrom(found(item), { ...OAK, value: null, at: { target: 'elm@city.example', lane: LANE } });
    expect(away.item).toMatchObject({ target: 'oak@city.example', applied: { externalId: 'e' }, desired: { value: null } });
  });

  it('is refused without a key, by the name of its kind', () => {
    for (const read of [undefined, found(made())])
      expect(() => wishFrom(read, { ...OAK, key: '' })).toThrow('a wish of the kind thing has no key');
  });

  it.each([
    ['target', { target: 'elm@city.example', lane: LANE }, undefined],
    ['lane', { target: 'oak@city.example', lane: toLaneId('mailbox:elm@city.example') }, undefined],
    ['lane, also where nothing is left behind', { target: 'oak@city.example', lane: toLaneId('directory:places') }, true],
  ] as const)('is refused where it gives an item another %s: the thing at the old one would stay', (_what, at, leavesNothing) => {
    const item: SyncItem = { ...made(), applied: { externalId: 'e', fingerprint: 'f', value: OAK.value } };
    const wanted = { ...OAK, at, ...(leavesNothing && { leavesNothing }) };

    expect(() => wishFrom(found(item), wanted)).toThrow('a move is two items');
    // What should not be there any more leaves from where it is.
    expect(wishFrom(found(item), { ...wanted, value: null }).item).toMatchObject({ target: 'oak@city.example', lane: LANE });
  });

  it('is absent from the old target after it is present in the new one', () => {
    const old = anItem();
    const there = first();

    expect(leaveAfter(found(old), there, aCause(), NOW)).toMatchObject({
      write: { kind: 'replace', ifMatch: 'e1' },
      item: { id: old.id, desired: { value: null }, after: { id: 'sync:thing:one', revision: 1 } },
      lane: old.lane,
    });
  });
});

describe('wishes that are committed', () => {
  const elm: Desire = { ...OAK, key: 'two', at: { target: 'elm@city.example', lane: toLaneId('mailbox:elm@city.example') } };

  it('are one batch with the thing, and one nudge a lane that carries the session', async () => {
    const town = new Town();
    const { database } = town.process();
    const nudges: Nudge[] = [];
    const sendNudge = (nudge: Nudge): Promise<void> => Promise.resolve(void nudges.push(nudge));
    const thing = { id: 'thing', pk: OAK.pk, type: 'thing' };
    const wishes = [first(), first({ ...OAK, key: 'other' }), first(elm)];

    const commit = makeCommitWishes({ database, sendNudge });
    const answer = await commit(OAK.pk, [{ kind: 'create', document: thing }], wishes);
    const stands = await desire(database, OAK);
    await commit(OAK.pk, [{ kind: 'create', document: { ...thing, id: 'later' } }], stands ? [stands] : []);

    expect(town.commits[0]?.writes).toHaveLength(4);
    const since = answer.kind === 'committed' ? answer.session : undefined;
    expect(nudges).toEqual([LANE, elm.at?.lane].map((lane) => ({ lane, cause: 'commit', since })));
  });

  it('nudge nobody when the batch was refused', async () => {
    const { database } = new Town().process();
    const nudges: Nudge[] = [];
    const sendNudge = (nudge: Nudge): Promise<void> => Promise.resolve(void nudges.push(nudge));
    const commit = makeCommitWishes({ database, sendNudge });
    const wishes = [first()];
    await commit(OAK.pk, [], wishes);
    nudges.length = 0;

    expect(await commit(OAK.pk, [], wishes)).toMatchObject({ kind: 'refused', at: 0, because: 'exists' });
    expect(nudges).toEqual([]);
  });
});
