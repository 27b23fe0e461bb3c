import { SECOND } from '../../../shared/kernel/clock';
import { ELM_LANE, OAK_LANE } from '../../support/builders/lane';
import { anEvent, anItem, ELM, OAK } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';

/** What another instance of the database gave out, or nobody. */
const TOKENS = ['0:0#99999999', '0:-1#4711', 'rubbish', '0:-1#4711,9:3#5#1=7', '0:17000000'] as const;

describe('a session token that this database cannot reach', () => {
  it.each(TOKENS)('%s in a nudge keeps nothing from being written, and is not kept', async (since) => {
    const world = new LoopWorld();
    await world.commit(anItem());
    await world.run();
    await world.wish('oak.choir', anEvent({ subject: 'Choir, confirmed' }));

    await world.api.sendNudge({ lane: OAK_LANE, cause: 'commit', since });
    await world.run(5 * SECOND);

    expect(world.events(OAK)).toMatchObject([{ subject: 'Choir, confirmed' }]);
    expect(world.item()).toMatchObject({ state: 'in-step' });
    expect(world.lane(OAK_LANE).since ?? '').not.toContain(since);
  });

  it.each(TOKENS)('%s that a restored lane brings is dropped by its first turn', async (since) => {
    const world = new LoopWorld();
    await world.commit(anItem({ key: 'elm.choir', target: ELM }));
    await world.run();
    await world.changeLane(ELM_LANE, (lane) => ({ ...lane, since }));
    await world.wish('elm.choir', anEvent({ subject: 'Moved' }));

    await world.run(5 * SECOND);

    expect(world.events(ELM)).toMatchObject([{ subject: 'Moved' }]);
    expect(world.lane(ELM_LANE).since).toMatch(/^0:-1#\d{1,3}$/);
  });

  it('is dropped also by a turn that finds nothing to do', async () => {
    const world = new LoopWorld();
    await world.commit(anItem());
    await world.run();
    await world.changeLane(OAK_LANE, (lane) => ({ ...lane, since: '0:0#99999999' }));

    await world.api.sendNudge({ lane: OAK_LANE, cause: 'sweep' });
    await world.run(5 * SECOND);

    expect(world.lane(OAK_LANE)).not.toHaveProperty('since');
  });

  it('outlives no fail-over to a copy with fewer commits: processes, lanes and nudges that know the old one work on', async () => {
    const world = new LoopWorld();
    for (const at of [1, 2, 3]) await world.commit(anItem({ key: `oak.${String(at)}` }), anItem({ key: `elm.${String(at)}`, target: ELM }));
    await world.run();
    const before = world.lane(OAK_LANE).since;
    await world.wish('oak.1', anEvent({ subject: 'Moved' }));
    await world.wish('elm.1', null);

    world.failOver();
    await world.run(5 * SECOND);

    expect(world.items().map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'in-step'));
    expect(world.events(OAK).map(({ subject }) => subject)).toContain('Moved');
    expect(world.events(ELM)).toHaveLength(2);
    const [, old = ''] = (before ?? '').split('#');
    expect(Number(world.lane(OAK_LANE).since?.split('#')[1])).toBeLessThan(Number(old));
  });
});
