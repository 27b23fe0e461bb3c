import type { Json } from '../../kernel/json';
import { rightOfGate, type Gate } from '../lane/gate';
import type { Lane } from '../lane/lane';
import { inLanesOf } from '../lane/right';

export interface Shut {
  readonly lanes: readonly Pick<Lane, 'id' | 'blocked' | 'paused' | 'kinds'>[];
  readonly gates: ReadonlyMap<string, Gate>;
}

export interface Condition {
  readonly where: string;
  readonly parameters: Readonly<Record<`@${string}`, Json>>;
}

/** Items whose lane, kind in the lane or gate of their own right is shut. */
export function behindShut({ lanes, gates }: Shut): Condition {
  const closed = lanes.flatMap((lane) => ((lane.blocked ?? lane.paused) ? [lane.id] : []));
  const pairs = lanes.flatMap((lane) => Object.keys(lane.kinds ?? {}).map((name) => `${name} ${lane.id}`));
  const reasons = [
    'ARRAY_CONTAINS(@closed, c.lane)',
    ...[...gates.values()].flatMap((gate) => (gate.blocked ? [inLanesOf(rightOfGate(gate.id))] : [])),
    ...(pairs.length === 0 ? [] : ['ARRAY_CONTAINS(@pairs, CONCAT(c.kind, " ", c.lane))']),
  ];
  return { where: `(${reasons.join(' OR ')})`, parameters: { '@closed': closed, ...(pairs.length > 0 && { '@pairs': pairs }) } };
}
