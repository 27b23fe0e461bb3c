import type { Clock } from '../kernel/clock';
import type { Database } from '../kernel/database';
import { ExternalFailure } from '../kernel/failure';
import type { Log } from '../kernel/log';
import type { DecideReservation } from './decide-reservation';
import type { Reservation } from './model';

/** Gives back the time of pending reservations that nobody decided about in time. Returns how many were due. */
export type ExpireHolds = () => Promise<{ readonly holds: number }>;

const PAGE = 200;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly expire: DecideReservation;
}

export const makeExpireHolds =
  ({ database, clock, log, expire }: Deps): ExpireHolds =>
  async () => {
    const due = await database.scan<Reservation>({
      container: 'items',
      where: 'c.type = "reservation" AND c.status = "pending" AND c.holdUntil <= @now',
      parameters: { '@now': clock.now() },
      limit: PAGE,
    });
    for (const { value } of due.rows) {
      try {
        await expire({ id: value.id, cause: { actor: { kind: 'instep' }, action: 'reservation.expire', correlationId: clock.id() } });
      } catch (error) {
        if (!(error instanceof ExternalFailure)) throw error;
        log.warn('reservation.hold.not-expired', { reservationId: value.id, failure: error.failure.kind });
      }
    }
    return { holds: due.rows.length };
  };
