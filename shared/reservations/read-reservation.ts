import type { Database } from '../kernel/database';
import { freshen } from '../kernel/freshen';
import { homeLedger, type ReservationId } from '../kernel/ids';
import { ledgerPartition } from '../spaces/model';
import { syncItemId, type SyncItem } from '../sync/item';
import { RESERVATION_EVENT } from './kind';
import { eventSubjectOf, type RefusedSubmission, type Reservation } from './model';

export interface ReservationWithSync {
  readonly reservation: Reservation;
  /** Absent where the space has no mailbox. */
  readonly item?: SyncItem;
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
      // After the reservation: this process sees at least the batch that made it.
      const item = await database.read<SyncItem>('items', partition, syncItemId(RESERVATION_EVENT, eventSubjectOf(found.value)));
      return { reservation: found.value, etag: found.etag, ...(item.found && { item: item.value }) };
    };
    const first = await read();
    if (first) return first;
    // Another process may have taken it a moment ago.
    await freshen(database, 'items', partition);
    return read();
  };
