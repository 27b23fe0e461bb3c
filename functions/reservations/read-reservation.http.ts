import { ok, problem, type Answer } from '../host/answer';
import { isStaff } from '../host/caller';
import { linkOf, type ReservationLinks } from '../host/holder';
import { operation, type Contract } from '../host/operation';
import { ReservationPath, ReservationView } from '../../shared/reservations/messages';
import type { ReadReservation } from '../../shared/reservations/read-reservation';
import { entityTag, view } from './view';

const contract = {
  summary: 'Read a reservation; its contents are for staff and for the holder of its link',
  tag: 'Reservations',
  access: { holder: true },
  params: ReservationPath,
  missing: 'reservation-not-found',
  answers: { 200: { description: 'The reservation.', schema: ReservationView } },
} satisfies Contract;

export const readReservationHttp = (read: ReadReservation, links: ReservationLinks) =>
  operation(contract, async ({ params: { id }, caller }): Promise<Answer> => {
    const by = await linkOf(caller, links, id);
    const found = by && (await read(id, by.link?.version));
    if (!found) return problem('reservation-not-found');
    if (by.link) await links.opened(by.link, found.reservation);
    const seen = view(found, caller.kind === 'holder' ? 'holder' : isStaff(caller) ? 'staff' : 'public');
    return { ...ok(seen), headers: entityTag(found.reservation) };
  });
