import type { Clock } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import type { Log } from '../../kernel/log';
import { nextToDecideAlike, type Reservation } from '../model';
import { reservationUnderEtag, type About, type Changed } from '../stored-reservation';
import { presentItem } from '../wish';

/** Puts a reservation under legal hold, whatever its status, or frees it: nothing of it is forgotten under a hold. */
export type SetLegalHold = (request: About & { readonly hold: boolean }) => Promise<Changed>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}

export const makeSetLegalHold =
  ({ database, clock, log }: Deps): SetLegalHold =>
  ({ id, hold, ifRevision, cause }) =>
    reservationUnderEtag<Changed>({ database, id, fresh: 'all' }, async ({ value: before }) => {
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
