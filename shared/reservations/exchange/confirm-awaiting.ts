import type { Clock } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import { toReservationId, type ReservationId } from '../../kernel/ids';
import type { Log } from '../../kernel/log';
import { orLater } from '../../kernel/or-later';
import { rowsOf } from '../../kernel/pages';
import { ledgerPartition, type Ledger } from '../../spaces/model';
import type { SyncItem } from '../../sync/item/item';
import type { DecideReservation } from '../decide-reservation';
import { reservationOf } from '../kind';
import type { Reservation } from '../model';
import { readStored } from '../stored-reservation';
import { presentItem } from '../wish';
import { isTaken, mayAsk, type AskExchange } from './ask-exchange';

/** Approves what was taken while Exchange did not answer, once its event is written and nobody else was found there. */
export interface ConfirmAwaiting {
  /** Right after the loop has written and read again. Never throws for an outside cause: the sweep comes by. */
  readonly settled: (item: SyncItem) => Promise<void>;
  /** Whatever a crash or an outage left. Returns how many wait. */
  readonly all: () => Promise<{ readonly awaiting: number }>;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly confirm: DecideReservation;
  readonly askExchange: AskExchange | undefined;
}

const PAGE = 200;
const MOST_PAGES = 10;

export const makeConfirmAwaiting = (deps: Deps): ConfirmAwaiting => {
  const { database, clock, log, confirm } = deps;

  const consider = (id: ReservationId): Promise<void> =>
    orLater(log, 'reservation.not-confirmed', { reservationId: id }, async () => {
      const found = await readStored(database, id);
      if (!found || !(await isSafe(deps, found.value))) return;
      const cause = { actor: { kind: 'instep' }, action: 'reservation.confirm', correlationId: clock.id() } as const;
      await confirm({ id, ifRevision: found.value.revision, cause });
    });

  return {
    settled: async ({ key }) => {
      const id = toReservationId(reservationOf(key));
      if (id !== undefined) await consider(id);
    },
    all: async () => {
      let awaiting = 0;
      const all = { container: 'items', where: 'c.type = "reservation" AND c.awaits = "exchange"', parameters: {}, limit: PAGE } as const;
      for await (const { value } of rowsOf<Reservation>(database, all, { pages: MOST_PAGES })) {
        await consider(value.id);
        awaiting += 1;
      }
      return { awaiting };
    },
  };
};

/** Read after the reservation, the item is that of its present wish or a later one; a later one has changed the revision. */
async function isSafe({ database, askExchange }: Deps, reservation: Reservation): Promise<boolean> {
  const { awaits, status, placedIn, ledger, spaceId, kept, excludes } = reservation;
  if (awaits !== 'exchange' || status !== 'pending') return false;
  const { item } = await presentItem(database, reservation);
  if (item?.state !== 'in-step' || item.cleanRevision !== item.desired.revision) return false;
  const partition = ledgerPartition(placedIn ?? ledger);
  const stored = await database.read<Ledger>('items', partition, 'ledger');
  const spaces = stored.found ? stored.value.spaces : [];
  const space = spaces.find(({ id }) => id === spaceId);
  // Staff decide about it meanwhile.
  if (space?.reservationConfig?.approval !== 'automatic') return false;
  // Its own calendar was read again; those of its whole and parts were not.
  const others = spaces.filter((other) => other.id !== spaceId && excludes.includes(other.id) && mayAsk(other));
  if (!askExchange || others.length === 0) return true;
  const question = { space, spaces: others, partition, kept, excludes, window: kept };
  const [answer] = await askExchange([question]);
  return answer?.kind === 'read' && !isTaken(answer, kept);
}
