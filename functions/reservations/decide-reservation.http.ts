import { busy, ok, problem, type Answer } from '../host/answer';
import { actorOf, isStaff, ROLES, type Access, type Caller } from '../host/caller';
import type { DecideLinks } from '../host/decider';
import { linkOf, type ReservationLinks } from '../host/bearer';
import { operation, type Contract } from '../host/operation';
import type { DecideOutcome, DecideReservation } from '../../shared/reservations/decide-reservation';
import { DecisionBody, ReservationPath, ReservationView } from '../../shared/reservations/messages';
import { linkSpent } from './present-state';
import { notPossible } from './refusals';
import { view } from './view';

const decision = (summary: string, access: Access) =>
  ({
    summary,
    tag: 'Reservations',
    access,
    limited: 'writes',
    params: ReservationPath,
    missing: 'reservation-not-found',
    body: DecisionBody,
    bodyOptional: true,
    answers: { 200: { description: 'Done, now or earlier.', schema: ReservationView } },
    problems: ['not-possible-now', 'link-spent', 'reservation-over', 'busy'],
  }) as const satisfies Contract;

const deciders: Access = { roles: ROLES, decider: true };

export const approveReservationHttp = (approve: DecideReservation, asked: DecideLinks) =>
  decideHttp('approve', decision('Approve a pending reservation', deciders), approve, { asked });

export const denyReservationHttp = (deny: DecideReservation, asked: DecideLinks) =>
  decideHttp('deny', decision('Deny a pending reservation; its time is free again', deciders), deny, { asked });

export const cancelReservationHttp = (cancel: DecideReservation, links: ReservationLinks) =>
  decideHttp('cancel', decision('Cancel a reservation; its time is free again', { roles: ROLES, bearer: true }), cancel, { links });

interface Links {
  readonly links?: ReservationLinks;
  readonly asked?: DecideLinks;
}

const decideHttp = (verb: string, contract: ReturnType<typeof decision>, decide: DecideReservation, { links, asked }: Links) =>
  operation(contract, async ({ params: { id }, body: { reason, notify }, caller, correlationId }): Promise<Answer> => {
    // Before the link is looked at: whether it was ever one of ours shows nowhere.
    if (notify === false && !isStaff(caller)) return problem('role-missing', { detail: 'Only staff may leave out the mail (`notify`).' });
    const by = links ? await linkOf(caller, links, id) : {};
    if (!by) return problem('reservation-not-found');
    const ask = caller.kind === 'decider' ? await asked?.open(caller.token, id) : undefined;
    if (caller.kind === 'decider' && !ask) return problem('reservation-not-found');
    const { link } = by;
    const cause = { actor: actorOf(caller), action: `reservation.${verb}`, correlationId };
    const outcome = await decide({
      id,
      cause,
      ...(reason !== undefined && reason !== '' && { reason }),
      ...(notify === false && { notify }),
      ...(link && { byLink: link.version }),
      ...(ask && { ifRevision: ask.version }),
    });
    if (link && outcome.kind === 'done') await links?.opened(link, outcome.reservation);
    return answer(outcome, caller);
  });

function answer(outcome: DecideOutcome, caller: Caller): Answer {
  switch (outcome.kind) {
    case 'done':
      // A link that was passed on shows what became of it, and no more.
      return ok(view(outcome, caller.kind === 'decider' ? 'public' : isStaff(caller) ? 'staff' : 'bearer'));
    case 'unknown-reservation':
      return problem('reservation-not-found');
    case 'changed-meanwhile':
      return linkSpent(outcome.reservation);
    case 'busy':
      return busy();
    case 'refused':
      return notPossible(outcome.refusal);
  }
}
