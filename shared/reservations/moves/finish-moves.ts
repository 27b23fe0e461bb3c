import type { Clock } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import { ExternalFailure } from '../../kernel/failure';
import type { LedgerId } from '../../kernel/ids';
import type { Log } from '../../kernel/log';
import { settleClaim } from './claims';
import type { Claim, Reservation } from '../model';

/** Finishes what a crash left of moves between ledgers. Returns how many were looked at. */
export type FinishMoves = () => Promise<{ readonly claims: number }>;

const PAGE = 200;

export const makeFinishMoves =
  ({ database, clock, log }: { readonly database: Database; readonly clock: Clock; readonly log: Log }): FinishMoves =>
  async () => {
    const now = clock.now();
    const [claims, leavers] = await Promise.all([
      database.scan<Claim>({ container: 'items', where: 'c.type = "claim" AND c.due <= @now', parameters: { '@now': now }, limit: PAGE }),
      database.scan<Reservation>({
        container: 'items',
        where: 'c.type = "reservation" AND c.leavingSince <= @now',
        parameters: { '@now': now },
        limit: PAGE,
      }),
    ]);
    const found = [
      ...claims.rows.map(({ value }) => [ledgerOf(value), value.reservation] as const),
      ...leavers.rows.flatMap(({ value }) => (value.leaving ?? []).map((ledger) => [ledger, value.id] as const)),
    ];
    for (const [ledger, id] of found) {
      try {
        await settleClaim(database, ledger, id, now);
      } catch (error) {
        if (!(error instanceof ExternalFailure)) throw error;
        log.warn('reservation.move.not-finished', { reservationId: id, failure: error.failure.kind });
      }
    }
    return { claims: found.length };
  };

/** A partition of a ledger is named after it. */
const ledgerOf = ({ pk }: Claim): LedgerId => pk.slice('ledger:'.length) as LedgerId;
