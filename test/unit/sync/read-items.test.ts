import { MINUTE } from '../../../shared/kernel/clock';
import { toLaneId, type LaneId } from '../../../shared/kernel/ids';
import { gateId, newGate, type Gate } from '../../../shared/sync/lane/gate';
import { laneUnder, OWN_RIGHT, type Right } from '../../../shared/sync/lane/right';
import { makeListSyncItems } from '../../../shared/sync/read/read-items';
import { NOW } from '../../support/builders/instants';
import { anItem } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';

const PROFILE: Right = { api: 'graph', as: 'profile-7' };
const OTHER: Right = { api: 'graph', as: 'profile-70' };

/** Pending items in lanes that nobody has taken yet, by the keys of their lanes. */
const LANES: Readonly<Record<string, LaneId>> = {
  own: toLaneId('mailbox:oak@city.example'),
  // `|` and `~` are legal in the local part of an address.
  odd: laneUnder(OWN_RIGHT, 'mailbox:graph~x|y@city.example'),
  profile: laneUnder(PROFILE, 'mailbox:a|b@city.example'),
  other: laneUnder(OTHER, 'directory:people'),
};

async function blockedBehind(...rights: readonly Right[]): Promise<readonly string[]> {
  const world = new LoopWorld();
  const { database } = world.api.deps;
  for (const [key, lane] of Object.entries(LANES)) {
    const document = anItem({ key, lane });
    await database.commit('items', document.pk, [{ kind: 'create', document }]);
  }
  for (const right of rights) {
    const blocked = {
      reason: { code: 'credential-refused', sentence: 'why', who: 'directory-admin' },
      since: NOW,
      probeAt: NOW + MINUTE,
    } as const;
    const document: Gate = { ...newGate(gateId(right)), blocked };
    await database.commit('lanes', document.pk, [{ kind: 'create', document }]);
  }
  const list = makeListSyncItems(world.api.deps);
  const [blocked, pending] = await Promise.all([list({ state: 'blocked', limit: 10 }), list({ state: 'pending', limit: 10 })]);
  const shown = [...blocked.items, ...pending.items].map(({ item }) => item.key);
  expect(shown.sort()).toEqual(Object.keys(LANES).sort());
  expect(blocked.items.map(({ state }) => state)).toEqual(blocked.items.map(() => 'blocked'));
  return blocked.items.map(({ item }) => item.key).sort();
}

describe('items that wait behind a gate', () => {
  it.each([
    ['nothing', [], []],
    ['the own right', [OWN_RIGHT], ['odd', 'own']],
    ['another right', [PROFILE], ['profile']],
    ['a right whose name begins as another', [OTHER], ['other']],
    ['two rights', [OWN_RIGHT, PROFILE], ['odd', 'own', 'profile']],
  ] as const)('are blocked where %s is, also in lanes that nobody has taken yet', async (_what, rights, keys) => {
    expect(await blockedBehind(...rights)).toEqual(keys);
  });
});
