import type { Cause } from '../../kernel/actor';
import type { Clock } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import { freshen } from '../../kernel/freshen';
import { homeLedger, type ReservationId } from '../../kernel/ids';
import type { Log } from '../../kernel/log';
import { ledgerPartition } from '../../spaces/model';
import { nextToDecideAlike, type RefusedSubmission, type Reservation } from '../model';
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

const MOST_RACES = 8;

export const makeSetLegalHold =
  ({ database, clock, log }: Deps): SetLegalHold =>
  async ({ id, hold, ifRevision, cause }) => {
    const partition = ledgerPartition(homeLedger(id));
    for (let race = 0; race < MOST_RACES; race += 1) {
      await freshen(database, 'items', partition);
      const found = await database.read<Reservation | RefusedSubmission>('items', partition, id);
      if (!found.found || found.value.type !== 'reservation') return { kind: 'unknown-reservation' };
      const before = found.value;
      if (ifRevision !== undefined && ifRevision !== before.revision) return { kind: 'changed-meanwhile', reservation: before };
      const { legalHold = false, ...rest } = before;
      if (legalHold === hold) return { kind: 'done', reservation: before, ...(await presentItem(database, before)) };
      const document: Reservation = {
        ...rest,
        ...(hold && { legalHold: true as const }),
        changedAt: clock.now(),
        ...nextToDecideAlike(before),
      };
      const answer = await database.commit('items', partition, [{ kind: 'replace', document, ifMatch: found.etag }]);
      if (answer.kind === 'refused') continue;
      log.info(hold ? 'reservation.held' : 'reservation.hold-lifted', { reservationId: id, correlationId: cause.correlationId });
      return { kind: 'done', reservation: document, ...(await presentItem(database, document)) };
    }
    return { kind: 'busy' };
  };
