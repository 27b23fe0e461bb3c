import type { Cause } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import type { ReservationId } from '../../kernel/ids';
import type { Log } from '../../kernel/log';
import { nextToDecideAlike, type Reservation } from '../model';
import { reservationUnderEtag } from '../stored-reservation';
import { presentItem, type Standing } from '../wish';

export interface LegalHoldRequest {
  readonly id: ReservationId;
  readonly hold: boolean;
  /** The revision that the caller has seen; absent: any. */
  readonly ifRevision?: number;
  readonly cause: Cause;
}

export type LegalHoldOutcome =
  | ({ readonly kind: 'done'; readonly reservation: Reservation } & Standing)
  | { readonly kind: 'changed-meanwhile'; readonly reservation: Reservation }
  | { readonly kind: 'unknown-reservation' }
  | { readonly kind: 'busy' };

/** Puts a reservation under legal hold, whatever its status, or frees it: nothing of it is forgotten under a hold. */
export type SetLegalHold = (request: LegalHoldRequest) => Promise<LegalHoldOutcome>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}

export const makeSetLegalHold =
  ({ database, clock, log }: Deps): SetLegalHold =>
  ({ id, hold, ifRevision, cause }) =>
    reservationUnderEtag<LegalHoldOutcome>({ database, id, fresh: 'all' }, async ({ value: before }) => {
      if (ifRevision !== undefined && ifRevision !== before.revision)
        return { outcome: { kind: 'changed-meanwhile', reservation: before } };
      const { legalHold = false, ...rest } = before;
      if (legalHold === hold) return { outcome: { kind: 'done', reservation: before, ...(await presentItem(database, before)) } };
      const next: Reservation = {
        ...rest,
        ...(hold && { legalHold: true as const }),
        changedAt: clock.now(),
        ...nextToDecideAlike(before),
      };
      return {
        next,
        outcome: async () => {
          log.info(hold ? 'reservation.held' : 'reservation.hold-lifted', { reservationId: id, correlationId: cause.correlationId });
          return { kind: 'done', reservation: next, ...(await presentItem(database, next)) };
        },
      };
    });
