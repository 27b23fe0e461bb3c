import type { Clock, EpochMs } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import { homeLedger, type LedgerId, type SpaceId } from '../../kernel/ids';
import type { Interval } from '../../kernel/intervals';
import type { Admission, TooManyOpen } from '../../limits/model';
import type { AdmitRequest } from '../../limits/ports';
import type { Log } from '../../kernel/log';
import type { Step } from '../../kernel/under-etag';
import type { MailsFor } from '../../mail/ports';
import type { FindLedger } from '../../spaces/ports';
import { excludedBy, ledgerPartition, type Ledger, type Space } from '../../spaces/model';
import type { CommitWishes } from '../../sync/commit-wishes';
import { settleNow } from './claims';
import type { Occupancy } from '../ledger/day-documents';
import { formerOccupancies } from './former-occupancies';
import { judge, judgeNumber } from '../house-rules/judge';
import { isTaken, type AskExchange } from '../exchange/ask-exchange';
import { askFor, askingOnce, withExchange } from '../exchange/ask-about-move';
import { countedChange, MOST_CHANGES, secondsToNextChange, standingAfter } from './standing';
import { fits, makeRoom, taken, type Move } from './make-room';
import {
  formerEventKeys,
  holdsTime,
  linkVersion,
  type Contact,
  type HouseRule,
  type Reservation,
  type SlotRefusal,
  type StepRefusal,
} from '../model';
import { keptTime } from '../rules';
import { reservationUnderEtag, type About, type Changed } from '../stored-reservation';
import { presentItem, wishFor } from '../wish';

/** What is to be different; `null` takes a value away. */
export interface ReservationPatch {
  readonly spaceId?: SpaceId | undefined;
  readonly startsAt?: EpochMs | undefined;
  readonly endsAt?: EpochMs | undefined;
  readonly title?: string | undefined;
  /** Staff only. */
  readonly publicTitle?: string | null | undefined;
  readonly attendance?: number | null | undefined;
  readonly notes?: string | null | undefined;
  readonly contact?: Contact | undefined;
}

export interface ChangeRequest extends About {
  readonly patch: ReservationPatch;
  /** Staff may break a rule of the space that they confirm; nobody may take time that is taken. */
  readonly by: 'staff' | 'citizen';
  readonly confirmed?: readonly HouseRule[];
  /** The version of the link by which the caller comes: of any other than the present one, there is no such reservation. */
  readonly byLink?: number;
}

export type ChangeOutcome =
  | Changed
  | { readonly kind: 'refused'; readonly refusal: StepRefusal; readonly reservation: Reservation }
  | { readonly kind: 'slot-refused'; readonly refusal: SlotRefusal }
  | { readonly kind: 'unknown-space' }
  | { readonly kind: 'ends-before-it-starts' }
  | TooManyOpen
  /** By its holder within a day. */
  | { readonly kind: 'too-many-changes'; readonly most: number; readonly waitSeconds: number };

export type ChangeReservation = (request: ChangeRequest) => Promise<ChangeOutcome>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly findLedger: FindLedger;
  readonly commitWishes: CommitWishes;
  readonly subjectTemplate: string;
  readonly mailsFor: MailsFor;
  readonly admit: AdmitRequest;
  /** How far ahead anybody may book, staff included. */
  readonly staffHorizonDays: number;
  /** Absent: Exchange is never asked. */
  readonly askExchange: AskExchange | undefined;
}

/**
 * Changes a reservation: time, space, details. The old time is kept until the new one is safe. Inside one ledger that is one batch; into
 * another, the time is claimed there first, then the home document decides, then the claims agree with it. The sweep finishes what a
 * crash leaves.
 */
export const makeChangeReservation =
  (deps: Deps): ChangeReservation =>
  (request) => {
    const { id, patch } = request;
    const askExchange = askingOnce(deps.askExchange);
    const partitions = async (): Promise<readonly string[]> => {
      const home = homeLedger(id);
      const target = patch.spaceId === undefined ? home : ((await deps.findLedger(patch.spaceId)) ?? home);
      return [home, target].map(ledgerPartition);
    };
    return reservationUnderEtag<ChangeOutcome>(
      // A change is guarded by etags; a "no" is not, and waits until this process sees the present.
      { database: deps.database, id, fresh: 'repeated', partitions, doubtful: ({ kind }) => kind !== 'done' },
      ({ value }, fresh) => changeOnce({ ...deps, askExchange }, request, value, fresh),
    );
  };

