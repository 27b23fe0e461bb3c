import { DAY, HOUR } from '../../../shared/kernel/clock';
import { anEvent, anItem, OAK } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';

const SAO_PAULO = 'America/Sao_Paulo'; // 3 hours behind UTC
const TUESDAY = Date.UTC(2026, 2, 3);

/** The room is painted all Tuesday; our event begins so many hours after Tuesday's midnight in UTC. */
async function beside(hours: number, { zone = SAO_PAULO, days = 1 }: { readonly zone?: string | undefined; readonly days?: number } = {}) {
  const world = new LoopWorld();
  world.tenant.outlook.create(OAK, { subject: 'Painting', start: TUESDAY, end: TUESDAY + days * DAY, isAllDay: true });
  const start = TUESDAY + hours * HOUR;
  await world.commit(anItem({ zone, desired: { revision: 1, value: anEvent({ start, end: start + HOUR }) } }));
  await world.run();
  return world.item().reason?.code ?? world.item().state;
}

describe('an all-day entry of somebody else', () => {
  it.each([
    ['the evening before', 2, 'in-step'],
    ['the first hour of the day', 3, 'clash'],
    ['the last hour of the day', 26, 'clash'],
    ['the first hour of the next day', 27, 'in-step'],
  ])('is met by the clock of the room: %s', async (_when, hours, says) => {
    expect(await beside(hours)).toBe(says);
  });

  it('covers all its days', async () => {
    expect(await beside(3 * 24 + 2, { days: 3 })).toBe('clash');
    expect(await beside(3 * 24 + 3, { days: 3 })).toBe('in-step');
  });

  it('is met by any clock where an item of an earlier version does not say which', async () => {
    const world = new LoopWorld();
    world.tenant.outlook.create(OAK, { subject: 'Painting', start: TUESDAY, end: TUESDAY + DAY, isAllDay: true });
    const start = TUESDAY + 27 * HOUR;
    await world.commit(anItem({ desired: { revision: 1, value: anEvent({ start, end: start + HOUR }) } }));

    await world.run();

    expect(world.item()).toMatchObject({ state: 'needs-attention', reason: { code: 'clash' } });
  });
});

describe('our own event that somebody made an all-day entry', () => {
  it('is made one with times again by the next change, although Exchange takes no times for an all-day entry', async () => {
    const world = new LoopWorld();
    await world.commit(anItem({ zone: SAO_PAULO }));
    await world.run();
    world.tenant.outlook.makeAllDay(OAK, world.events()[0]?.id ?? '', TUESDAY, TUESDAY + DAY);

    await world.wish('oak.choir', anEvent({ subject: 'Choir and orchestra' }));
    await world.run();

    expect(world.item()).toMatchObject({ state: 'in-step' });
    expect(world.events()).toMatchObject([{ subject: 'Choir and orchestra', start: new Date(anEvent().start).toISOString() }]);
    expect(world.events()[0]).not.toHaveProperty('isAllDay');
  });

  it('is not taken for in step where its dates are the very times that are wished', async () => {
    const world = new LoopWorld();
    const wish = anEvent({ start: TUESDAY, end: TUESDAY + DAY });
    await world.commit(anItem({ zone: SAO_PAULO, desired: { revision: 1, value: wish } }));
    await world.run();
    world.tenant.outlook.makeAllDay(OAK, world.events()[0]?.id ?? '', TUESDAY, TUESDAY + DAY);

    await world.commit({ ...world.item(), look: 'id', due: world.now });
    await world.run();

    expect(world.events()).toHaveLength(1);
    expect(world.events()[0]).not.toHaveProperty('isAllDay');
  });
});
