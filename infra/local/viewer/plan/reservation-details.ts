import { referenceOf } from '../../../../shared/kernel/ids';
import { mailsOf } from '../mails/mail-list';
import { addressOf, documentsOf, eventItems, eventKeyOf, homeZone } from '../overview/documents';
import { syncView, waitsOf } from '../overview/waits';
import { unknown } from '../exchange';
import type { Viewed } from '../viewed';
import { agreementOf } from './bars';
import { manageUrlIn } from '../mails/manage-url';

const iso = (at: number): string => new Date(at).toISOString();

/** One reservation: what the ledger says, what stands in Outlook, and who was told what: `GET /_instep/reservation?id=oak.…`. Throws Problem. */
export function reservationDetails(cloud: Viewed, id: string) {
  const documents = documentsOf(cloud.cores.database);
  const reservation = documents.reservations.find((one) => one.id === id);
  if (!reservation) throw unknown(`There is no reservation ${id}.`);
  const { title, spaceId, status, startsAt, endsAt, contact, submittedAt, holdUntil, decision } = reservation;
  const space = documents.spaces.find((one) => one.id === spaceId);
  const waits = waitsOf(documents, cloud.now());
  const item = eventItems(documents.items).get(eventKeyOf(reservation));
  const { mailboxes } = cloud.cores.tenant.snapshot();
  const entries = mailboxes.flatMap(({ address, displayName, events }) =>
    events
      .filter(({ reservationId }) => reservationId === id)
      .map(({ id: event, subject, start, end, showAs }) => ({ event, address, mailbox: displayName, subject, start, end, showAs })),
  );
  const own = space && mailboxes.find(({ address }) => address.toLowerCase() === addressOf(space));
  return {
    id,
    reference: referenceOf(id),
    title,
    space: space?.name ?? spaceId,
    building: space?.building.name ?? '',
    address: own?.address ?? '',
    zone: space?.timeZone ?? homeZone(documents.spaces),
    status,
    start: iso(startsAt),
    end: iso(endsAt),
    contact: contact ?? null,
    submittedAt: iso(submittedAt),
    ...(holdUntil !== undefined && status === 'pending' && { holdUntil: iso(holdUntil) }),
    ...(decision && { decision: { at: iso(decision.at), by: decision.by?.kind ?? 'instep', reason: decision.reason } }),
    agreement: agreementOf(reservation, { events: own?.events ?? [], item, waits }),
    ...(item && { sync: syncView(item, waits) }),
    outlook: entries,
    mails: mailsOf(cloud).filter((mail) => mail.reservation === id),
    manageUrl: manageUrlIn(cloud, id),
  };
}
