import { ok, problem } from '../host/answer';
import { may } from '../host/caller';
import { linkOf } from './link-of';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import type { ReservationLinks } from '../../shared/links/ports';
import { ReservationPath, ReservationView } from '../../shared/reservations/messages';
import type { ReadReservation, ReservationWithSync } from '../../shared/reservations/read-reservation';
import { entityTag, sync, view } from './view';

/** The mail that told the last change; undefined: none did. */
type ReadLastMail = (reservation: ReservationWithSync['reservation']) => Promise<ReservationWithSync['item']>;

const contract = {
  summary: 'Read a reservation; its contents are for staff and for the bearer of its link',
  tag: 'Reservations',
  access: { more: ['reservations.read'], bearer: 'manage' },
  params: ReservationPath,
  missing: 'reservation-not-found',
  answers: { 200: { description: 'The reservation.', schema: ReservationView, headers: ['ETag'] } },
} as const satisfies Contract;

export const readReservationHttp = (read: ReadReservation, readLastMail: ReadLastMail, links: ReservationLinks) =>
  operation(contract, async ({ params: { id }, caller }): Promise<AnswerOf<typeof contract>> => {
    const by = await linkOf(caller, links, id);
    const found = by && (await read(id, by.link?.version));
    if (!found) return problem('reservation-not-found');
    if (by.link) await links.opened(by.link, found.reservation);
    const audience = caller.kind === 'bearer' ? 'bearer' : may(caller, 'reservations.read') ? 'staff' : 'public';
    const mail = audience === 'public' ? undefined : await readLastMail(found.reservation);
    return { ...ok({ ...view(found, audience), ...(mail && { mail: sync(mail, audience) }) }), headers: entityTag(found.reservation) };
  });
