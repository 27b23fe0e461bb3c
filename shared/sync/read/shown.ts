import type { EpochMs } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import type { SyncItem } from '../item/item';
import { gateId, openGate, type Gate } from '../lane/gate';
import type { Lane } from '../lane/lane';
import { rightOf } from '../lane/right';
import { readGates, readLanesOf, type Lanes } from './read-lanes';
import { viewOf } from './view';

/** So many documents are read one by one, which is cheaper than a query over all partitions. */
const FEW = 3;

/**
 * The items with the state and the reason that a person is told, where a lane or a gate holds them back. One look for all of them, and none
 * where all are in step.
 */
export async function shown(database: Database, items: readonly SyncItem[], now: EpochMs): Promise<(item: SyncItem) => SyncItem> {
  const ids = new Set(items.flatMap(({ state, lane }) => (state === 'in-step' ? [] : [lane])));
  const { lanes, gates } = await lanesOf(database, ids);
  return (item) => {
    if (item.state === 'in-step') return item;
    const { state, reason } = viewOf(item, lanes.get(item.lane), gates.get(gateId(rightOf(item.lane))), now);
    return { ...item, state, ...(reason && { reason }) };
  };
}

async function lanesOf(database: Database, ids: ReadonlySet<SyncItem['lane']>): Promise<Lanes> {
  if (ids.size === 0) return { lanes: new Map(), gates: new Map() };
  if (ids.size > FEW) {
    const [lanes, gates] = await Promise.all([readLanesOf(database, ids), readGates(database)]);
    return { lanes, gates };
  }
  const named = async <T extends Lane | Gate>(names: Iterable<string>): Promise<readonly T[]> => {
    const read = await Promise.all([...new Set(names)].map((id) => database.read<T>('lanes', id, id)));
    return read.flatMap((one) => (one.found ? [one.value] : []));
  };
  const [lanes, gates] = await Promise.all([named<Lane>(ids), named<Gate>([...ids].map((lane) => gateId(rightOf(lane))))]);
  return { lanes: new Map(lanes.map((lane) => [lane.id, lane])), gates: new Map(gates.map((gate) => [gate.id, openGate(gate)])) };
}
