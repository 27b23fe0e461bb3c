import { busy, ok, problem } from '../host/answer';
import { actorOf, may, type Access } from '../host/caller';
import { linkOf } from './link-of';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import type { DecideLinks, ReservationLinks } from '../../shared/links/ports';
import type { DecideOutcome, DecideReservation } from '../../shared/reservations/decide-reservation';
import { DecisionBody, ReservationPath, ReservationView } from '../../shared/reservations/messages';
import { linkSpent } from './present-state';
import { notPossible } from './refusals';
import { refusedFields } from './staff-fields';
import { view, type Audience } from './view';

const decision = <const A extends Access>(summary: string, access: A) =>
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
    problems: ['staff-only-field', 'not-possible-now', 'link-spent', 'reservation-over', 'busy'],
  }) as const satisfies Contract;

const deciders = { permission: 'reservations.decide', bearer: 'decide' } as const;
const cancellers = { permission: 'reservations.decide', bearer: 'manage' } as const;

type Decision = ReturnType<typeof decision<typeof deciders | typeof cancellers>>;

export const approveReservationHttp = (approve: DecideReservation, asked: DecideLinks) =>
  decideHttp('approve', decision('Approve a pending reservation', deciders), approve, { asked });

export const denyReservationHttp = (deny: DecideReservation, asked: DecideLinks) =>
  decideHttp('deny', decision('Deny a pending reservation; its time is free again', deciders), deny, { asked });

export const cancelReservationHttp = (cancel: DecideReservation, links: ReservationLinks) =>
  decideHttp('cancel', decision('Cancel a reservation; its time is free again', cancellers), cancel, { links });

interface Links {
  readonly links?: ReservationLinks;
  readonly asked?: DecideLinks;
}

const decideHttp = (verb: string, contract: Decision, decide: DecideReservation, { links, asked }: Links) =>
  operation(contract, async ({ params: { id }, body, caller, correlationId }): Promise<AnswerOf<Decision>> => {
    const { reason, notify } = body;
    // Before the link is looked at: whether it was ever one of ours shows nowhere.
    const forStaff = may(caller, 'reservations.decide') ? undefined : refusedFields('reservations.decide', body);
    if (forStaff) return forStaff;
    const by = links ? await linkOf(caller, links, id) : {};
    if (!by) return problem('reservation-not-found');
    const decides = caller.kind === 'bearer' && caller.link === 'decide';
    const ask = decides ? await asked?.open(caller.token, id) : undefined;
    if (decides && !ask) return problem('reservation-not-found');
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
    // A link that was passed on shows what became of it, and no more.
    return answer(outcome, decides ? 'public' : caller.kind === 'bearer' ? 'bearer' : 'staff');
  });

function answer(outcome: DecideOutcome, audience: Audience): AnswerOf<Decision> {
  switch (outcome.kind) {
    case 'done':
      return ok(view(outcome, audience));
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
