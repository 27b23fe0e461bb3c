import { created, busy, problem } from '../host/answer';
import { actorOf, may } from '../host/caller';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import type { ReservationLinks } from '../../shared/links/ports';
import { IdempotencyHeader, ReservationReceipt, SubmitReservationBody } from '../../shared/reservations/messages';
import type { Reservation } from '../../shared/reservations/model';
import type { SubmitReservation } from '../../shared/reservations/submit-reservation';
import { slotRefused, tooManyOpen } from './refusals';
import { refusedFields } from './staff-fields';
import { receipt } from './view';

const contract = {
  summary: 'Ask for a space and time',
  tag: 'Reservations',
  access: { more: ['reservations.house'] },
  limited: 'writes',
  headers: IdempotencyHeader,
  badHeader: 'idempotency-key-missing',
  body: SubmitReservationBody,
  answers: {
    201: {
      description: 'Taken: the time is kept. Repeated with the same key and body, the same answer.',
      schema: ReservationReceipt,
      headers: ['Location'],
    },
  },
  problems: [
    'staff-only-field',
    'space-not-found',
    'slot-taken',
    'space-closed',
    'not-reservable',
    'slot-in-the-past',
    'too-long',
    'rule-broken',
    'idempotency-key-reused',
    'mailbox-taken',
    'too-many-open-requests',
    'busy',
  ],
} as const satisfies Contract;

export const submitReservationHttp = (submit: SubmitReservation, links: ReservationLinks) =>
  operation(contract, async ({ headers, body, caller, correlationId }): Promise<AnswerOf<typeof contract>> => {
    const forHouse = may(caller, 'reservations.house');
    const forStaff = forHouse ? undefined : refusedFields('reservations.house', body);
    if (forStaff) return forStaff;
    // Only now: to the public the field is refused as such.
    if (body.alsoIn !== undefined && body.purpose === undefined) {
      return problem('invalid-request', { errors: [{ field: '/alsoIn', detail: 'is for a programme session only: give `purpose` too' }] });
    }
    const outcome = await submit({
      idempotencyKey: headers['idempotency-key'],
      body,
      // A person who is signed in without the permission is one of the public here.
      cause: {
        actor: caller.kind === 'person' && !forHouse ? { kind: 'citizen' } : actorOf(caller),
        action: 'reservation.submit',
        correlationId,
      },
    });
    switch (outcome.kind) {
      case 'accepted':
        return created(receipt(outcome, await firstLink(links, outcome.reservation)), `/api/v1/reservations/${outcome.reservation.id}`);
      case 'refused':
        return slotRefused(outcome.refusal);
      case 'unknown-space':
        return problem('space-not-found');
      case 'target-is-a-space': {
        const { at, by } = outcome;
        const detail = `must not be the calendar of a space: ${by} writes to it; reserve that space instead`;
        return problem('mailbox-taken', { errors: [{ field: `/alsoIn/${at}/mailbox`, detail }], more: { by } });
      }
      case 'key-reused':
        return problem('idempotency-key-reused', { detail: 'Choose a new key for a new reservation.' });
      case 'too-many-open':
        return tooManyOpen(outcome);
      case 'busy':
        return busy();
    }
  });

/** The link as it was first: who only knows the key of the submission gets no link that was meant for somebody else since. */
const firstLink = (links: ReservationLinks, { id, endsAt }: Reservation): Promise<string> => links.urlOf('manage', { id, endsAt });
