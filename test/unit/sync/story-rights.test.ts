import { MINUTE, SECOND } from '../../../shared/kernel/clock';
import { gateId } from '../../../shared/sync/lane/gate';
import { laneUnder, OWN_RIGHT, rightOf, type Right } from '../../../shared/sync/lane/right';
import type { SyncItem } from '../../../shared/sync/item/item';
import { NOW } from '../../support/builders/instants';
import { OAK_LANE } from '../../support/builders/lane';
import { anItem, ELM } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';

const PROFILE: Right = { api: 'graph', as: 'profile-7' };
const ELM_BY_PROFILE = laneUnder(PROFILE, `mailbox:${ELM}`);
const elm = (key: string): SyncItem => anItem({ key, target: ELM, lane: ELM_BY_PROFILE });

describe('the lane of another right', () => {
  it('says which it is, in a name that the store takes', () => {
    expect(rightOf(ELM_BY_PROFILE)).toEqual(PROFILE);
    expect(rightOf(OAK_LANE)).toEqual(OWN_RIGHT);
    for (const id of [ELM_BY_PROFILE, gateId(PROFILE)]) expect(id).not.toMatch(/[/\\?#]/);
  });

  it('is worked by the registration of that right', async () => {
    const world = new LoopWorld(undefined, { rights: [PROFILE.as] });

    await world.commit(anItem(), elm('elm.choir'));
    await world.run(MINUTE);

    expect(world.items().map(({ state }) => state)).toEqual(['in-step', 'in-step']);
    expect(world.writes().map(({ mailbox, as }) => [mailbox, as])).toEqual([
      [anItem().target, OWN_RIGHT.as],
      [ELM, PROFILE.as],
    ]);
  });

  it('waits with a reason where no module brings that right', async () => {
    const world = new LoopWorld();

    await world.commit(anItem(), elm('elm.choir'));
    await world.run(MINUTE);

    expect(world.item()).toMatchObject({ state: 'in-step' });
    expect(world.item('elm.choir')).toMatchObject({ state: 'blocked', reason: { code: 'credential-refused' } });
    expect(world.hasGate()).toBe(false);
  });

  it('closes its gate by one step for one refusal of a batch, however many requests were in it', async () => {
    const world = new LoopWorld(undefined, { rights: [PROFILE.as] });
    world.fail('batch', { kind: 'refuse', status: 429, retryAfter: '30' }, { times: 1 });

    await world.commit(elm('elm.1'), elm('elm.2'), elm('elm.3'), elm('elm.4'));
    await world.run(10 * SECOND);

    expect(world.gate(PROFILE)).toMatchObject({ throttles: 1, limit: 8, notBefore: NOW + 31 * SECOND });
    expect(world.log.filter(({ event }) => event === 'sync.gate.shut')).toHaveLength(1);
  });
});
