import type { Clock } from '../kernel/clock';
import type { Database } from '../kernel/database';
import { ledgerPartition } from '../spaces/model';
import type { CountStanding } from '../spaces/ports';
import type { Reservation } from './model';

const ENOUGH = 1000;

/** Counts pending and approved reservations of a ledger that have not ended; at most a thousand are counted. */
export const makeCountStanding =
  ({ database, clock }: { readonly database: Database; readonly clock: Clock }): CountStanding =>
  async (ledger) => {
    const page = await database.scan<Reservation>({
      container: 'items',
      partition: ledgerPartition(ledger),
      where: 'c.type = "reservation" AND c.endsAt > @now AND ARRAY_CONTAINS(@standing, c.status)',
      parameters: { '@now': clock.now(), '@standing': ['pending', 'approved'] },
      limit: ENOUGH,
    });
    return page.rows.length;
  };