async function changeOnce(
  deps: Deps,
  request: ChangeRequest,
  before: Reservation,
  fresh: boolean,
): Promise<Step<Reservation, ChangeOutcome>> {
  const { database, clock, log, findLedger, commitWishes, mailsFor } = deps;
  const { id, patch, by, ifRevision, byLink, cause } = request;
  const home = ledgerPartition(homeLedger(id));
  if (byLink !== undefined && byLink !== linkVersion(before)) return { outcome: { kind: 'unknown-reservation' } };
  const now = clock.now();
  if (ifRevision !== undefined && ifRevision !== before.revision) return { outcome: { kind: 'changed-meanwhile', reservation: before } };
  const refusal = unchangeable(before, now);
  if (refusal) return { outcome: { kind: 'refused', refusal, reservation: before } };

  const spaceId = patch.spaceId ?? before.spaceId;
  const ledger = await findLedger(spaceId);
  const stored = ledger === undefined ? undefined : await database.read<Ledger>('items', ledgerPartition(ledger), 'ledger');
  const space = stored?.found ? stored.value.spaces.find((one) => one.id === spaceId) : undefined;
  if (ledger === undefined || !stored?.found || !space) return { outcome: { kind: 'unknown-space' } };
  const { spaces } = stored.value;
  const wanted = { start: patch.startsAt ?? before.startsAt, end: patch.endsAt ?? before.endsAt };
  if (wanted.end <= wanted.start) return { outcome: { kind: 'ends-before-it-starts' } };
  const moved = space.id !== before.spaceId || wanted.start !== before.startsAt || wanted.end !== before.endsAt;
  const attendance = patch.attendance === undefined ? before.attendance : (patch.attendance ?? undefined);
  const { staffHorizonDays } = deps;
  const refused = refusedTo(request, { space, before, wanted, now, attendance, moved, staffHorizonDays });
  if (refused) return { outcome: { kind: 'slot-refused', refusal: refused } };

  const occupancy: Occupancy = moved ? { kept: keptTime(space, wanted), excludes: excludedBy(space, spaces) } : before;
  const changesByLink = by === 'citizen' ? countedChange(before, now) : before.changesByLink;
  const after = patched(before, { patch, wanted, space, ledger, occupancy, by, moved, changesByLink, now });
  if (told(after) === told(before))
    return fresh ? { outcome: { kind: 'done', reservation: before, ...(await presentItem(database, before)) } } : 'look-again';
  if (by === 'citizen' && !changesByLink)
    return { outcome: { kind: 'too-many-changes', most: MOST_CHANGES, waitSeconds: secondsToNextChange(before, now) } };
  const admission = by === 'citizen' && reachesFurther(before, after) ? admissionOf(after) : undefined;
  const admitted = admission && (await deps.admit(admission));
  if (admitted?.kind === 'too-many-open') return { outcome: admitted };
  if (admitted?.kind === 'rule-broken') return { outcome: { kind: 'slot-refused', refusal: admitted.refusal } };
  const move: Move = { before, after, space, ledger: stored, now };
  const exchange = moved && (await fits(database, move)) ? await askFor(deps.askExchange, move, spaces) : undefined;
  if (exchange && isTaken(exchange, after.kept)) {
    const { free } = await taken(database, move, exchange.strangers);
    return { outcome: { kind: 'slot-refused', refusal: { kind: 'slot-taken', free } } };
  }
  const moving = await makeRoom(database, move);
  if (moving.kind === 'raced') return 'look-again';
  if (moving.kind === 'taken') return { outcome: { kind: 'slot-refused', refusal: { kind: 'slot-taken', free: moving.free } } };
  // Its time came free after it was looked at: Exchange has not been asked.
  if (moved && !exchange) return 'look-again';

  const weighed = exchange ? withExchange(after, { before, exchange, by, space, now }) : after;
  const wish = await wishFor({ database, subjectTemplate: deps.subjectTemplate, cause, now }, before, weighed, space);
  const changed = withTraces(weighed, wish.eventKey, moving.claimed === true, now);
  const mailed = await mailsFor({ before, after: changed, space, cause, now });
  const document = mailed.reservation;
  return {
    next: document,
    commit: (write) => commitWishes(home, [write, ...moving.writes], [...wish.wishes, ...mailed.wishes]),
    outcome: async () => {
      log.info('reservation.changed', { reservationId: id, moved, correlationId: cause.correlationId });
      await settleNow(database, log, document, now);
      return { kind: 'done', reservation: document, ...(wish.item && { item: wish.item }), ...(wish.also && { also: wish.also }) };
    },
  };
}

function unchangeable({ status, endsAt }: Reservation, now: EpochMs): StepRefusal | undefined {
  if (!holdsTime(status)) return { kind: 'not-possible-now', status, possibleFrom: ['pending', 'approved'] };
  return endsAt <= now ? { kind: 'over', endedAt: endsAt } : undefined;
}

interface Wanted {
  readonly space: Space;
  readonly before: Reservation;
  readonly wanted: Interval;
  readonly now: EpochMs;
  readonly attendance: number | undefined;
  readonly moved: boolean;
  readonly staffHorizonDays: number;
}

