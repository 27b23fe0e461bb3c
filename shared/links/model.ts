import type { EpochMs } from '../kernel/clock';
import type { ReservationId } from '../kernel/ids';
import type { Digest } from '../kernel/signing';

/**
 * What a link is for. `manage`: given to whoever made the reservation, in the answer. `mail`: stands in mails only, so that whoever opens
 * it has read the contact's mail. `decide`: for those who approve.
 */
export const LINK_PURPOSES = ['manage', 'mail', 'decide'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

/** What a genuine link says. */
export interface LinkClaims {
  readonly purpose: LinkPurpose;
  readonly reservation: ReservationId;
  /** Opens only while it is the present one: the reservation's link version, or for `decide` its revision. */
  readonly version: number;
  /** Kept in whole seconds, rounded up. */
  readonly expiresAt: EpochMs;
}

/** One key that signs links; its name is made of it and tells nothing about it. */
export interface LinkKey {
  readonly id: string;
  readonly digest: Digest;
}

/** New links are signed with `current`; those signed with `previous` open until they expire. */
export interface LinkKeys {
  readonly current: LinkKey;
  readonly previous?: LinkKey;
}

export const linkKey = (digest: Digest): LinkKey => ({ id: digest('link-key', '').slice(0, 8), digest });
