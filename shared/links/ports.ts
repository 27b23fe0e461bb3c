import type { EpochMs } from '../kernel/clock';
import type { ReservationId } from '../kernel/ids';
import type { LinkClaims, LinkKey } from './model';

/** The keys of the app. Both throw ExternalFailure while a key cannot be had. */
export interface LinkKeySource {
  current(): Promise<LinkKey>;
  /** Undefined: there is none. */
  previous(): Promise<LinkKey | undefined>;
}

/** The links by which whoever made a reservation sees, changes and cancels it. `urlOf` and `open` throw ExternalFailure while the signing key cannot be had. */
export interface ReservationLinks {
  /** The address of the page, with the link in its fragment. The same values always give the same one. */
  urlOf(purpose: 'manage' | 'mail', reservation: LinkedReservation): Promise<string>;
  /** What a link to this reservation, or to any, says; undefined for one that is wrong, forged, foreign or expired. Its version is for whoever reads the reservation to compare. */
  open(token: string, id?: ReservationId): Promise<LinkClaims | undefined>;
  /** To be told once a link has opened its reservation. Never throws. */
  opened(link: LinkClaims, reservation: { readonly contact?: { readonly email: string } }): Promise<void>;
}

interface LinkedReservation {
  readonly id: ReservationId;
  readonly endsAt: EpochMs;
  /** Absent: 1. */
  readonly manageVersion?: number;
}

/**
 * The links by which those who approve decide once about a reservation as it was when they were asked: its version is the revision. Both
 * throw ExternalFailure while the signing key cannot be had.
 */
export interface DecideLinks {
  /** The address of the page, with the link in its fragment. The same values always give the same one. */
  urlOf(reservation: AskedAbout): Promise<string>;
  /** What a link to this reservation says; undefined for one that is wrong, forged, foreign or expired. Whether it is spent is for whoever reads the reservation to see. */
  open(token: string, id: ReservationId): Promise<LinkClaims | undefined>;
}

interface AskedAbout {
  readonly id: ReservationId;
  readonly revision: number;
  readonly submittedAt: EpochMs;
  readonly changedAt?: EpochMs;
  readonly holdUntil?: EpochMs;
}
