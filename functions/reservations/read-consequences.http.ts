import { ok, problem } from '../host/answer';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import type { DecideLinks } from '../../shared/links/ports';
import { referenceOf } from '../../shared/kernel/ids';
import { instantText } from '../../shared/kernel/instants';
import type { Ask, Consequences, Other } from '../../shared/reservations/consequences/model';
import type { ReadConsequences } from '../../shared/reservations/consequences/read-consequences';
import { ReservationPath } from '../../shared/reservations/messages';
import { ConsequencesView } from '../../shared/reservations/messages/consequences';
import { asAsked, type Reservation } from '../../shared/reservations/model';
import { linkSpent, notPending } from './present-state';
import { entityTag } from './view';

const contract = {
  summary: 'What approving or denying a pending reservation would mean for others',
  tag: 'Reservations',
  access: { permission: 'reservations.decide', bearer: 'decide' },
  params: ReservationPath,
  missing: 'reservation-not-found',
  answers: { 200: { description: 'As it stands now; nothing is changed.', schema: ConsequencesView, headers: ['ETag'] } },
  problems: ['not-possible-now', 'link-spent'],
} as const satisfies Contract;

export const readConsequencesHttp = (read: ReadConsequences, asked: DecideLinks) =>
  operation(contract, async ({ params: { id }, caller }): Promise<AnswerOf<typeof contract>> => {
    const link = caller.kind === 'bearer' ? await asked.open(caller.token, id) : undefined;
    if (caller.kind === 'bearer' && !link) return problem('reservation-not-found');
    const outcome = await read(id, link?.version);
    if (outcome.kind === 'unknown-reservation') return problem('reservation-not-found');
    if (link && !asAsked(outcome.reservation, link.version, outcome.reservation.revision)) return linkSpent(outcome.reservation);
    switch (outcome.kind) {
      case 'not-pending':
        return notPending(outcome.reservation);
      case 'weighed':
        return {
          ...ok({ ...view(outcome.reservation, outcome.consequences), ...(link && { request: requestOf(outcome.reservation) }) }),
          headers: entityTag(outcome.reservation),
        };
    }
  });

function view({ id, revision }: Reservation, consequences: Consequences): ConsequencesView {
  const { first, waiting, rejectedIfApproved, neighbours, clash, rules, ifNobodyDecides, ifDenied } = consequences;
  const { holdExpiresAt, sentence } = ifNobodyDecides;
  return {
    id,
    reference: referenceOf(id),
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

const requestOf = ({
  spaceId,
  startsAt,
  endsAt,
  title,
  attendance,
  notes,
  contact,
}: Reservation): NonNullable<ConsequencesView['request']> => ({
  spaceId,
  startsAt: instantText(startsAt),
  endsAt: instantText(endsAt),
  title,
  ...(attendance !== undefined && { attendance }),
  ...(notes !== undefined && { notes }),
  ...(contact && { name: contact.name }),
});

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