/** By the rules of a submission. What has begun may be prolonged or brought elsewhere by staff. */
function refusedTo({ by, patch, confirmed }: ChangeRequest, { moved, before, ...asked }: Wanted): SlotRefusal | undefined {
  const goesOn = asked.wanted.start === before.startsAt && asked.wanted.end > asked.now;
  const wish = { ...asked, by, confirmed, goesOn, purpose: before.purpose };
  if (moved) return judge(wish);
  return typeof patch.attendance === 'number' ? judgeNumber({ ...wish, attendance: patch.attendance }) : undefined;
}

interface Change {
  readonly patch: ReservationPatch;
  readonly wanted: Interval;
  readonly space: Space;
  readonly ledger: LedgerId;
  readonly occupancy: Occupancy;
  readonly by: ChangeRequest['by'];
  readonly moved: boolean;
  readonly changesByLink: readonly EpochMs[] | undefined;
  readonly now: EpochMs;
}

/** Whether it would be open for another contact, in another space, or longer than it is entered with its contact. */
const reachesFurther = (before: Reservation, after: Reservation): boolean =>
  before.spaceId !== after.spaceId || before.endsAt < after.endsAt || before.contact?.email !== after.contact?.email;

const admissionOf = ({ contact, id, spaceId, endsAt }: Reservation): Admission | undefined =>
  contact && { email: contact.email, id, spaceId, until: endsAt, asks: 'change', mail: false };

/** What a change can change: where it says the same, nothing is asked of anybody again. */
const told = ({ spaceId, startsAt, endsAt, title, publicTitle, attendance, notes, contact }: Reservation): string =>
  JSON.stringify([spaceId, startsAt, endsAt, title, publicTitle, attendance, notes, contact?.name, contact?.email, contact?.phone]);

const sameAddress = (a: Contact | undefined, b: Contact | undefined): boolean => a?.email.toLowerCase() === b?.email.toLowerCase();

/** The new value, the old one where none is given, nothing where it is taken away. */
const chosen = <T>(given: T | null | undefined, old: T | undefined): T | undefined => (given === undefined ? old : (given ?? undefined));

function patched(before: Reservation, { patch, wanted, space, ledger, occupancy, by, moved, changesByLink, now }: Change): Reservation {
  const { placedIn: _placed, attendance: _a, notes: _n, publicTitle: _p, contact: known, ...waiting } = before;
  const { holdUntil: _hold, decision: _decision, waitsSince: _since, changesByLink: _changes, ...rest } = waiting;
  const attendance = chosen(patch.attendance, before.attendance);
  const notes = chosen(patch.notes, before.notes);
  const contact = patch.contact ?? known;
  const publicTitle = chosen(patch.publicTitle, before.publicTitle);
  const current = before.placedIn ?? before.ledger;
  const leaving = new Set(before.leaving);
  leaving.delete(ledger);
  if (current !== ledger && current !== before.ledger) leaving.add(current);
  const { leaving: _l, leavingSince: _s, formerPlaces: _f, ...stays } = rest;
  const after: Reservation = {
    ...stays,
    spaceId: space.id,
    startsAt: wanted.start,
    endsAt: wanted.end,
    title: patch.title ?? before.title,
    ...(contact && { contact }),
    // Who read the mails at the old address is not whom it concerns any more.
    ...(!sameAddress(contact, before.contact) && { manageVersion: linkVersion(before) + 1 }),
    ...(attendance !== undefined && { attendance }),
    ...(notes !== undefined && { notes }),
    ...(publicTitle !== undefined && { publicTitle }),
    kept: occupancy.kept,
    excludes: occupancy.excludes,
    ...(ledger !== before.ledger && { placedIn: ledger }),
    ...(leaving.size > 0 && { leaving: [...leaving], leavingSince: now }),
    ...standingAfter({ before, space, by, moved, now }),
    ...(changesByLink && { changesByLink }),
    changedAt: now,
    revision: before.revision + 1,
  };
  return { ...after, ...formerOccupancies(before, after) };
}

/** Mailboxes that are remembered: a reservation that is moved for ever must not outgrow its document. */
const MOST_FORMER = 20;

/** With the key of its event and of those that it left, and, where its home keeps more time for it than it says, a note that this is to be settled. */
function withTraces({ eventSubject, ...after }: Reservation, eventKey: string, claimedAtHome: boolean, now: EpochMs): Reservation {
  const noted = claimedAtHome ? { leaving: [...(after.leaving ?? []), after.ledger], leavingSince: now } : {};
  const left = formerEventKeys({ ...after, ...(eventSubject !== undefined && { eventSubject }) });
  const former = [...new Set([...left, eventSubject ?? after.id])].filter((key) => key !== '' && key !== eventKey).slice(-MOST_FORMER);
  return {
    ...after,
    ...noted,
    ...(eventKey !== after.id && { eventSubject: eventKey }),
    ...((former.length > 0 || after.formerEvents) && { formerEvents: former }),
  };
}
