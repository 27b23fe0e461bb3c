import { MINUTE, SECOND, type EpochMs } from '../../../shared/kernel/clock';
import { NOW } from '../../support/builders/instants';
import { aMailItem, MAILS_PER_MINUTE } from '../../support/builders/mail';
import { LoopWorld } from '../../support/loop-world';

/** A mail that was wished at this time. */
const wished = (nth: number, at: EpochMs) => {
  const key = `oak.choir~${String(nth)}-approved`;
  return aMailItem({ id: `sync:mail:${key}`, key, priority: -at, due: at, changedAt: at });
};
const left = (world: LoopWorld): readonly number[] => world.office().sent.map((mark) => Number(/~(\d+)-/.exec(mark)?.[1]));

describe('a backlog of mails', () => {
  it('sends the newest first, but one that has waited for ten minutes before them', async () => {
    const world = new LoopWorld();
    await world.commit(...Array.from({ length: 40 }, (_, nth) => wished(nth + 1, NOW + nth)));
    // Twice as many come as may leave.
    let next = 101;
    for (let minute = 0; minute < 14; minute += 1) {
      await world.commit(...Array.from({ length: MAILS_PER_MINUTE * 2 }, () => wished((next += 1), world.now)));
      await world.run(MINUTE + 2 * SECOND);
    }

    const order = left(world);
    expect(order.slice(0, 2 * MAILS_PER_MINUTE).filter((nth) => nth <= 40).length).toBeLessThan(MAILS_PER_MINUTE * 2);
    expect(order.slice(-MAILS_PER_MINUTE).every((nth) => nth <= 40)).toBe(true);
  });

  it('leaves none behind: the first comes within the time that those before it take', async () => {
    const world = new LoopWorld();
    await world.commit(wished(1, NOW));
    await world.commit(...Array.from({ length: 12 }, (_, nth) => wished(200 + nth, NOW + nth + 1)));
    let next = 300;
    for (let minute = 0; minute < 16; minute += 1) {
      await world.commit(...Array.from({ length: MAILS_PER_MINUTE + 2 }, () => wished((next += 1), world.now)));
      await world.run(MINUTE + 2 * SECOND);
    }

    expect(left(world)).toContain(1);
  });

  it('says of a mail about when it leaves, whether those before it are newer or, once it is old, older', async () => {
    const world = new LoopWorld();
    const id = `oak.${'a'.repeat(26)}`;
    const mails = Array.from({ length: 4 * MAILS_PER_MINUTE }, (_, nth) => {
      const key = `${id}~${String(nth + 1)}-approved`;
      return { ...wished(nth + 1, NOW - nth), key, id: `sync:mail:${key}` };
    });
    await world.commit(...mails);
    await world.run(SECOND);
    const about = async (nth: number): Promise<number | undefined> => {
      const at = (await world.api.sync.readSyncItem('mail', `${id}~${String(nth)}-approved`))?.leavesAbout;
      return at === undefined ? undefined : Math.round((at - world.now) / MINUTE);
    };

    const early = [await about(1), await about(MAILS_PER_MINUTE + 1), await about(3 * MAILS_PER_MINUTE + 1)];
    // Nothing leaves, and newer ones come.
    await world.commit(...Array.from({ length: 20 * MAILS_PER_MINUTE }, (_, nth) => wished(500 + nth, world.now)));
    const late = await about(4 * MAILS_PER_MINUTE);

    // The first has left; the others wait for one minute, and for three.
    expect(early).toEqual([undefined, 1, 3]);
    expect(late).toBe(10);
  });
});
