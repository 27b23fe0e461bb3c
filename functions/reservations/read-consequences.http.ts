import { ok, problem, type Answer } from '../host/answer';
import { staff } from '../host/caller';
import { operation, type Contract } from '../host/operation';
import { instantText } from '../../shared/kernel/instants';
import type { Ask, Consequences, Other } from '../../shared/reservations/consequences/model';
import type { ReadConsequences } from '../../shared/reservations/consequences/read-consequences';
import { ReservationPath } from '../../shared/reservations/messages';
import { ConsequencesView } from '../../shared/reservations/messages/consequences';
import type { Reservation } from '../../shared/reservations/model';
import { notPending } from './present-state';
import { entityTag } from './view';

const contract = {
  summary: 'What approving or denying a pending reservation would mean for others',
  tag: 'Reservations',
  access: staff,
  params: ReservationPath,
  missing: 'reservation-not-found',
  answers: { 200: { description: 'As it stands now; nothing is changed.', schema: ConsequencesView } },
  problems: ['not-possible-now'],
} satisfies Contract;

export const readConsequencesHttp = (read: ReadConsequences) =>
  operation(contract, async ({ params: { id } }): Promise<Answer> => {
    const outcome = await read(id);
    switch (outcome.kind) {
      case 'unknown-reservation':
        return problem('reservation-not-found');
      case 'not-pending':
        return notPending(outcome.reservation);
      case 'weighed':
        return { ...ok(view(outcome.reservation, outcome.consequences)), headers: entityTag(outcome.reservation) };
    }
  });

function view({ id, revision }: Reservation, consequences: Consequences): ConsequencesView {
  const { first, waiting, rejectedIfApproved, neighbours, clash, rules, ifNobodyDecides, ifDenied } = consequences;
  const { holdExpiresAt, sentence } = ifNobodyDecides;
  return {
    id,
    revision,
    first: { ...first, askedAt: instantText(first.askedAt), earlier: first.earlier.map(asked) },
    waiting: { ...waiting, requests: waiting.requests.map(asked) },
    rejectedIfApproved: { ...rejectedIfApproved, reservations: rejectedIfApproved.reservations.map(placed) },
    neighbours: { ...neighbours, reservations: neighbours.reservations.map(placed) },
    clash,
    rules: { ...rules, broken: [...rules.broken] },
    ifNobodyDecides: { sentence, ...(holdExpiresAt !== undefined && { holdExpiresAt: instantText(holdExpiresAt) }) },
    ifDenied,
  };
}

type Placed<T> = Omit<T, 'startsAt' | 'endsAt'> & { readonly startsAt: string; readonly endsAt: string };

const placed = <T extends Pick<Other, 'startsAt' | 'endsAt'>>(one: T): Placed<T> => ({
  ...one,
  startsAt: instantText(one.startsAt),
  endsAt: instantText(one.endsAt),
});

const asked = <T extends Ask>(one: T): Omit<Placed<T>, 'askedAt'> & { readonly askedAt: string } => ({
  ...placed(one),
  askedAt: instantText(one.askedAt),
});
