import { busy, ok, problem } from '../host/answer';
import { actorOf, may } from '../host/caller';
import { linkOf } from './link-of';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import type { ReservationLinks } from '../../shared/links/ports';
import type { ChangeOutcome, ChangeReservation } from '../../shared/reservations/moves/change-reservation';
import { ChangeReservationBody, IfMatchHeader, ReservationPath, ReservationView, revisionNamed } from '../../shared/reservations/messages';
import type { SetLegalHold } from '../../shared/reservations/retention/set-legal-hold';
import { linkVersion } from '../../shared/reservations/model';
import { changedMeanwhile, notPossible, slotRefused, tooManyChanges, tooManyOpen } from './refusals';
import { refusedFields } from './staff-fields';
import { entityTag, view, type Audience } from './view';

const contract = {
  summary: 'Change time, space or details; the old time is kept until the new one is safe',
  tag: 'Reservations',
  access: { permission: 'reservations.change', bearer: 'manage' },
  limited: 'writes',
  params: ReservationPath,
  headers: IfMatchHeader,
  badHeader: 'precondition-required',
  missing: 'reservation-not-found',
  body: ChangeReservationBody,
  answers: { 200: { description: 'As it stands now.', schema: ReservationView, headers: ['ETag'] } },
  problems: [
    'precondition-required',
    'changed-meanwhile',
    'staff-only-field',
    'space-not-found',
    'not-possible-now',
    'reservation-over',
    'slot-taken',
    'space-closed',
    'not-reservable',
    'slot-in-the-past',
    'too-long',
    'rule-broken',
    'too-many-open-requests',
    'too-many-changes',
    'busy',
  ],
} as const satisfies Contract;

export const changeReservationHttp = (change: ChangeReservation, setLegalHold: SetLegalHold, links: ReservationLinks) =>
  operation(contract, async ({ params: { id }, headers, body, caller, correlationId }): Promise<AnswerOf<typeof contract>> => {
    const audience = may(caller, 'reservations.change') ? 'staff' : 'bearer';
    const ifMatch = headers['if-match'];
    if (audience === 'staff' && ifMatch === undefined) {
      return problem('precondition-required', { detail: 'Send If-Match with the ETag of the reservation as you read it.' });
    }
    const forStaff = audience === 'staff' ? undefined : refusedFields('reservations.change', body);
    if (forStaff) return forStaff;
    // After all that is said of the request alone: whether a link was ever one of ours shows nowhere.
    const by = await linkOf(caller, links, id);
    if (!by) return problem('reservation-not-found');
    const ifRevision = ifMatch === undefined ? undefined : revisionNamed(ifMatch);
    const { contact, legalHold, confirm, ...patch } = body;
    const seen = {
      ...(ifRevision !== undefined && { ifRevision }),
      cause: { actor: actorOf(caller), action: 'reservation.change', correlationId },
    };
    if (legalHold !== undefined) return answer(await setLegalHold({ id, hold: legalHold, ...seen }), audience);
    const outcome = await change({
      id,
      patch: { ...patch, ...(contact && { contact: plainContact(contact) }) },
      by: audience === 'staff' ? 'staff' : 'citizen',
      ...(confirm && { confirmed: confirm }),
      ...(by.link && { byLink: by.link.version }),
      ...seen,
    });
    // The mail of the address that stands in it now is not the one that was read: nothing is proven here.
    const said = answer(outcome, audience);
    return outcome.kind === 'done' && by.link && linkVersion(outcome.reservation) !== by.link.version
      ? withLink(said, await links.urlOf('manage', outcome.reservation))
      : said;
  });

/** Whoever gives another address loses the link by which they did so; the mail to the new address may take a while. */
const withLink = (said: AnswerOf<typeof contract>, manageUrl: string): AnswerOf<typeof contract> =>
  said.kind === 'json' ? { ...said, body: { ...said.body, manageUrl } } : said;

const plainContact = ({ name, email, phone }: { name: string; email: string; phone?: string | undefined }) => ({
  name,
  email,
  ...(phone !== undefined && { phone }),
});

function answer(outcome: ChangeOutcome, audience: Exclude<Audience, 'public'>): AnswerOf<typeof contract> {
  switch (outcome.kind) {
    case 'done':
      return { ...ok(view(outcome, audience)), headers: entityTag(outcome.reservation) };
    case 'unknown-reservation':
      return problem('reservation-not-found');
    case 'unknown-space':
      return problem('space-not-found');
    case 'ends-before-it-starts':
      return problem('invalid-request', { errors: [{ field: '/endsAt', detail: 'must be after startsAt' }] });
    case 'changed-meanwhile':
      return changedMeanwhile(outcome.reservation, audience);
    case 'slot-refused':
      return slotRefused(outcome.refusal);
    case 'too-many-open':
      return tooManyOpen(outcome);
    case 'too-many-changes':
      return tooManyChanges(outcome);
    case 'refused':
      return notPossible(outcome.refusal);
    case 'busy':
      return busy();
  }
}
