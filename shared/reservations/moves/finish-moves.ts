import type { Clock } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import type { LedgerId } from '../../kernel/ids';
import type { Log } from '../../kernel/log';
import { allOf } from '../../kernel/pages';
import { settleOrLater } from './claims';
import type { Claim, Reservation } from '../model';

/** Finishes what a crash left of moves between ledgers. Returns how many were looked at, a page of each sort at most: the next run finds the rest. */
export type FinishMoves = () => Promise<{ readonly claims: number }>;

const PAGE = 200;

export const makeFinishMoves =
  ({ database, clock, log }: { readonly database: Database; readonly clock: Clock; readonly log: Log }): FinishMoves =>
  async () => {
    const now = clock.now();
    const due = (where: string) => ({ container: 'items', where, parameters: { '@now': now }, limit: PAGE }) as const;
    const [claims, leavers] = await Promise.all([
      allOf<Claim>(database, due('c.type = "claim" AND c.due <= @now'), { pages: 1 }),
      allOf<Reservation>(database, due('c.type = "reservation" AND c.leavingSince <= @now'), { pages: 1 }),
    ]);
    const found = [
      ...claims.rows.map((claim) => [ledgerOf(claim), claim.reservation] as const),
      ...leavers.rows.flatMap(({ leaving = [], id }) => leaving.map((ledger) => [ledger, id] as const)),
    ];
    for (const [ledger, id] of found) await settleOrLater(database, log, ledger, id, now);
    return { claims: found.length };
  };

/** A partition of a ledger is named after it. */
const ledgerOf = ({ pk }: Claim): LedgerId => pk.slice('ledger:'.length) as LedgerId;
