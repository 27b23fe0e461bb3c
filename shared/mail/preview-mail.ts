import type { Actor } from '../kernel/actor';
import type { Database, Document } from '../kernel/database';
import { freshen } from '../kernel/freshen';
import { homeLedger, type ReservationId } from '../kernel/ids';
import type { IsProven } from '../limits/ports';
import type { Reservation } from '../reservations/model';
import { ledgerPartition } from '../spaces/model';
import type { ReadSpace } from '../spaces/ports';
import type { Mail, MailTemplate } from './model';
import type { FillTemplate } from './ports';
import { writeMail } from './write-mail';

/** A mail about the reservation as it stands, as it would go if `by` caused it now; undefined: there is no such reservation. */
export type PreviewMail = (template: MailTemplate, id: ReservationId, by: Actor) => Promise<Mail | undefined>;

interface Deps {
  readonly database: Database;
  readonly readSpace: ReadSpace;
  readonly fill: FillTemplate;
  readonly organisation: string;
  readonly manageUrl: (reservation: Reservation) => Promise<string | null>;
  readonly isProven: IsProven;
}

export const makePreviewMail =
  ({ database, readSpace, fill, organisation, manageUrl, isProven }: Deps): PreviewMail =>
  async (template, id, by) => {
    const partition = ledgerPartition(homeLedger(id));
    const read = async (): Promise<Reservation | undefined> => {
      const found = await database.read<Reservation | (Document & { readonly type: 'refused-submission' })>('items', partition, id);
      return found.found && found.value.type === 'reservation' ? found.value : undefined;
    };
    let reservation = await read();
    if (!reservation) {
      // Another process may have taken it a moment ago.
      await freshen(database, 'items', partition);
      reservation = await read();
    }
    const found = reservation && (await readSpace(reservation.spaceId));
    if (!reservation || !found) return undefined;
    const [trusted, link] = await Promise.all([
      reservation.contact !== undefined && isProven(reservation.contact.email),
      manageUrl(reservation),
    ]);
    return writeMail(fill, { template, reservation, space: found.space, by, trusted, organisation, manageUrl: link });
  };
