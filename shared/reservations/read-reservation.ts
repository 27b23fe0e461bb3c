import type { Database } from '../kernel/database';
import { freshen } from '../kernel/freshen';
import { homeLedger, type ReservationId } from '../kernel/ids';
import { ledgerPartition } from '../spaces/model';
import type { RefusedSubmission, Reservation } from './model';
import { presentItem, type Standing } from './wish';

export interface ReservationWithSync extends Standing {
  readonly reservation: Reservation;
  readonly etag: string;
}

export type ReadReservation = (id: ReservationId) => Promise<ReservationWithSync | undefined>;

export const makeReadReservation =
  ({ database }: { readonly database: Database }): ReadReservation =>
  async (id) => {
    const partition = ledgerPartition(homeLedger(id));
    const read = async (): Promise<ReservationWithSync | undefined> => {
      const found = await database.read<Reservation | RefusedSubmission>('items', partition, id);
      if (!found.found || found.value.type !== 'reservation') return undefined;
      return { reservation: found.value, etag: found.etag, ...(await presentItem(database, found.value)) };
    };
    const first = await read();
    if (first) return first;
    // Another process may have taken it a moment ago.
    await freshen(database, 'items', partition);
    return read();
  };
