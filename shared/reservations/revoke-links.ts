import type { Cause } from '../kernel/actor';
import type { Database } from '../kernel/database';
import type { ReservationId } from '../kernel/ids';
import type { Log } from '../kernel/log';
import { linkVersion, nextToDecideAlike, type Reservation } from './model';
import { reservationUnderEtag } from './stored-reservation';
import { presentItem, type Standing } from './wish';

export interface RevokeRequest {
  readonly id: ReservationId;
  /** The revision that the caller has seen; absent: any. */
  readonly ifRevision?: number;
  readonly cause: Cause;
}

export type RevokeOutcome =
  | ({ readonly kind: 'done'; readonly reservation: Reservation } & Standing)
  /** Somebody else changed it first; as it stands now. */
  | { readonly kind: 'changed-meanwhile'; readonly reservation: Reservation }
  | { readonly kind: 'unknown-reservation' }
  | { readonly kind: 'busy' };

export type RevokeLinks = (request: RevokeRequest) => Promise<RevokeOutcome>;

interface Deps {
  readonly database: Database;
  readonly log: Log;
}

/** Makes every link given out so far useless, whatever the status. Nobody is told; the next mail carries a link that opens. */
export const makeRevokeLinks =
  ({ database, log }: Deps): RevokeLinks =>
  ({ id, ifRevision, cause }) =>
    reservationUnderEtag<RevokeOutcome>(
      { database, id, fresh: 'repeated', doubtful: ({ kind }) => kind !== 'done' },
      ({ value: before }) => {
        if (ifRevision !== undefined && ifRevision !== before.revision)
          return { outcome: { kind: 'changed-meanwhile', reservation: before } };
        const next: Reservation = { ...before, manageVersion: linkVersion(before) + 1, ...nextToDecideAlike(before) };
        return {
          next,
          outcome: async () => {
            log.info('reservation.links-revoked', { reservationId: id, correlationId: cause.correlationId });
            return { kind: 'done', reservation: next, ...(await presentItem(database, next)) };
          },
        };
      },
    );
