import type { Bus } from '../kernel/bus';
import type { Clock } from '../kernel/clock';
import type { Database } from '../kernel/database';
import type { Graph } from '../kernel/graph';
import type { Log } from '../kernel/log';
import type { Digest } from '../kernel/signing';
import type { Kinds } from './kind';

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
}
