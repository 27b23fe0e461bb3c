import { HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import { RESERVATION_EVENT } from '../../../shared/reservations/kind';
import { withNewDesired, syncItemId } from '../../../shared/sync/item/item';
import { aCause } from '../../support/builders/cause';
import { ELM_LANE, OAK_LANE } from '../../support/builders/lane';
import { anEvent, anItem, ELM, OAK } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';

const NEW = 'oak.choir~elm';

/** An event in Oak that is to be in Elm first and then no longer in Oak, as a change of the reservation would wish it. */
async function moved(world: LoopWorld): Promise<void> {
  const there = anItem({ key: NEW, target: ELM });
  const after = { id: syncItemId(RESERVATION_EVENT, NEW), revision: there.desired.revision };
  await world.commit({ ...withNewDesired(world.item(), null, aCause(), world.now), after }, there);
}

const inOak = async (): Promise<LoopWorld> => {
  const world = new LoopWorld();
  await world.commit(anItem());
  await world.run();
  return world;
};
const written = (world: LoopWorld): string[] => world.writes().map(({ method, mailbox }) => `${method} ${mailbox}`);

describe('an event that moves to another calendar', () => {
  it('is there before it is gone here', async () => {
    const world = await inOak();

    await moved(world);
    await world.run(MINUTE);

    expect(written(world)).toEqual([`POST ${OAK}`, `POST ${ELM}`, `DELETE ${OAK}`]);
    expect([world.events(OAK), world.events(ELM)]).toMatchObject([[], [{ subject: 'Choir', reservationId: 'oak.choir' }]]);
    expect([world.item(), world.item(NEW)]).toMatchObject([{ state: 'in-step' }, { state: 'in-step' }]);
    expect(world.item()).not.toHaveProperty('after');
  });

  it('stays here while the other calendar cannot be reached, and goes when that one has it', async () => {
    const world = await inOak();
    world.tenant.throttle(ELM, 3 * MINUTE, '180');

    await moved(world);
    await world.run(2 * MINUTE);
    const meanwhile = [world.events(OAK).length, world.events(ELM).length];
    await world.run(3 * MINUTE);

    expect(meanwhile).toEqual([1, 0]);
    expect([world.events(OAK).length, world.events(ELM).length]).toEqual([0, 1]);
  });

  it('still waits when the other one is wished otherwise before it is there', async () => {
    const world = await inOak();
    world.tenant.throttle(ELM, MINUTE, '60');

    await moved(world);
    await world.wish(NEW, anEvent({ subject: 'Choir, confirmed' }));
    await world.run(30 * SECOND);
    const meanwhile = world.events(OAK).length;
    await world.run(2 * MINUTE);

    expect(meanwhile).toBe(1);
    expect([world.events(OAK), world.events(ELM)]).toMatchObject([[], [{ subject: 'Choir, confirmed' }]]);
  });

  it('goes from here anyway when the other calendar refuses it for good', async () => {
    const world = await inOak();
    world.fail('create-event', { kind: 'refuse', status: 400, code: 'ErrorInvalidRequest' });

    await moved(world);
    await world.run(10 * MINUTE);

    expect(world.item(NEW)).toMatchObject({ state: 'parked' });
    expect(world.item()).toMatchObject({ state: 'in-step', desired: { value: null } });
    expect(world.events(OAK)).toEqual([]);
  });

  it('waits for nothing when that wish was withdrawn too', async () => {
    const world = await inOak();
    world.tenant.throttle(ELM, HOUR);

    await moved(world);
    await world.wish(NEW, null);
    await world.run(MINUTE);

    expect([world.events(OAK), world.events(ELM)]).toEqual([[], []]);
    expect(world.item()).toMatchObject({ state: 'in-step' });
  });

  it('is asked for again less and less often, and holds nobody up: others are written, and a lane that failed is probed', async () => {
    const world = await inOak();
    world.tenant.throttle(ELM, HOUR, '3600');
    for (let nth = 1; nth <= 6; nth += 1) await world.commit(anItem({ key: `oak.${String(nth)}` }));
    await world.run();
    const theirs = Array.from({ length: 6 }, (_none, nth) => anItem({ key: `oak.${String(nth + 1)}~elm`, target: ELM }));
    await world.commit(...theirs);
    for (const [nth, { id }] of theirs.entries())
      await world.commit({
        ...withNewDesired(world.item(`oak.${String(nth + 1)}`), null, aCause(), world.now),
        after: { id, revision: 1 },
      });
    await world.run();
    world.fail('create-event', { kind: 'refuse', status: 503 }, { times: 1 });
    await world.commit(anItem({ key: 'oak.9' }));
    await world.run(10 * SECOND);

    expect(world.item('oak.9')).toMatchObject({ state: 'in-step' });
    const before = world.lane(OAK_LANE).epoch;
    await world.run(30 * MINUTE);
    expect(world.lane(OAK_LANE).epoch - before).toBeLessThan(60);
    expect(world.lane(ELM_LANE)).not.toHaveProperty('heldUntil');
    await world.run(31 * MINUTE);
    expect(world.events(ELM)).toHaveLength(6);
    expect(world.events(OAK).map(({ reservationId }) => reservationId)).toEqual(['oak.choir', 'oak.9']);
  });

  it('is patched where it stands when the calendar stays', async () => {
    const world = await inOak();

    await world.wish('oak.choir', anEvent({ start: world.now + 50 * HOUR, end: world.now + 51 * HOUR }));
    await world.run();

    expect(written(world)).toEqual([`POST ${OAK}`, `PATCH ${OAK}`]);
  });
});
