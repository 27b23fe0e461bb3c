import { actsForHouse, type Actor } from '../kernel/actor';
import { referenceOf } from '../kernel/ids';
import { atText, dateText, whenText } from '../kernel/when';
import type { Reservation, ReservationStatus } from '../reservations/model';
import type { Space } from '../spaces/model';
import type { MailTemplate } from './model';

const BY_STATUS = {
  pending: 'received',
  approved: 'approved',
  denied: 'denied',
  cancelled: 'cancelled',
  expired: 'expired',
} as const satisfies Record<ReservationStatus, MailTemplate>;

/** What a change is told as; `before` is absent for a new reservation. */
export function templateFor(before: Reservation | undefined, after: Reservation): MailTemplate {
  if (!before) return BY_STATUS[after.status];
  // Back to pending, or the same status: its time, space or details are others now.
  return after.status === before.status || after.status === 'pending' ? 'changed' : BY_STATUS[after.status];
}

/** The values that templates name; null where there is none. */
export type MailFacts = {
  readonly organisation: string;
  readonly space: string;
  readonly building: string;
  /** Of the beginning, by the space's clock: `Tuesday, 3 March 2026`. */
  readonly date: string;
  readonly when: string;
  readonly reference: string;
  readonly status: ReservationStatus;
  readonly holdUntil: string | null;
  readonly name: string | null;
  readonly reason: string | null;
  readonly manageUrl: string | null;
};

export interface Occasion {
  readonly template: MailTemplate;
  readonly reservation: Reservation;
  readonly space: Space;
  /** Who caused it. */
  readonly by: Actor;
  /** The words of the reservation are those of staff, or of whoever reads the mails of its address. */
  readonly trusted: boolean;
  readonly organisation: string;
  readonly manageUrl: string | null;
}

/**
 * Anybody can write anybody's address into a request: what they wrote besides (their name, their title) stands in a mail only when staff
 * caused it and the address has been proven by a link out of a mail (or staff wrote it), and a reason only when it is that of staff. Otherwise our mails would carry a stranger's words to a third.
 */
export function factsOf({ template, reservation, space, by, trusted, organisation, manageUrl }: Occasion): MailFacts {
  const { startsAt, endsAt, holdUntil, decision, contact, status, id } = reservation;
  const zone = space.timeZone;
  return {
    organisation,
    space: space.name,
    building: space.building.name,
    date: dateText(startsAt, zone),
    when: whenText(startsAt, endsAt, zone),
    reference: referenceOf(id),
    status,
    holdUntil: holdUntil === undefined ? null : atText(holdUntil, zone),
    name: actsForHouse(by) && trusted ? (contact?.name ?? null) : null,
    reason: decision && actsForHouse(decision.by) && template !== 'changed' ? (decision.reason ?? null) : null,
    manageUrl,
  };
}
