import type { Database, Stored, Write } from '../kernel/database';
import type { Reservation } from '../reservations/model';
import type { CountMail } from '../limits/ports';
import { newSyncItem, redesire, syncItemId, type SyncItem } from '../sync/item';
import { MAIL, mailSubject, senderLane } from './model';
import type { FillTemplate, MailsFor, ReservationChange } from './ports';
import { templateFor } from './rules';
import { writeMail } from './write-mail';

interface Deps {
  readonly database: Database;
  readonly fill: FillTemplate;
  /** Absent: no mails are made. */
  readonly sender: string | undefined;
  readonly organisation: string;
  /** The link by which whoever made the reservation sees it; null while it cannot be signed. */
  readonly manageUrl: (reservation: Reservation) => Promise<string | null>;
  readonly countMail: CountMail;
}

/**
 * One mail for each change, in the partition of the reservation. What an earlier change was to tell and has not left is withdrawn: the
 * newest word counts.
 */
export const makeMailsFor =
  (deps: Deps): MailsFor =>
  async (change) => {
    const [fresh, last] = await Promise.all([newMail(deps, change), lastMail(deps, change)]);
    const overtaken = last && withdrawn(last.value, change);
    const writes: Write[] = [];
    if (fresh && fresh !== 'withheld') writes.push({ kind: 'create', document: fresh });
    if (overtaken) writes.push({ kind: 'replace', document: overtaken, ifMatch: last.etag });
    return {
      reservation: noted(change.after, fresh),
      writes,
      items: [fresh, overtaken].filter((item) => item !== undefined && item !== 'withheld'),
    };
  };

function noted({ mailWithheld: _earlier, ...after }: Reservation, fresh: SyncItem | 'withheld' | undefined): Reservation {
  if (fresh === 'withheld') return { ...after, mailWithheld: true };
  return fresh ? { ...after, lastMail: fresh.subject } : after;
}

async function newMail(deps: Deps, change: ReservationChange): Promise<SyncItem | 'withheld' | undefined> {
  const { before, after, space, cause, now, mayMail } = change;
  const { fill, sender, organisation, manageUrl, countMail } = deps;
  if (sender === undefined || !space || !after.contact) return undefined;
  const { mayGo, proven } =
    mayMail === undefined ? await countMail(after.contact.email, after.id, after.revision) : { mayGo: mayMail, proven: false };
  if (!mayGo) return 'withheld';
  const template = templateFor(before, after);
  // What staff entered themselves are no words of a stranger.
  const trusted = proven || !before;
  const occasion = { template, reservation: after, space, by: cause.actor, trusted, organisation, manageUrl: await manageUrl(after) };
  return newSyncItem({
    pk: after.pk,
    kind: MAIL,
    subject: mailSubject(after.id, after.revision, template),
    target: sender,
    lane: senderLane(sender),
    value: writeMail(fill, occasion),
    cause,
    now,
    // The newest decision goes first.
    priority: -now,
    confidential: true,
  });
}

async function lastMail({ database }: Deps, { before }: ReservationChange): Promise<Stored<SyncItem> | undefined> {
  if (before?.lastMail === undefined) return undefined;
  const read = await database.read<SyncItem>('items', before.pk, syncItemId(MAIL, before.lastMail));
  return read.found ? read : undefined;
}

/** Sent is sent. */
function withdrawn(last: SyncItem, { cause, now }: ReservationChange): SyncItem | undefined {
  return last.desired.value === null || last.applied?.sent ? undefined : redesire(last, null, cause, now);
}
