import type { EpochMs } from '../kernel/clock';
import type { ReservationId, SpaceId } from '../kernel/ids';
import type { RuleBroken } from '../reservations/model';

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

/** To be asked before the ledger decides. Repeating it is safe. Throws ExternalFailure. */
export type AdmitRequest = (admission: Admission) => Promise<Admitted>;

export interface MailAllowance {
  /** False: an address that is not proven has had its mails for today. */
  readonly mayGo: boolean;
  readonly proven: boolean;
}

/** Counts the mail of one change against what its address may get. Repeating it counts once. Throws ExternalFailure. */
export type CountMail = (email: string, id: ReservationId, revision: number) => Promise<MailAllowance>;

/** Notes that whoever reads the mails of this address was here. Repeating it is safe, and cheap. Throws ExternalFailure. */
export type ProveContact = (email: string) => Promise<void>;

/** Whether the narrow limits have ended for an address. Throws ExternalFailure. */
export type IsProven = (email: string) => Promise<boolean>;
