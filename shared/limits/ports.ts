import type { ReservationId } from '../kernel/ids';
import type { Admission, Admitted, ClientPurpose } from './model';

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

/** `wait`: the address has had its requests, and the next is free in so many seconds. */
export type ClientCount = { readonly kind: 'go' } | { readonly kind: 'wait'; readonly seconds: number };

/** Counts one request of a client address, whatever becomes of it. Throws ExternalFailure; the request may then have been counted. */
export type CountClient = (purpose: ClientPurpose, address: string) => Promise<ClientCount>;
