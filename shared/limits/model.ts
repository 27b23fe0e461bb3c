import type { EpochMs } from '../kernel/clock';
import type { Document } from '../kernel/database';
import type { ReservationId, SpaceId } from '../kernel/ids';

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
