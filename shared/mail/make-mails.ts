import type { Database, Stored, Write } from '../kernel/database';
import type { CountMail } from '../limits/ports';
import type { Reservation } from '../reservations/model';
import { newSyncItem, withNewDesired, syncItemId, type SyncItem } from '../sync/item/item';
import { readItem } from '../sync/item/stored';
import { approverOf, writeAsk } from './ask-approver';
import { MAIL, mailKey, senderLane, type Mail } from './model';
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
  /** Absent: nobody is asked by mail. */
  readonly asking?: Asking;
}

export interface Asking {
  /** Who is asked where the space names nobody. */
  readonly approver: string | undefined;
  /** The link by which it can be decided once; null while it cannot be signed. */
  readonly decideUrl: (reservation: Reservation) => Promise<string | null>;
  /** What deciding would mean for others. Throws ExternalFailure of the database. */
  readonly consequences: (reservation: Reservation) => Promise<readonly string[]>;
}

/**
 * One mail to whoever made the reservation for each change, and one to those who approve where it waits for them, in the partition of the
 * reservation. What an earlier change was to tell and has not left is withdrawn: the newest word counts.
 */
export const makeMailsFor =
  (deps: Deps): MailsFor =>
  async (change) => {
    const { before, after, quiet } = change;
    const [tell, ask] = await Promise.all([
      quiet ? NOTHING : inPlaceOf(deps, change, before?.lastMail, newMail(deps, change)),
      inPlaceOf(deps, change, before?.lastAsk, newAsk(deps, change)),
    ]);
    return {
      reservation: noted(after, tell, ask, quiet),
      writes: [...tell.writes, ...ask.writes],
      items: [...tell.items, ...ask.items],
    };
  };

function noted(after: Reservation, tell: Posted, ask: Posted, quiet = false): Reservation {
  const { mailWithheld: earlier, ...rest } = after;
  const withheld = quiet ? earlier : tell.withheld;
  return {
    ...rest,
    ...(withheld && { mailWithheld: withheld }),
    ...(tell.fresh && { lastMail: tell.fresh.key }),
    ...(ask.fresh && { lastAsk: ask.fresh.key }),
  };
}

interface Posted {
  readonly fresh?: SyncItem;
  readonly withheld?: true;
  readonly writes: readonly Write[];
  readonly items: readonly SyncItem[];
}

const NOTHING: Posted = { writes: [], items: [] };

/** The new mail, if any, and the last of its sort withdrawn where it has not left. */
async function inPlaceOf(
  { database }: Deps,
  change: ReservationChange,
  last: string | undefined,
  making: Promise<SyncItem | 'withheld' | undefined>,
): Promise<Posted> {
  const [made, earlier] = await Promise.all([making, lastMail(database, change, last)]);
  const fresh = made === 'withheld' ? undefined : made;
  const overtaken = earlier && withdrawn(earlier.value, change);
  const writes: Write[] = [];
  if (fresh) writes.push({ kind: 'create', document: fresh });
  if (overtaken) writes.push({ kind: 'replace', document: overtaken, ifMatch: earlier.etag });
  const items = [fresh, overtaken].filter((item) => item !== undefined);
  return { ...(fresh && { fresh }), ...(made === 'withheld' && { withheld: true }), writes, items };
}

async function newMail(deps: Deps, change: ReservationChange): Promise<SyncItem | 'withheld' | undefined> {
  const { fill, sender, organisation, manageUrl, countMail } = deps;
  const { before, after, space, cause, mayMail } = change;
  if (sender === undefined || !space || !after.contact) return undefined;
  const { mayGo, proven } =
    mayMail === undefined ? await countMail(after.contact.email, after.id, after.revision) : { mayGo: mayMail, proven: false };
  if (!mayGo) return 'withheld';
  const template = templateFor(before, after);
  // What staff entered themselves are no words of a stranger.
  const trusted = proven || !before;
  const occasion = { template, reservation: after, space, by: cause.actor, trusted, organisation, manageUrl: await manageUrl(after) };
  return itemOf(sender, change, writeMail(fill, occasion));
}

async function newAsk({ fill, sender, organisation, asking }: Deps, change: ReservationChange): Promise<SyncItem | undefined> {
  const { after, space, quiet } = change;
  // What awaits Exchange is confirmed by us.
  const waits = after.status === 'pending' && !after.awaits;
  if (sender === undefined || !asking || !space || quiet || !waits) return undefined;
  const to = approverOf(space, asking.approver);
  if (to === undefined) return undefined;
  const [decideUrl, consequences] = await Promise.all([asking.decideUrl(after), asking.consequences(after)]);
  return itemOf(sender, change, writeAsk(fill, { to, reservation: after, space, organisation, decideUrl, consequences }));
}

const itemOf = (sender: string, { after, cause, now }: ReservationChange, mail: Mail): SyncItem =>
  newSyncItem({
    pk: after.pk,
    kind: MAIL,
    key: mailKey(after.id, after.revision, mail.template),
    target: sender,
    lane: senderLane(sender),
    value: mail,
    cause,
    now,
    // The newest decision goes first.
    priority: -now,
    confidential: true,
  });

async function lastMail(database: Database, { before }: ReservationChange, key: string | undefined): Promise<Stored<SyncItem> | undefined> {
  if (!before || key === undefined) return undefined;
  const read = await readItem(database, before.pk, syncItemId(MAIL, key));
  return read.found ? read : undefined;
}

/** Sent is sent. */
function withdrawn(last: SyncItem, { cause, now }: ReservationChange): SyncItem | undefined {
  return last.desired.value === null || last.applied?.sent ? undefined : withNewDesired(last, null, cause, now);
}
