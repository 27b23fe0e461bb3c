import type { Clock } from '../kernel/clock';
import type { Database } from '../kernel/database';
import { freshen } from '../kernel/freshen';
import { homeLedger, type ReservationId } from '../kernel/ids';
import { ledgerPartition } from '../spaces/model';
import { linkVersion, type Reservation } from './model';
import { standingShown } from './shown';
import { readStored } from './stored-reservation';
import { presentItem, type Standing } from './wish';

export interface ReservationWithSync extends Standing {
  readonly reservation: Reservation;
  readonly etag: string;
}

/** `byLink`: the version of the link by which the caller comes; undefined is answered too where it is not the present one. */
export type ReadReservation = (id: ReservationId, byLink?: number) => Promise<ReservationWithSync | undefined>;

export const makeReadReservation =
  ({ database, clock }: { readonly database: Database; readonly clock: Clock }): ReadReservation =>
  async (id, byLink) => {
    const read = async (): Promise<ReservationWithSync | undefined> => {
      const found = await readStored(database, id);
      if (!found) return undefined;
      const standing = await presentItem(database, found.value);
      const [seen = standing] = await standingShown(database, [standing], clock.now());
      return { reservation: found.value, etag: found.etag, ...seen };
    };
    const first = await read();
    const version = first && linkVersion(first.reservation);
    if (first && (byLink === undefined || byLink === version)) return first;
    // Versions only grow: what is older than what is seen stays so.
    if (byLink !== undefined && version !== undefined && byLink < version) return undefined;
    // Another process may have taken it, or made the link, a moment ago.
    await freshen(database, 'items', ledgerPartition(homeLedger(id)));
    const second = await read();
    return second && (byLink === undefined || byLink === linkVersion(second.reservation)) ? second : undefined;
  };
