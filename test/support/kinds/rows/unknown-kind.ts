import { HOUR, MINUTE } from '../../../../shared/kernel/clock';
import { PLACE } from '../../../../shared/places/model';
import { newSyncItem, type SyncItem } from '../../../../shared/sync/item/item';
import { aCause } from '../../builders/cause';
import { NOW } from '../../builders/instants';
import { anItem, ELM } from '../../builders/sync-item';
import type { KindFixture } from '../fixture';
import type { Rows } from '../row';
import { Stage } from '../stage';

/** An item of a kind that every version knows, in the lane of the others and behind them. */
function sibling({ kind, wish }: KindFixture): SyncItem {
  const { lane } = wish(0);
  const item =
    kind.name === PLACE
      ? anItem({ key: 'sibling' })
      : newSyncItem({ pk: 'town', kind: PLACE, key: 'sibling', target: ELM, lane, value: { capacity: 3 }, cause: aCause(), now: NOW });
  return { ...item, id: `sync:${item.kind}:sibling`, lane, priority: 9, ...(item.kind === PLACE && { look: 'id' }) };
}

export const unknownKind = {
  'unknown-kind': {
    says: 'is left alone by a version that does not know it, and taken up within one sweep by one that does',
    run: async (fixture) => {
      for (const count of [4, 5]) {
        const stage = new Stage(fixture);
        const { world } = stage;
        const last = sibling(fixture);
        const newer = world.worker;
        world.worker = world.process('older', 0, (own) => own.filter(({ name }) => name !== fixture.kind.name));
        let trips = 0;
        const { database } = world.worker.deps;
        const { commit } = database;
        Object.assign(database, {
          commit: (...call: Parameters<typeof commit>) => {
            trips += 1;
            return commit(...call);
          },
        });

        await world.commit(...Array.from({ length: count }, (_none, nth) => fixture.wish(nth)), last);
        await stage.run(5 * MINUTE);
        const left = Array.from({ length: count }, (_none, nth) => stage.item(nth));
        const known = stage.itemOf(last).state;
        const warnings = world.log.filter(({ event }) => event === 'sync.kind.unknown').length;
        const lane = stage.lane;
        const spent = trips;
        await world.worker.sweep();
        await stage.run(MINUTE);
        const again = trips - spent;
        world.worker = newer;
        await newer.sweep();
        await stage.run();

        for (const { state, reason, due = 0, attempts } of left) {
          expect({ state, code: reason?.code, attempts }).toEqual({ state: 'blocked', code: 'kind-unknown', attempts: 0 });
          expect(due).toBeGreaterThan(NOW + 12 * HOUR);
        }
        expect({ count, known, warnings }).toEqual({ count, known: 'in-step', warnings: 1 });
        expect(lane).not.toHaveProperty('heldUntil');
        expect(spent).toBeLessThan(40);
        expect(again).toBe(0);
        const results = left.map((_item, nth) => stage.result(nth));
        expect(results).toEqual(left.map((_item, nth) => ({ state: 'in-step', stands: stage.made(nth) })));
      }
    },
  },
} satisfies Rows;
