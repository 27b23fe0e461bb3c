import { created, busy, problem, type Answer } from '../host/answer';
import { actorOf, anyone, isStaff } from '../host/caller';
import { operation, type Contract } from '../host/operation';
import type { ProblemCode } from '../host/problem';
import { IdempotencyHeader, ReservationReceipt, SubmitReservationBody } from '../../shared/reservations/messages';
import type { Interval } from '../../shared/kernel/intervals';
import type { SlotRefusal } from '../../shared/reservations/model';
import type { SubmitReservation } from '../../shared/reservations/submit-reservation';
import type { ManageLinks } from './manage-links';
import { interval, receipt } from './view';

const contract = {
  summary: 'Ask for a space and time',
  tag: 'Reservations',
  access: anyone,
  headers: IdempotencyHeader,
  badHeader: 'idempotency-key-missing',
  body: SubmitReservationBody,
  answers: {
    201: { description: 'Taken: the time is kept. Repeated with the same key and body, the same answer.', schema: ReservationReceipt },
  },
  problems: [
    'role-missing',
    'space-not-found',
    'slot-taken',
    'space-closed',
    'not-reservable',
    'slot-in-the-past',
    'too-long',
    'rule-broken',
    'idempotency-key-reused',
    'busy',
  ],
} satisfies Contract;

export const submitReservationHttp = (submit: SubmitReservation, links: ManageLinks) =>
  operation(contract, async ({ headers, body, caller, correlationId }): Promise<Answer> => {
    if (body.notify === false && !isStaff(caller))
      return problem('role-missing', { detail: 'Only staff may leave out the mail (`notify`).' });
    const outcome = await submit({
      idempotencyKey: headers['idempotency-key'],
      body,
      cause: { actor: actorOf(caller), action: 'reservation.submit', correlationId },
    });
    switch (outcome.kind) {
      case 'accepted':
        return created(receipt(outcome, await links.urlOf(outcome.reservation)), `/api/v1/reservations/${outcome.reservation.id}`);
      case 'refused':
        return refused(outcome.refusal);
      case 'unknown-space':
        return problem('space-not-found');
      case 'key-reused':
        return problem('idempotency-key-reused', { detail: 'Choose a new key for a new reservation.' });
      case 'busy':
        return busy();
    }
  });

/** Each refusal of a slot is a problem of the same name. */
const codes = {
  'slot-taken': 'slot-taken',
  'space-closed': 'space-closed',
  'not-reservable': 'not-reservable',
  'slot-in-the-past': 'slot-in-the-past',
  'too-long': 'too-long',
  'rule-broken': 'rule-broken',
} as const satisfies Record<SlotRefusal['kind'], ProblemCode>;

function refused(refusal: SlotRefusal): Answer {
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
      const { rule, bound } = refusal;
      return problem(code, { detail: `The space allows: ${bound}.`, more: { rule, bound, ...nearest(refusal) } });
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
