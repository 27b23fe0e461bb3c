import type { LaneId } from '../../kernel/ids';

/**
 * Names a lane in the log, whose lines hold no addresses: `lane-0k3xq9f`. The operator finds the lane by it in the list of lanes. A name and no
 * secret: whoever knows an address can work out its tag. FNV-1a, 32 bits ("The FNV Non-Cryptographic Hash Algorithm").
 */
export function laneTag(lane: LaneId): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < lane.length; at += 1) hash = Math.imul(hash ^ lane.charCodeAt(at), 0x01000193);
  return `lane-${(hash >>> 0).toString(36).padStart(7, '0')}`;
}
