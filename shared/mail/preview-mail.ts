import type { IsProven } from '../limits/ports';
import type { Reservation } from '../reservations/model';
import type { ReadSpace } from '../spaces/ports';
import type { FillTemplate, FindReservation, PreviewMail } from './ports';
import { writeMail } from './write-mail';

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
