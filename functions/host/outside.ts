import type { Bus } from '../../shared/kernel/bus';
import type { Clock } from '../../shared/kernel/clock';
import type { Database } from '../../shared/kernel/database';
import type { Graph } from '../../shared/kernel/graph';
import type { Log } from '../../shared/kernel/log';
import type { Digest } from '../../shared/kernel/signing';
import type { CheckSignIn } from './caller';

/** Sees that a part of the outside can be used. Throws ExternalFailure; repeating is safe, and cheap where it went well. */
export type Probe = () => Promise<void>;

/** Absent: there is nothing to ask, for the settings do without it. */
export interface Probes {
  /** That messages can be handed over. */
  readonly bus?: Probe;
  readonly signing?: Probe;
  readonly previousSigning?: Probe;
  /** That it gives what the settings name. */
  readonly vault?: Probe;
  /** That sign-ins of staff can be checked. */
  readonly signInKeys?: Probe;
  /** That the app can sign in. */
  readonly microsoftToken?: Probe;
  readonly graph?: Probe;
}

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
  /** For health; absent: nothing can be asked. */
  readonly probes?: Probes;
}
