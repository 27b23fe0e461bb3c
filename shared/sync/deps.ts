import type { Bus } from '../kernel/bus';
import type { Clock, EpochMs } from '../kernel/clock';
import type { Database } from '../kernel/database';
import type { Graph } from '../kernel/graph';
import type { Log } from '../kernel/log';
import type { LaneId } from '../kernel/ids';
import type { Digest } from '../kernel/signing';
import type { SyncItem } from './item/item';
import type { Kinds } from './item/kind';
import type { Reason } from './item/reasons';

/** What the loop works with. */
export interface LoopDeps {
  readonly database: Database;
  readonly bus: Bus;
  readonly graph: Graph;
  readonly clock: Clock;
  readonly log: Log;
  readonly digest: Digest;
  readonly kinds: Kinds;
  /** How long an empty look-up means "not yet". */
  readonly unknownSettleMs: number;
  /** Told of each item that reports, once it is in step and saved so; must not throw for an outside cause. */
  readonly afterSettled?: (item: SyncItem) => Promise<void>;
  /** Why nothing may leave from a lane although Microsoft would take it; `probeAt`: when that is asked again. */
  readonly hindrance?: (lane: LaneId, probeAt: EpochMs) => Promise<Reason | undefined>;
}
