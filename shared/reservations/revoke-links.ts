import type { Cause } from '../kernel/actor';
import type { Database } from '../kernel/database';
import { freshen } from '../kernel/freshen';
import { homeLedger, type ReservationId } from '../kernel/ids';
import type { Log } from '../kernel/log';
import { ledgerPartition } from '../spaces/model';
import { linkVersion, nextToDecideAlike, type RefusedSubmission, type Reservation } from './model';
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

const MOST_RACES = 16;

/** Makes every link given out so far useless, whatever the status. Nobody is told; the next mail carries a link that opens. */
export const makeRevokeLinks =
  (deps: Deps): RevokeLinks =>
  async (request) => {
    for (let race = 0; race < MOST_RACES; race += 1) {
      const attempt = await revokeOnce(deps, request);
      if (attempt && (attempt.kind === 'done' || race > 0)) return attempt;
      await freshen(deps.database, 'items', ledgerPartition(homeLedger(request.id)));
    }
    return { kind: 'busy' };
  };

async function revokeOnce({ database, log }: Deps, { id, ifRevision, cause }: RevokeRequest): Promise<RevokeOutcome | undefined> {
  const partition = ledgerPartition(homeLedger(id));
  const found = await database.read<Reservation | RefusedSubmission>('items', partition, id);
  if (!found.found || found.value.type !== 'reservation') return { kind: 'unknown-reservation' };
  const before = found.value;
  if (ifRevision !== undefined && ifRevision !== before.revision) return { kind: 'changed-meanwhile', reservation: before };
  const reservation: Reservation = { ...before, manageVersion: linkVersion(before) + 1, ...nextToDecideAlike(before) };
  const answer = await database.commit('items', partition, [{ kind: 'replace', document: reservation, ifMatch: found.etag }]);
  if (answer.kind === 'refused') return undefined;
  log.info('reservation.links-revoked', { reservationId: id, correlationId: cause.correlationId });
  return { kind: 'done', reservation, ...(await presentItem(database, reservation)) };
}
