import { problem, type Refusal } from '../host/answer';
import { instantText } from '../../shared/kernel/instants';
import type { Interval } from '../../shared/kernel/intervals';
import type { Reservation, SlotRefusal, StepRefusal } from '../../shared/reservations/model';
import type { RESERVATION_PROBLEMS } from './problems';
import { entityTag, interval, view, type Audience } from './view';

/** Each refusal of a slot is a problem of the same name. */
const codes = {
  'slot-taken': 'slot-taken',
  'space-closed': 'space-closed',
  'not-reservable': 'not-reservable',
  'slot-in-the-past': 'slot-in-the-past',
  'too-long': 'too-long',
  'rule-broken': 'rule-broken',
} as const satisfies Record<SlotRefusal['kind'], keyof typeof RESERVATION_PROBLEMS>;

export function slotRefused(refusal: SlotRefusal): Refusal<SlotRefusal['kind']> {
  const code = codes[refusal.kind];
  switch (refusal.kind) {
    case 'slot-taken':
      return problem(code, { more: { free: refusal.free.map(interval) } });
    case 'too-long': {
      const { maxDurationMinutes } = refusal;
      return problem(code, {
        detail: `At most ${maxDurationMinutes} minutes are allowed.`,
        more: { maxDurationMinutes, ...nearest(refusal) },
      });
    }
    case 'rule-broken': {
      const { rule, bound, toConfirm } = refusal;
      const broken = toConfirm && { confirm: toConfirm.map((one) => one.rule), broken: toConfirm };
      return problem(code, {
        detail: toConfirm
          ? `Rules of the space: ${toConfirm.map((one) => one.bound).join('; ')}. Send \`confirm\` with their names to break them.`
          : `Rule of the space: ${bound}.`,
        more: { rule, bound, ...nearest(refusal), ...broken },
      });
    }
    case 'slot-in-the-past':
      return problem(code, { more: nearest(refusal) });
    case 'space-closed':
    case 'not-reservable':
      return problem(code);
  }
}

/** The time closest to what was asked for that would be accepted, as far as the rules go. */
const nearest = (refusal: { readonly nearest?: Interval }): Readonly<Record<string, unknown>> =>
  refusal.nearest ? { nearest: interval(refusal.nearest) } : {};

/** Who comes second is shown what the first left. */
export function changedMeanwhile(reservation: Reservation, audience: Audience): Refusal<'changed-meanwhile'> {
  const detail = 'Somebody changed it since you read it; `present` is how it stands now.';
  return problem('changed-meanwhile', { detail, more: { present: view({ reservation }, audience) }, headers: entityTag(reservation) });
}

export const tooManyOpen = ({ most, proven }: { readonly most: number; readonly proven: boolean }): Refusal<'too-many-open-requests'> =>
  problem('too-many-open-requests', {
    detail: proven
      ? `At most ${most} reservations of one contact may be open. Cancel one, wait until one is over, or ask our staff.`
      : `At most ${most} requests may be open for an address that is not confirmed yet. Open the link in one of the mails to it, wait until one is over, or ask our staff.`,
    more: { most },
  });

export const tooManyChanges = ({
  most,
  waitSeconds,
}: {
  readonly most: number;
  readonly waitSeconds: number;
}): Refusal<'too-many-changes'> =>
  problem('too-many-changes', {
    detail: `At most ${most} changes of one reservation within a day. Wait, or ask our staff.`,
    more: { most },
    headers: { 'retry-after': String(waitSeconds) },
  });

/** What a reservation's status does not allow. */
export function notPossible(refusal: StepRefusal): Refusal<'reservation-over' | 'not-possible-now'> {
  switch (refusal.kind) {
    case 'over':
      return problem('reservation-over', { more: { endedAt: instantText(refusal.endedAt) } });
    case 'not-possible-now': {
      const { status, possibleFrom } = refusal;
      const detail = `It is ${status}; this is possible while it is ${possibleFrom.join(' or ')}.`;
      return problem('not-possible-now', { detail, more: { reservationStatus: status, possibleFrom } });
    }
  }
}
