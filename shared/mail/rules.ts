import type { Actor } from '../kernel/actor';
import { addDays, wallTime } from '../kernel/zones';
import type { EpochMs } from '../kernel/clock';
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
  readonly organisation: string;
  readonly manageUrl: string | null;
}

/**
 * Anybody can write anybody's address into a request: what they wrote besides (their name, their title) stands in a mail only when staff
 * caused it, and a reason only when it is that of staff. Otherwise our mails would carry a stranger's words to a third.
 */
export function factsOf({ template, reservation, space, by, organisation, manageUrl }: Occasion): MailFacts {
  const { startsAt, endsAt, holdUntil, decision, contact, status, id } = reservation;
  const zone = space.timeZone;
  return {
    organisation,
    space: space.name,
    building: space.building.name,
    date: dateText(startsAt, zone),
    when: whenText(startsAt, endsAt, zone),
    reference: id.slice(-6).toUpperCase(),
    status,
    holdUntil: holdUntil === undefined ? null : `${dateText(holdUntil, zone)}, ${timeText(holdUntil, zone)}`,
    name: by.kind === 'staff' ? contact.name : null,
    reason: decision?.by.kind === 'staff' && template !== 'changed' ? (decision.reason ?? null) : null,
    manageUrl,
  };
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

function dateText(at: EpochMs, zone: string): string {
  const { date, weekday } = wallTime(at, zone);
  const [year = '', month = '', day = ''] = date.split('-');
  return `${DAYS[weekday - 1] ?? ''}, ${String(Number(day))} ${MONTHS[Number(month) - 1] ?? ''} ${year}`;
}

function timeText(at: EpochMs, zone: string): string {
  const { minutes } = wallTime(at, zone);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function whenText(startsAt: EpochMs, endsAt: EpochMs, zone: string): string {
  const from = `${dateText(startsAt, zone)}, ${timeText(startsAt, zone)}`;
  const first = wallTime(startsAt, zone);
  const last = wallTime(endsAt, zone);
  if (first.date === last.date) return `${from} to ${timeText(endsAt, zone)} (${zone})`;
  if (last.minutes === 0 && last.date === addDays(first.date, 1)) return `${from} to 24:00 (${zone})`;
  return `${from} to ${dateText(endsAt, zone)}, ${timeText(endsAt, zone)} (${zone})`;
}
