import { HOUR, MINUTE } from '../../../shared/kernel/clock';
import type { SyncItem } from '../../../shared/sync/item/item';
import { anEvent, anItem, OAK } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';

/** A loop that tells what is in step, and what it told. */
function aTellingLoop() {
  const world = new LoopWorld();
  const told: SyncItem[] = [];
  world.settled = (item) => {
    told.push(item);
    return Promise.resolve();
  };
  return { world, told };
}

const reporting = (): SyncItem => ({ ...anItem(), reports: true });

describe('an item that reports', () => {
  it('is told of once it is written, saved, and nobody else was found there', async () => {
    const { world, told } = aTellingLoop();
    await world.commit(reporting());

    await world.run();

    expect(told).toEqual([world.item()]);
    expect(told).toMatchObject([{ state: 'in-step', cleanRevision: 1, appliedRevision: 1 }]);
  });

  it('is told of no sooner than the stranger is gone', async () => {
    const { world, told } = aTellingLoop();
    const { start, end } = anEvent();
    const stranger = world.tenant.outlook.create(OAK, { subject: 'Stand-up', start, end });
    await world.commit(reporting());
    await world.run(MINUTE);
    const before = [...told];
    world.tenant.outlook.delete(OAK, stranger);

    await world.run(HOUR);

    expect(before).toEqual([]);
    expect(told).toMatchObject([{ cleanRevision: 1 }]);
  });

  it('has no clean revision before the calendar could be read again', async () => {
    const { world, told } = aTellingLoop();
    world.fail('calendar-view', { kind: 'refuse', status: 500 }, { times: 1 });
    await world.commit(reporting());

    await world.run(MINUTE);

    expect(told.map(({ cleanRevision }) => cleanRevision)).toEqual([undefined, 1]);
  });

  it('is read again where nothing is to be written and nobody has looked since the last wish', async () => {
    const { world, told } = aTellingLoop();
    await world.commit(anItem());
    await world.run();
    const { look: _look, ...known } = world.item();
    await world.commit({ ...known, reports: true, state: 'pending', due: world.now, desired: { ...known.desired, revision: 2 } });

    await world.run();

    expect(told).toMatchObject([{ cleanRevision: 2 }]);
    expect(world.writes()).toHaveLength(1);
  });

  it('alone is told of', async () => {
    const { world, told } = aTellingLoop();
    await world.commit(anItem());

    await world.run();

    expect(told).toEqual([]);
  });
});
