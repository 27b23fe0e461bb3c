import { busy, ok, problem } from '../host/answer';
import { actorOf } from '../host/caller';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import { ReservationPath, ReservationView, revisionNamed, RevisionHeader } from '../../shared/reservations/messages';
import type { RevokeLinks } from '../../shared/reservations/revoke-links';
import { changedMeanwhile } from './refusals';
import { entityTag, view } from './view';

const contract = {
  summary: 'Make every link to a reservation useless that was given out so far',
  tag: 'Reservations',
  access: { permission: 'reservations.change' },
  params: ReservationPath,
  headers: RevisionHeader,
  badHeader: 'invalid-request',
  missing: 'reservation-not-found',
  answers: { 200: { description: 'Done. The next mail carries a link that opens.', schema: ReservationView, headers: ['ETag'] } },
  problems: ['changed-meanwhile', 'busy'],
} as const satisfies Contract;

export const revokeLinksHttp = (revoke: RevokeLinks) =>
  operation(contract, async ({ params: { id }, headers, caller, correlationId }): Promise<AnswerOf<typeof contract>> => {
    const ifMatch = headers['if-match'];
    const ifRevision = ifMatch === undefined ? undefined : revisionNamed(ifMatch);
    const outcome = await revoke({
      id,
      ...(ifRevision !== undefined && { ifRevision }),
      cause: { actor: actorOf(caller), action: 'reservation.revoke-links', correlationId },
    });
    switch (outcome.kind) {
      case 'done':
        return { ...ok(view(outcome, 'staff')), headers: entityTag(outcome.reservation) };
      case 'unknown-reservation':
        return problem('reservation-not-found');
      case 'changed-meanwhile':
        return changedMeanwhile(outcome.reservation, 'staff');
      case 'busy':
        return busy();
    }
  });
