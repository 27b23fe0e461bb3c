import type { Bus } from '../../shared/kernel/bus';
import type { Clock } from '../../shared/kernel/clock';
import type { Database } from '../../shared/kernel/database';
import type { Graph } from '../../shared/kernel/graph';
import type { Log } from '../../shared/kernel/log';
import type { Digest } from '../../shared/kernel/signing';
import type { CheckSignIn } from './caller';

/** Everything from outside: the one seam of tests, the simulation and the local cloud. */
export interface Outside {
  readonly database: Database;
  readonly bus: Bus;
  readonly graph: Graph;
  readonly clock: Clock;
  readonly log: Log;
  /** The app's keyed digest. Throws ExternalFailure while its key cannot be read; asking again is safe and cheap. */
  readonly signing: () => Promise<Digest>;
  /** The one before it, whose links still open; absent: there is none. Throws as `signing` does. */
  readonly previousSigning?: (() => Promise<Digest>) | undefined;
  readonly checkSignIn: CheckSignIn;
}
