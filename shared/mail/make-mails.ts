import { actsForHouse } from '../kernel/actor';
import { MINUTE, type EpochMs } from '../kernel/clock';
import type { Database } from '../kernel/database';
import type { CountMail, IsProven, MailAllowance } from '../limits/ports';
import type { Reservation } from '../reservations/model';
import { desire, wishFrom, type Wished } from '../sync/desire';
import { syncItemId } from '../sync/item/item';
import { readItem } from '../sync/item/stored';
import { approverOf, writeAsk } from './ask-approver';
import { MAIL, mailKey, senderLane, type Mail } from './model';
import type { FillTemplate, MailsFor, ReservationChange } from './ports';
import { templateFor } from './rules';
import { writeMail } from './write-mail';

/** How long those who approve are left alone after a mail about a request. */
const ASK_AGAIN_MS = 30 * MINUTE;

interface Deps {
  readonly database: Database;
  readonly fill: FillTemplate;
  /** Absent: no mails are made. */
  readonly sender: string | undefined;
  readonly organisation: string;
  /** The link by which whoever made the reservation sees it; null while it cannot be signed. */
  readonly manageUrl: (reservation: Reservation) => Promise<string | null>;
  readonly countMail: CountMail;
  readonly isProven: IsProven;
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
      wishes: [...tell.wishes, ...ask.wishes],
    };
  };

function noted(after: Reservation, tell: Posted, ask: Posted, quiet = false): Reservation {
  const { mailWithheld: earlier, ...rest } = after;
  const withheld = quiet ? earlier : tell.withheld;
  return {
    ...rest,
    ...(withheld && { mailWithheld: withheld }),
    ...(tell.fresh && { lastMail: tell.fresh.item.key }),
    ...(ask.fresh && { lastAsk: ask.fresh.item.key }),
  };
}

interface Posted {
  readonly fresh?: Wished;
  readonly withheld?: true;
  readonly wishes: readonly Wished[];
}

const NOTHING: Posted = { wishes: [] };

/** The new mail, if any, and the last of its sort withdrawn where it has not left. */
async function inPlaceOf(
  { database }: Deps,
  change: ReservationChange,
  last: string | undefined,
  making: Promise<Wished | 'withheld' | undefined>,
): Promise<Posted> {
  const [made, overtaken] = await Promise.all([making, withdrawn(database, change, last)]);
  const fresh = made === 'withheld' ? undefined : made;
  const wishes = [fresh, overtaken].filter((wish) => wish !== undefined);
  return { ...(fresh && { fresh }), ...(made === 'withheld' && { withheld: true }), wishes };
}

async function newMail(deps: Deps, change: ReservationChange): Promise<Wished | 'withheld' | undefined> {
  const { fill, sender, organisation, manageUrl } = deps;
  const { before, after, space, cause } = change;
  if (sender === undefined || !space || !after.contact) return undefined;
  const { mayGo, proven } = await allowance(deps, change, after.contact.email);
  if (!mayGo) return 'withheld';
  const template = templateFor(before, after);
  // What staff entered themselves are no words of a stranger.
  const trusted = proven || !before;
  const occasion = { template, reservation: after, space, by: cause.actor, trusted, organisation, manageUrl: await manageUrl(after) };
  return wishOf(sender, change, writeMail(fill, occasion));
}

/** What the house does is always told, and is not counted: whoever writes somebody else's address into requests cannot switch that off. */
async function allowance(
  { countMail, isProven }: Deps,
  { after: { id, revision }, cause, mayMail }: ReservationChange,
  email: string,
): Promise<MailAllowance> {
  if (actsForHouse(cause.actor)) return { mayGo: true, proven: await isProven(email) };
  return mayMail === undefined ? countMail(email, id, revision) : { mayGo: mayMail, proven: false };
}

async function newAsk({ database, fill, sender, organisation, asking }: Deps, change: ReservationChange): Promise<Wished | undefined> {
  const { after, space, quiet } = change;
  // What awaits Exchange is confirmed by us.
  const waits = after.status === 'pending' && !after.awaits;
  if (sender === undefined || !asking || !space || quiet || !waits) return undefined;
  const to = approverOf(space, asking.approver);
  if (to === undefined) return undefined;
  const [decideUrl, consequences, notBefore] = await Promise.all([
    asking.decideUrl(after),
    asking.consequences(after),
    askAgainAt(database, change),
  ]);
  return wishOf(sender, change, writeAsk(fill, { to, reservation: after, space, organisation, decideUrl, consequences }), notBefore);
}

/** Whoever approves was asked: they are asked again a while later, by one mail about what became of it meanwhile. */
async function askAgainAt(database: Database, { before, after, now }: ReservationChange): Promise<EpochMs | undefined> {
  if (!before?.lastAsk) return undefined;
  const last = await readItem(database, before.pk, syncItemId(MAIL, before.lastAsk));
  if (!last.found) return undefined;
  const { applied, lastSuccessAt = now, due } = last.value;
  const at = applied?.sent ? lastSuccessAt + ASK_AGAIN_MS : due;
  // Too late to decide is no use.
  return at === undefined || at <= now || at >= (after.holdUntil ?? Number.POSITIVE_INFINITY) ? undefined : at;
}

const wishOf = (sender: string, { after, cause, now }: ReservationChange, mail: Mail, notBefore?: EpochMs): Wished | undefined =>
  wishFrom(undefined, {
    ...{ pk: after.pk, kind: MAIL, key: mailKey(after.id, after.revision, mail.template), value: mail, cause, now },
    at: { target: sender, lane: senderLane(sender) },
    // The newest decision goes first.
    priority: -now,
    confidential: true,
    ...(notBefore !== undefined && { notBefore }),
  });

/** Sent is sent. */
async function withdrawn(
  database: Database,
  { before, cause, now }: ReservationChange,
  key: string | undefined,
): Promise<Wished | undefined> {
  if (!before || key === undefined) return undefined;
  const wish = { pk: before.pk, kind: MAIL, key, value: null, cause, now };
  return desire(database, { ...wish, stands: ({ desired, applied }) => desired.value === null || applied?.sent === true });
}
