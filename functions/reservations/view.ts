import { actsForHouse } from '../../shared/kernel/actor';
import { instantText } from '../../shared/kernel/instants';
import { referenceOf } from '../../shared/kernel/ids';
import type { Interval } from '../../shared/kernel/intervals';
import type { ReservationReceipt, ReservationView } from '../../shared/reservations/messages';
import type { Reservation } from '../../shared/reservations/model';
import type { ReservationWithSync } from '../../shared/reservations/read-reservation';
import { worstOf } from '../../shared/reservations/summary';

/** Who looks: the bearer of the link sees what they sent, staff see who must act too. */
export type Audience = 'public' | 'bearer' | 'staff';

type Found = Omit<ReservationWithSync, 'etag'>;

export const interval = ({ start, end }: Interval) => ({ startsAt: instantText(start), endsAt: instantText(end) });

/** The revision of a reservation as a strong entity tag. */
export const entityTag = ({ revision }: Reservation): Readonly<Record<string, string>> => ({ etag: `"r${revision}"` });

const outline = ({ id, status, spaceId, startsAt, endsAt, exchange }: Reservation) => ({
  id,
  reference: referenceOf(id),
  status,
  spaceId,
  startsAt: instantText(startsAt),
  endsAt: instantText(endsAt),
  exchange: exchange ?? ('not-asked' as const),
});

export const receipt = ({ reservation, ...standing }: Found, manageUrl: string): ReservationReceipt => ({
  ...outline(reservation),
  sync: { state: worstOf(standing)?.state ?? 'not-synced' },
  manageUrl,
});

const WITHHELD =
  'No mail tells of the last change: the address is not confirmed, and has had its mails for that day. Tell the contact in another way.';

export function view({ reservation, ...standing }: Found, audience: Audience): ReservationView {
  const { also = [] } = standing;
  const seen = { ...outline(reservation), sync: sync(worstOf(standing), audience) };
  if (audience === 'public') return seen;
  const {
    title,
    publicTitle,
    attendance,
    notes,
    contact,
    contactRemovedAt,
    legalHold,
    purpose,
    alsoIn,
    submittedAt,
    holdUntil,
    decision,
    changedAt,
    revision,
    mailWithheld,
  } = reservation;
  return {
    ...seen,
    title,
    ...(publicTitle !== undefined && { publicTitle }),
    revision,
    ...(changedAt !== undefined && { changedAt: instantText(changedAt) }),
    ...(attendance !== undefined && { attendance }),
    ...(notes !== undefined && { notes }),
    ...(contact && { contact }),
    ...(contactRemovedAt !== undefined && { contactRemovedAt: instantText(contactRemovedAt) }),
    ...(legalHold && audience === 'staff' && { legalHold }),
    ...(purpose && { purpose }),
    ...(alsoIn &&
      audience === 'staff' && {
        alsoIn: alsoIn.map(({ mailbox, calendarId }, at) => ({
          mailbox,
          ...(calendarId !== undefined && { calendarId }),
          sync: sync(also[at], audience),
        })),
      }),
    submittedAt: instantText(submittedAt),
    ...(holdUntil !== undefined && { holdUntil: instantText(holdUntil) }),
    ...(decision && {
      decision: {
        at: instantText(decision.at),
        byHouse: actsForHouse(decision.by),
        by: { kind: decision.by.kind, ...(audience === 'staff' && decision.by.kind === 'staff' && { objectId: decision.by.objectId }) },
        ...(decision.reason !== undefined && { reason: decision.reason }),
      },
    }),
    ...(mailWithheld && audience === 'staff' && { mail: { state: 'withheld' as const, sentence: WITHHELD } }),
  };
}

/** The sentence may name a mailbox, so it is for staff. */
export function sync(item: Found['item'], audience: Audience): ReservationView['sync'] {
  if (!item) return { state: 'not-synced' };
  const { state, reason } = item;
  if (!reason) return { state };
  const next = reason.nextTryAt === undefined ? {} : { nextTryAt: instantText(reason.nextTryAt) };
  const inside = audience === 'staff' ? { sentence: reason.sentence, who: reason.who } : {};
  return { state, reason: { code: reason.code, ...inside, ...next } };
}
