import type { Bus } from '../kernel/bus';
import type { Clock } from '../kernel/clock';
import type { Database } from '../kernel/database';
import type { Graph } from '../kernel/graph';
import type { Log } from '../kernel/log';
import type { Digest } from '../kernel/signing';
import type { Kinds } from './kind';

/** A service by whose right: the port, or undefined where nobody brought such a right. */
export type Services = Readonly<Record<string, (as: string) => Graph | undefined>>;

/** What the loop works with. */
export interface LoopDeps {
  readonly database: Database;
  readonly bus: Bus;
  /** By the `api` of a call. */
  readonly services: Services;
  readonly clock: Clock;
  readonly log: Log;
  readonly digest: Digest;
  readonly kinds: Kinds;
  /** How long an empty look-up means "not yet". */
  readonly unknownSettleMs: number;
}
