import type { EpochMs } from '../kernel/clock';
import type { Failure } from '../kernel/failure';

/** What the main job needs. */
export type Part =
  'database' | 'bus' | 'queue' | 'sweep' | 'signing-key' | 'previous-signing-key' | 'vault' | 'staff-sign-in' | 'microsoft';

/** One thing that is wrong, for a person to mend. It names settings and never their values: everybody may read it. */
export interface Finding {
  readonly part: Part;
  readonly code: string;
  readonly sentence: string;
  readonly who: 'operator' | 'azure-admin' | 'directory-admin' | 'staff';
  /** The main job does not work. */
  readonly stops: boolean;
}

/** For the log besides: why, in words that may name a secret of the vault. */
export interface Noticed extends Finding {
  readonly reason?: string;
}

/** Why a part cannot be used. `late`: no answer within the time that health gives it; `starting`: so too, while the process starts. */
export type Trouble = Failure | { readonly kind: 'late' | 'starting'; readonly ms: number };

/** What the store says of the work. */
export interface WorkState {
  /** Mailboxes and other lanes that wait for a person, or kinds in them. */
  readonly blockedLanes: number;
  /** Lanes whose turns have failed in the store for longer than a passing trouble lasts. */
  readonly failingLanes: number;
  /** Where the app cannot sign in. */
  readonly appBlocked?: Pick<Finding, 'code' | 'who'>;
  /** A message of the queue was once taken. */
  readonly everTaken: boolean;
  /** Microsoft has not answered since. */
  readonly unreachable?: { readonly since: EpochMs; readonly what?: string };
  /** How long the oldest work has waited that nothing holds back; absent: none has. */
  readonly oldestDueMs?: number;
  readonly sweep?: { readonly at: EpochMs; readonly everyMs: number };
}
