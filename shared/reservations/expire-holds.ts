import type { Clock } from '../kernel/clock';
import type { Database } from '../kernel/database';
import type { Log } from '../kernel/log';
import { orLater } from '../kernel/or-later';
import { rowsOf } from '../kernel/pages';
import type { DecideReservation } from './decide-reservation';
import type { Reservation } from './model';

/** Gives back the time of pending reservations that nobody decided about in time. Returns how many were due, a page at most: the next run finds the rest. */
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
    let holds = 0;
    const due = {
      container: 'items',
      where: 'c.type = "reservation" AND c.status = "pending" AND c.holdUntil <= @now',
      parameters: { '@now': clock.now() },
      limit: PAGE,
    } as const;
    for await (const { value } of rowsOf<Reservation>(database, due, { pages: 1 })) {
      holds += 1;
      const cause = { actor: { kind: 'instep' }, action: 'reservation.expire', correlationId: clock.id() } as const;
      await orLater(log, 'reservation.hold.not-expired', { reservationId: value.id }, () => expire({ id: value.id, cause }));
    }
    return { holds };
  };
