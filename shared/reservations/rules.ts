import { DAY, HOUR, MINUTE, type EpochMs } from '../kernel/clock';
import { overlaps, type Interval } from '../kernel/intervals';
import { STAFF_ONLY, type Space } from '../spaces/model';
import type { Reservation, ReservationStatus, RuleBroken, SlotRefusal, StepRefusal, Taken } from './model';

/** The time that a reservation keeps: its own and the space's buffers. */
export function keptTime(space: Space, wanted: Interval): Interval {
  const config = space.reservationConfig;
  return {
    start: wanted.start - (config?.setupMinutes ?? 0) * MINUTE,
    end: wanted.end + (config?.cleanupMinutes ?? 0) * MINUTE,
  };
}

/** What the space itself says, whatever else is booked. */
export function ruledOut(space: Space, wanted: Interval, now: EpochMs): SlotRefusal | undefined {
  if (!space.reservationConfig) return { kind: 'not-reservable' };
  if (space.state !== 'open') return { kind: 'space-closed' };
  if (wanted.start < now) return { kind: 'slot-in-the-past' };
  const { maxDurationMinutes } = space.reservationConfig;
  if (wanted.end - wanted.start > maxDurationMinutes * MINUTE) return { kind: 'too-long', maxDurationMinutes };
  return undefined;
}

/** Nobody books further ahead, by whichever rule: a mistyped year would keep time, and limits of its contact, for ever. */
export const tooFarAhead = (wanted: Interval, now: EpochMs, horizonDays: number): RuleBroken | undefined =>
  wanted.end > now + horizonDays * DAY
    ? { kind: 'rule-broken', rule: 'horizon', bound: `at most ${String(horizonDays)} days ahead, also for staff` }
    : undefined;

/** The same for staff: a space without rules for the public is theirs. */
export const ruledOutForStaff = (space: Space, wanted: Interval, now: EpochMs): SlotRefusal | undefined =>
  ruledOut({ ...space, reservationConfig: space.reservationConfig ?? STAFF_ONLY }, wanted, now);

export const clashes = (taken: readonly Taken[], kept: Interval): Taken[] => taken.filter((interval) => overlaps(interval, kept));

/** The window in which other times are offered for a wanted one. */
export function offerWindow(wanted: Interval, now: EpochMs): Interval {
  return { start: Math.max(wanted.start - 12 * HOUR, now), end: wanted.end + 3 * DAY };
}

/** `confirm` approves what only waited for Exchange. */
export type Verb = 'approve' | 'confirm' | 'deny' | 'cancel' | 'expire';

const NEXT: Record<Verb, { readonly to: ReservationStatus; readonly from: readonly ReservationStatus[] }> = {
  approve: { to: 'approved', from: ['pending'] },
  confirm: { to: 'approved', from: ['pending'] },
  deny: { to: 'denied', from: ['pending'] },
  cancel: { to: 'cancelled', from: ['pending', 'approved'] },
  expire: { to: 'expired', from: ['pending'] },
};

export type Step =
  | { readonly kind: 'go'; readonly to: ReservationStatus }
  /** Somebody did it already; saying it again is no error. */
  | { readonly kind: 'done-already' }
  | { readonly kind: 'refused'; readonly refusal: StepRefusal };

/** Whether the verb may be done to the reservation as it is. */
export function step(reservation: Reservation, verb: Verb, now: EpochMs): Step {
  const { to, from } = NEXT[verb];
  if (reservation.status === to || (verb === 'confirm' && !reservation.awaits)) return { kind: 'done-already' };
  if (!from.includes(reservation.status)) {
    return { kind: 'refused', refusal: { kind: 'not-possible-now', status: reservation.status, possibleFrom: from } };
  }
  if (verb === 'expire') {
    // A hold that was prolonged meanwhile still holds.
    const { holdUntil } = reservation;
    return holdUntil === undefined || holdUntil > now ? { kind: 'done-already' } : { kind: 'go', to };
  }
  if (reservation.endsAt <= now) return { kind: 'refused', refusal: { kind: 'over', endedAt: reservation.endsAt } };
  return { kind: 'go', to };
}
