import type { EpochMs } from '../kernel/clock';
import type { ReservationId } from '../kernel/ids';
import type { LinkClaims, LinkKey } from './model';

/** The keys of the app. Both throw ExternalFailure while a key cannot be had. */
export interface LinkKeySource {
  current(): Promise<LinkKey>;
  /** Undefined: there is none. */
  previous(): Promise<LinkKey | undefined>;
}

/** The links by which whoever made a reservation sees, changes and cancels it. Each method throws ExternalFailure while the signing key cannot be had. */
export interface ReservationLinks {
  /** The address of the page, with the link in its fragment. The same reservation always gets the same one. */
  urlOf(purpose: 'manage' | 'mail', reservation: { readonly id: ReservationId; readonly endsAt: EpochMs }): Promise<string>;
  /** What a link to this reservation says; undefined for one that is wrong, forged, foreign or expired. */
  open(token: string, id: ReservationId): Promise<LinkClaims | undefined>;
}
