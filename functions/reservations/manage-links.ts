import type { Clock, EpochMs } from '../../shared/kernel/clock';
import type { ReservationId } from '../../shared/kernel/ids';
import type { Digest } from '../../shared/kernel/signing';
import { manageToken, readManageToken } from '../../shared/reservations/manage-token';

/** The links by which whoever made a reservation sees and cancels it. Both throw ExternalFailure while the signing key cannot be had. */
export interface ManageLinks {
  urlOf(reservation: { readonly id: ReservationId; readonly endsAt: EpochMs }): Promise<string>;
  /** Whether the token opens this reservation. */
  opens(token: string, id: ReservationId): Promise<boolean>;
}

interface Deps {
  readonly signing: () => Promise<Digest>;
  readonly clock: Clock;
  readonly appUrl: string;
}

export const makeManageLinks = ({ signing, clock, appUrl }: Deps): ManageLinks => ({
  // In the fragment, which browsers keep out of requests, logs and referrers.
  urlOf: async (reservation) => `${appUrl}/manage#${manageToken(await signing(), reservation)}`,
  opens: async (token, id) => readManageToken(await signing(), token, clock.now()) === id,
});
