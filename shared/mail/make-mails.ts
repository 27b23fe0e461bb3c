import type { Write } from '../kernel/database';
import type { Reservation } from '../reservations/model';
import { newSyncItem, redesire, type SyncItem } from '../sync/item';
import { MAIL, mailSubject, senderLane } from './model';
import type { FillTemplate, MailsFor, ReservationChange } from './ports';
import { templateFor } from './rules';
import { writeMail } from './write-mail';

interface Deps {
  readonly fill: FillTemplate;
  /** Absent: no mails are made. */
  readonly sender: string | undefined;
  readonly organisation: string;
  /** The link by which whoever made the reservation sees it. */
  readonly manageUrl: (reservation: Reservation) => string;
}

/**
 * One mail for each change, in the partition of the reservation. What an earlier change was to tell and has not left is withdrawn: the
 * newest word counts.
 */
export const makeMailsFor =
  (deps: Deps): MailsFor =>
  (change) => {
    const fresh = newMail(deps, change);
    const overtaken = withdrawn(change);
    const writes: Write[] = [];
    if (fresh) writes.push({ kind: 'create', document: fresh });
    if (overtaken && change.last) writes.push({ kind: 'replace', document: overtaken, ifMatch: change.last.etag });
    return {
      reservation: fresh ? { ...change.after, lastMail: fresh.subject } : change.after,
      writes,
      items: [fresh, overtaken].filter((item) => item !== undefined),
    };
  };

function newMail(
  { fill, sender, organisation, manageUrl }: Deps,
  { before, after, space, cause, now }: ReservationChange,
): SyncItem | undefined {
  if (sender === undefined || !space) return undefined;
  const template = templateFor(before, after);
  return newSyncItem({
    pk: after.pk,
    kind: MAIL,
    subject: mailSubject(after.id, after.revision, template),
    target: sender,
    lane: senderLane(sender),
    value: writeMail(fill, { template, reservation: after, space, by: cause.actor, organisation, manageUrl: manageUrl(after) }),
    cause,
    now,
    // The newest decision goes first.
    priority: -now,
    confidential: true,
  });
}

function withdrawn({ last, cause, now }: ReservationChange): SyncItem | undefined {
  if (!last || last.value.desired.value === null || last.value.applied?.sent) return undefined;
  return redesire(last.value, null, cause, now);
}
