import { busy, ok, problem, type Answer } from '../host/answer';
import { actorOf, isStaff, ROLES, type Access, type Caller } from '../host/caller';
import { linkOf, type ReservationLinks } from '../host/holder';
import { operation, type Contract } from '../host/operation';
import type { DecideOutcome, DecideReservation } from '../../shared/reservations/decide-reservation';
import { DecisionBody, ReservationPath, ReservationView } from '../../shared/reservations/messages';
import { notPossible } from './refusals';
import { view } from './view';

const decision = (summary: string, access: Access) =>
  ({
    summary,
    tag: 'Reservations',
    access,
    params: ReservationPath,
    missing: 'reservation-not-found',
    body: DecisionBody,
    bodyOptional: true,
    answers: { 200: { description: 'Done, now or earlier.', schema: ReservationView } },
    problems: ['not-possible-now', 'reservation-over', 'busy'],
  }) as const satisfies Contract;

export const approveReservationHttp = (approve: DecideReservation) =>
  decideHttp('approve', decision('Approve a pending reservation', { roles: ROLES }), approve);

export const denyReservationHttp = (deny: DecideReservation) =>
  decideHttp('deny', decision('Deny a pending reservation; its time is free again', { roles: ROLES }), deny);

export const cancelReservationHttp = (cancel: DecideReservation, links: ReservationLinks) =>
  decideHttp('cancel', decision('Cancel a reservation; its time is free again', { roles: ROLES, holder: true }), cancel, links);

const decideHttp = (verb: string, contract: ReturnType<typeof decision>, decide: DecideReservation, links?: ReservationLinks) =>
  operation(contract, async ({ params: { id }, body: { reason, notify }, caller, correlationId }): Promise<Answer> => {
    const by = links ? await linkOf(caller, links, id) : {};
    if (!by) return problem('reservation-not-found');
    const { link } = by;
    if (notify === false && !isStaff(caller)) return problem('role-missing', { detail: 'Only staff may leave out the mail (`notify`).' });
    const cause = { actor: actorOf(caller), action: `reservation.${verb}`, correlationId };
    const outcome = await decide({
      id,
      cause,
      ...(reason !== undefined && reason !== '' && { reason }),
      ...(notify === false && { notify }),
      ...(link && { byLink: link.version }),
    });
    if (link && outcome.kind === 'done') await links?.opened(link, outcome.reservation);
    return answer(outcome, caller);
  });

function answer(outcome: DecideOutcome, caller: Caller): Answer {
  switch (outcome.kind) {
    case 'done':
      return ok(view(outcome, isStaff(caller) ? 'staff' : 'holder'));
    case 'unknown-reservation':
      return problem('reservation-not-found');
    case 'busy':
      return busy();
    case 'refused':
      return notPossible(outcome.refusal);
  }
}
