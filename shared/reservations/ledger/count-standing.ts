import type { Clock } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import { ledgerPartition } from '../../spaces/model';
import type { CountStanding } from '../../spaces/ports';
import type { Claim, Reservation } from '../model';

const ENOUGH = 1000;

/** Counts pending and approved reservations that have not ended and stand in a ledger, wherever their home is; at most a thousand of each. */
export const makeCountStanding =
  ({ database, clock }: { readonly database: Database; readonly clock: Clock }): CountStanding =>
  async (ledger) => {
    const now = clock.now();
    const partition = ledgerPartition(ledger);
    const [own, claims] = await Promise.all([
      database.scan<Reservation>({
        container: 'items',
        partition,
        where: 'c.type = "reservation" AND c.endsAt > @now AND ARRAY_CONTAINS(@standing, c.status) AND NOT IS_DEFINED(c.placedIn)',
        parameters: { '@now': now, '@standing': ['pending', 'approved'] },
        limit: ENOUGH,
      }),
      database.scan<Claim>({ container: 'items', partition, where: 'c.type = "claim"', parameters: {}, limit: ENOUGH }),
    ]);
    return own.rows.length + claims.rows.filter(({ value }) => value.places.some(({ kept }) => kept.end > now)).length;
  };
