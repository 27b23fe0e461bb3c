import { HOUR, MINUTE } from '../../../shared/kernel/clock';
import { NOW } from '../../support/builders/instants';
import { OAK_LANE } from '../../support/builders/lane';
import type { SyncItem } from '../../../shared/sync/item/item';
import { anItem } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';

const holograms = (count: number): readonly SyncItem[] =>
  Array.from({ length: count }, (_none, at): SyncItem => {
    const key = `oak.${String(at)}`;
    return { ...anItem({ key }), kind: 'hologram', id: `sync:hologram:${key}`, priority: -1 };
  });

describe('items of a kind that this version does not know', () => {
  it.each([4, 5, 30])('%d of them are left alone with one warning, and what is behind them goes on', async (count) => {
    const world = new LoopWorld();

    await world.commit(...holograms(count), anItem());
    await world.run(10 * MINUTE);

    expect(world.item()).toMatchObject({ state: 'in-step' });
    const left = world.items().filter(({ kind }) => kind === 'hologram');
    expect(left.every(({ reason, due = 0 }) => reason?.code === 'kind-unknown' && due > NOW + 12 * HOUR)).toBe(true);
    expect(world.log.filter(({ event }) => event === 'sync.kind.unknown')).toHaveLength(1);
    expect(world.lane(OAK_LANE)).not.toHaveProperty('heldUntil');
  });
});
