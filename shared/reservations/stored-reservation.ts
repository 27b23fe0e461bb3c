import type { Cause } from '../kernel/actor';
import type { Database, Missing, Stored } from '../kernel/database';
import { freshen } from '../kernel/freshen';
import { homeLedger, type ReservationId } from '../kernel/ids';
import { underEtag, type Step, type UnderEtag } from '../kernel/under-etag';
import type { FindReservation } from '../mail/ports';
import { ledgerPartition } from '../spaces/model';
import type { RefusedSubmission, Reservation } from './model';
import type { Standing } from './wish';

type Known = Stored<Reservation>;

/** What stands under the id of a refused submission is no reservation. */
const reservationIn = (read: Stored<Reservation | RefusedSubmission> | Missing): Known | undefined =>
  read.found && read.value.type === 'reservation' ? { ...read, value: read.value } : undefined;

/** The reservation of this id, as this process sees it; undefined: it sees none. */
export const readStored = async (database: Database, id: ReservationId): Promise<Known | undefined> =>
  reservationIn(await database.read<Reservation | RefusedSubmission>('items', ledgerPartition(homeLedger(id)), id));

export const makeFindReservation =
  ({ database }: { readonly database: Database }): FindReservation =>
  async (id) => {
    const seen = await readStored(database, id);
    if (seen) return seen.value;
    // Another process may have taken it a moment ago.
    await freshen(database, 'items', ledgerPartition(homeLedger(id)));
    return (await readStored(database, id))?.value;
  };

/** What a change of one reservation is about, and who wants it. */
export interface About {
  readonly id: ReservationId;
  /** The revision that the caller has seen; absent: any. */
  readonly ifRevision?: number;
  readonly cause: Cause;
}

/** What every change of a reservation may come to. */
export type Changed =
  | ({ readonly kind: 'done'; readonly reservation: Reservation } & Standing)
  /** Somebody else changed it first; as it stands now. */
  | { readonly kind: 'changed-meanwhile'; readonly reservation: Reservation }
  | Missed;

type Missed = { readonly kind: 'unknown-reservation' } | { readonly kind: 'busy' };

interface Change<O> extends Pick<UnderEtag<O | Missed>, 'fresh' | 'partitions' | 'doubtful'> {
  readonly database: Database;
  readonly id: ReservationId;
}

/** Others change one reservation at once so many times only when something is wrong. */
const MOST_LOOKS = 16;

/** Changes a reservation under its etag. `busy`: others were faster each time, and nothing was done. */
export function reservationUnderEtag<O>(
  { database, id, ...change }: Change<O>,
  decide: (found: Known, fresh: boolean) => Promise<Step<Reservation, O | Missed>> | Step<Reservation, O | Missed>,
): Promise<O | Missed> {
  return underEtag<Reservation | RefusedSubmission, O | Missed>(
    database,
    {
      ...change,
      container: 'items',
      partition: ledgerPartition(homeLedger(id)),
      id,
      most: MOST_LOOKS,
      givenUp: () => ({ kind: 'busy' }),
    },
    (read, fresh) => {
      const found = reservationIn(read);
      return found ? decide(found, fresh) : { outcome: { kind: 'unknown-reservation' } };
    },
  );
}
