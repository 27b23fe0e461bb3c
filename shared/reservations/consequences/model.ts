import type { EpochMs } from '../../kernel/clock';
import type { ReservationId, SpaceId } from '../../kernel/ids';
import type { Reason } from '../../sync/item/reasons';
import type { SyncState } from '../../sync/item/item';
import type { ReservationStatus, RuleName } from '../model';

/** What deciding about a pending reservation would mean for others; each point with a sentence that a page or a mail can show. */
export interface Consequences {
  readonly first: First;
  readonly waiting: Waiting;
  readonly rejectedIfApproved: Said & { readonly reservations: readonly Other[] };
  readonly neighbours: Said & { readonly reservations: readonly (Other & { readonly side: 'before' | 'after' })[] };
  readonly clash: Clash;
  readonly rules: Said & { readonly broken: readonly BrokenNow[] };
  readonly ifNobodyDecides: Said & { readonly holdExpiresAt?: EpochMs };
  readonly ifDenied: Said & { readonly freeFor: number };
}

interface Said {
  readonly sentence: string;
}

/** Who asked for this time before. */
export interface First extends Said {
  /** When it asked for the time that it has now. */
  readonly askedAt: EpochMs;
  readonly earlier: readonly (Ask & { readonly became: 'turned-away' | Exclude<ReservationStatus, 'pending' | 'approved'> })[];
}

/** Those who were turned away because of it. */
export interface Waiting extends Said {
  readonly requests: readonly (Ask & { readonly freeIfDenied: boolean })[];
  /** There were more than are read. */
  readonly more: boolean;
}

export interface Ask {
  readonly askedAt: EpochMs;
  readonly spaceId: SpaceId;
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
}

/** Another reservation that holds time. */
export interface Other {
  readonly id: ReservationId;
  readonly status: ReservationStatus;
  readonly spaceId: SpaceId;
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
}

/** What the room's calendar shows. */
export interface Clash extends Said {
  readonly state: SyncState | 'not-synced';
  readonly code?: Reason['code'];
  readonly who?: Reason['who'];
}

/** A rule of the space as it is now, which it kept or which was not there when it was accepted. */
export interface BrokenNow {
  readonly rule: RuleName | 'space-closed' | 'not-reservable' | 'too-long';
  readonly bound: string;
}
