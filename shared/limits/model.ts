import type { EpochMs } from '../kernel/clock';
import type { Document } from '../kernel/database';
import type { ReservationId, SpaceId } from '../kernel/ids';
import type { RuleBroken } from '../reservations/model';

/** A reservation that may be open. It is entered before its ledger decides, and held against the reservation only when a limit is reached. */
export interface OpenEntry {
  readonly id: ReservationId;
  readonly spaceId: SpaceId;
  readonly until: EpochMs;
  /** When it was entered, or last asked to move. */
  readonly since: EpochMs;
  /** Where it asked to go; it counts in both places until it is seen in one. */
  readonly movingTo?: { readonly spaceId: SpaceId; readonly until: EpochMs };
}

/** A change causes one mail at most: reservation and revision name it. */
export interface CountedMail {
  readonly id: ReservationId;
  readonly revision: number;
  readonly at: EpochMs;
}

/** What is known of one contact. */
export interface Contact {
  /** Somebody opened what only a mail to this address carries. */
  readonly provenUntil?: EpochMs;
  readonly open: readonly OpenEntry[];
  /** Made today (UTC) while the address was not proven. */
  readonly mails: readonly CountedMail[];
}

/** Kept under a keyed digest of the address, never the address itself. */
export interface ContactDocument extends Contact, Document {
  readonly type: 'contact';
}

/** A citizen's request that would make a reservation open for a contact, in a space. */
export interface Admission {
  readonly email: string;
  readonly id: ReservationId;
  readonly spaceId: SpaceId;
  readonly until: EpochMs;
  /** A submission that was decided before is admitted again, so that it gets the same answer; its mail is counted with it. */
  readonly asks: 'submission' | 'change';
  readonly mail: boolean;
}

export type Admitted =
  | { readonly kind: 'admitted'; readonly mayMail: boolean }
  | { readonly kind: 'rule-broken'; readonly refusal: RuleBroken }
  /** Nothing is decided: the same request may be accepted later. */
  | TooManyOpen;

export interface TooManyOpen {
  readonly kind: 'too-many-open';
  readonly most: number;
  /** Whether somebody has opened what only a mail to the address carries. */
  readonly proven: boolean;
}

/** What requests of one client address are counted apart. */
export type ClientPurpose = 'writes' | 'searches' | 'wrong-links';

/** How many requests of a client address are free as of an instant; they grow back evenly. */
export interface Bucket {
  readonly left: number;
  readonly at: EpochMs;
}

/** Kept under a keyed digest of the address. */
export interface BucketDocument extends Bucket, Document {
  readonly type: 'client-bucket';
}
