import { ok, problem, type Answer } from '../host/answer';
import { isStaff } from '../host/caller';
import { operation, type Contract } from '../host/operation';
import { ReservationPath, ReservationView } from '../../shared/reservations/messages';
import type { ReadReservation } from '../../shared/reservations/read-reservation';
import type { ReservationLinks } from '../host/holder';
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
    if (caller.kind === 'holder' && !(await links.open(caller.token, id))) return problem('reservation-not-found');
    const found = await read(id);
    if (!found) return problem('reservation-not-found');
    const seen = view(found, caller.kind === 'holder' ? 'holder' : isStaff(caller) ? 'staff' : 'public');
    return { ...ok(seen), headers: entityTag(found.reservation) };
  });
