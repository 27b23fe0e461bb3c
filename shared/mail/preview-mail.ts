import type { Actor } from '../kernel/actor';
import type { ReservationId } from '../kernel/ids';
import type { IsProven } from '../limits/ports';
import type { Reservation } from '../reservations/model';
import type { FindReservation } from '../reservations/ports';
import type { ReadSpace } from '../spaces/ports';
import type { Mail, MailTemplate } from './model';
import type { FillTemplate } from './ports';
import { writeMail } from './write-mail';

/** A mail about the reservation as it stands, as it would go if `by` caused it now; undefined: there is no such reservation. */
export type PreviewMail = (template: MailTemplate, id: ReservationId, by: Actor) => Promise<Mail | undefined>;

interface Deps {
  readonly findReservation: FindReservation;
  readonly readSpace: ReadSpace;
  readonly fill: FillTemplate;
  readonly organisation: string;
  readonly manageUrl: (reservation: Reservation) => Promise<string | null>;
  readonly isProven: IsProven;
}

export const makePreviewMail =
  ({ findReservation, readSpace, fill, organisation, manageUrl, isProven }: Deps): PreviewMail =>
  async (template, id, by) => {
    const reservation = await findReservation(id);
    const found = reservation && (await readSpace(reservation.spaceId));
    if (!reservation || !found) return undefined;
    const [trusted, link] = await Promise.all([
      reservation.contact !== undefined && isProven(reservation.contact.email),
      manageUrl(reservation),
    ]);
    return writeMail(fill, { template, reservation, space: found.space, by, trusted, organisation, manageUrl: link });
  };
