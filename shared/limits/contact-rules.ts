import { DAY, MINUTE, type EpochMs } from '../kernel/clock';
import type { ReservationId, SpaceId } from '../kernel/ids';
import { timeToLive } from '../kernel/time-to-live';
import { holdsTime, type RefusedSubmission, type Reservation } from '../reservations/model';
import type { Admission, Admitted, Contact, CountedMail, OpenEntry } from './model';

export const NOBODY: Contact = { open: [], mails: [] };

const OPEN_UNPROVEN = 3;
/** More than anybody asks for by hand; it bounds the document. */
const OPEN_PROVEN = 200;
const MAILS_A_DAY = 3;
const PROVEN_FOR_MS = 400 * DAY;
/** A proof is not written again within this time. */
const PROOF_IS_NEW_MS = 30 * DAY;
/** How long a request without a reservation counts as under way; no request lives longer at the front end of Azure than four minutes. */
const UNDER_WAY_MS = 10 * MINUTE;

/** The mailbox behind an address, as far as it can be told: what stands behind a `+` is a tag of its owner's choice (RFC 5233), and would make one mailbox many contacts. */
export const mailboxOf = (email: string): string =>
  email
    .trim()
    .toLowerCase()
    .replace(/^([^@+]+)\+[^@]*@/, '$1@');

/** Without what has ended and the mails of other days. */
export function present({ provenUntil, open, mails }: Contact, now: EpochMs): Contact {
  return {
    ...(provenUntil !== undefined && provenUntil > now && { provenUntil }),
    open: open.filter((entry) => endOf(entry) > now),
    mails: mails.filter(({ at }) => Math.floor(at / DAY) === Math.floor(now / DAY)),
  };
}

const endOf = ({ until, movingTo }: OpenEntry): EpochMs => Math.max(until, movingTo?.until ?? 0);

export const isProven = ({ provenUntil = 0 }: Contact, now: EpochMs): boolean => provenUntil > now;

/** The contact as proven now; the same one where that is known well enough. */
export function proven(contact: Contact, now: EpochMs): Contact {
  const until = now + PROVEN_FOR_MS;
  return (contact.provenUntil ?? 0) > until - PROOF_IS_NEW_MS ? contact : { ...contact, provenUntil: until };
}

const standsIn = ({ spaceId, movingTo }: OpenEntry, space: SpaceId): boolean => spaceId === space || movingTo?.spaceId === space;

/** Those of others than the request that may be open in its space. */
export const othersThere = ({ open }: Contact, { id, spaceId }: Admission): readonly OpenEntry[] =>
  open.filter((entry) => entry.id !== id && standsIn(entry, spaceId));

/** What keeps the request out; `perSpace` is the rule of its space. */
export function hindrance(
  contact: Contact,
  admission: Admission,
  perSpace: number | undefined,
  now: EpochMs,
): Exclude<Admitted, { kind: 'admitted' }> | undefined {
  const own = contact.open.find(({ id }) => id === admission.id);
  if (own && standsIn(own, admission.spaceId)) return undefined;
  const known = isProven(contact, now);
  const most = known ? OPEN_PROVEN : OPEN_UNPROVEN;
  if (!own && contact.open.length >= most) return { kind: 'too-many-open', most, proven: known };
  if (perSpace === undefined || othersThere(contact, admission).length < perSpace) return undefined;
  const bound = `at most ${String(perSpace)} open ${perSpace === 1 ? 'reservation' : 'reservations'} of one contact`;
  return { kind: 'rule-broken', refusal: { kind: 'rule-broken', rule: 'open-per-contact', bound } };
}

/** With the request among those that may be open; the same contact where it stands already. */
export function entered(contact: Contact, { id, spaceId, until }: Admission, now: EpochMs): Contact {
  const own = contact.open.find((entry) => entry.id === id);
  if (!own) return { ...contact, open: [...contact.open, { id, spaceId, until, since: now }] };
  const known = own.spaceId === spaceId ? own.until : own.movingTo?.spaceId === spaceId ? own.movingTo.until : undefined;
  if (known !== undefined && known >= until) return contact;
  const next: OpenEntry = own.spaceId === spaceId ? { ...own, until, since: now } : { ...own, movingTo: { spaceId, until }, since: now };
  return { ...contact, open: contact.open.map((entry) => (entry === own ? next : entry)) };
}

/** Whether a mail may be made, and the contact with it counted; the same contact where there is nothing to count. */
export function withMail(contact: Contact, mail: CountedMail): { readonly mayGo: boolean; readonly contact: Contact } {
  const { provenUntil = 0, mails } = contact;
  if (provenUntil > mail.at || mails.some(({ id, revision }) => id === mail.id && revision === mail.revision))
    return { mayGo: true, contact };
  return mails.length < MAILS_A_DAY ? { mayGo: true, contact: { ...contact, mails: [...mails, mail] } } : { mayGo: false, contact };
}

/** What stands under the id of a reservation: nothing, the reservation, or the "no". */
export type Found = Reservation | RefusedSubmission | undefined;

/** Every reservation that could free a place, so is to be looked at when a limit is reached. */
export const toLookAt = ({ open, mails }: Contact): readonly ReservationId[] => [
  ...new Set([...open.map(({ id }) => id), ...mails.map(({ id }) => id)]),
];

/**
 * The contact held against the reservations, as of the present: what was refused, never made, has ended or belongs to somebody else by now
 * drops out. What was asked for minutes ago may still be on its way.
 */
export function confirmed(
  contact: Contact,
  find: (id: ReservationId) => Found,
  isTheirs: (reservation: Reservation) => boolean,
  now: EpochMs,
): Contact {
  const open = contact.open.flatMap((entry): OpenEntry[] => {
    const { id, since, until, movingTo } = entry;
    const found = find(id);
    const underWay = now - since < UNDER_WAY_MS;
    if (!found) return underWay ? [entry] : [];
    if (found.type === 'refused-submission' || !holdsTime(found.status) || found.endsAt <= now) return [];
    if (!isTheirs(found)) return underWay ? [entry] : [];
    const { spaceId, endsAt } = found;
    const leaving = underWay && movingTo && movingTo.spaceId !== spaceId;
    return [{ id, spaceId, until: underWay ? Math.max(until, endsAt) : endsAt, since, ...(leaving && { movingTo }) }];
  });
  // Only a submission may have come to nothing: a later revision was there to be changed.
  const mails = contact.mails.filter(({ id, revision, at }) => {
    const found = revision === 1 ? find(id) : 'made';
    return found === undefined ? now - at < UNDER_WAY_MS : found === 'made' || found.type === 'reservation';
  });
  return { ...contact, open, mails };
}

/** How long the document must be kept, in seconds. */
export function lifetime({ provenUntil = 0, open }: Contact, now: EpochMs): number {
  const last = Math.max(provenUntil, now, ...open.map(endOf));
  return timeToLive(last - now + DAY);
}
