import { problem, type Refusal } from '../host/answer';
import { instantText } from '../../shared/kernel/instants';
import type { Reservation } from '../../shared/reservations/model';

/** What became of it, as a sentence: `It was approved at 2026-03-02T08:00:00Z.` */
function became({ status, decision, changedAt }: Reservation): string {
  if (status === 'pending')
    return changedAt === undefined ? 'It is pending.' : `It was changed at ${instantText(changedAt)} and is pending.`;
  return decision ? `It was ${status} at ${instantText(decision.at)}.` : `It is ${status}.`;
}

/** What is only possible while it waits for a decision. */
export const notPending = (reservation: Reservation): Refusal<'not-possible-now'> =>
  problem('not-possible-now', {
    detail: `${became(reservation)} This is possible while it is pending.`,
    more: {
      reservationStatus: reservation.status,
      possibleFrom: ['pending'],
      ...(reservation.decision && { decidedAt: instantText(reservation.decision.at) }),
    },
  });

/** For whoever comes by the link of a mail that asked about an earlier state. */
export const linkSpent = (reservation: Reservation): Refusal<'link-spent'> =>
  problem('link-spent', {
    detail: `${became(reservation)}${reservation.status === 'pending' ? ' A later mail has the link for it as it is now.' : ''}`,
    more: {
      reservationStatus: reservation.status,
      ...(reservation.decision && { decidedAt: instantText(reservation.decision.at) }),
      ...(reservation.changedAt !== undefined && { changedAt: instantText(reservation.changedAt) }),
    },
  });
