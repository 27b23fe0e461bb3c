import type { EpochMs } from '../../kernel/clock';
import { ExternalFailure } from '../../kernel/failure';
import type { LoopDeps } from '../deps';
import { reasons, type Reason } from '../item/reasons';
import type { Kind } from '../kind';
import type { Loaded } from '../round/save';
import { PROBE_EVERY_MS } from './lane';
import { laneTag } from './lane-tag';
import type { Turn } from './turn';

/**
 * Leaves out the items of kinds that a reason of our own keeps from leaving this lane; such a kind is blocked in the lane until its next probe.
 * Each kind is asked once a turn.
 */
export async function unhindered(deps: LoopDeps, turn: Turn, loaded: readonly Loaded[], asked: Set<string>): Promise<readonly Loaded[]> {
  const hindered = new Set<string>();
  for (const name of new Set(loaded.map(({ item }) => item.kind))) {
    const kind = deps.kinds[name];
    if (!kind?.hindrance || asked.has(name)) continue;
    asked.add(name);
    const probeAt = turn.now() + PROBE_EVERY_MS;
    const reason = await hindranceOf(deps, turn, kind, probeAt);
    if (!reason) continue;
    hindered.add(name);
    await turn.update((lane) => ({
      ...lane,
      kinds: { ...lane.kinds, [name]: { reason, since: lane.kinds?.[name]?.since ?? turn.now(), probeAt } },
    }));
  }
  return hindered.size === 0 ? loaded : loaded.filter(({ item }) => !hindered.has(item.kind));
}

/** A defect of ours there keeps the kind from leaving: other kinds of the lane go on. */
async function hindranceOf({ log }: LoopDeps, turn: Turn, kind: Kind, probeAt: EpochMs): Promise<Reason | undefined> {
  const { id } = turn.lane();
  try {
    return await kind.hindrance?.(id, probeAt);
  } catch (error) {
    if (error instanceof ExternalFailure) throw error;
    log.error('sync.kind.defect', { lane: laneTag(id), kind: kind.name }, error);
    return reasons.kindDefect(kind.name, probeAt);
  }
}
