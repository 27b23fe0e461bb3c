import { HOUR, type EpochMs } from '../../kernel/clock';
import { actsForHouse, type Cause } from '../../kernel/actor';
import type { Database, Stored, Write } from '../../kernel/database';
import { utcDays } from '../../kernel/days';
import { ExternalFailure } from '../../kernel/failure';
import type { LedgerId, ReservationId, SpaceId } from '../../kernel/ids';
import type { Interval } from '../../kernel/intervals';
import { excludedBy, ledgerPartition, STAFF_ONLY, type Ledger, type Space } from '../../spaces/model';
import type { CommitWishes } from '../../sync/commit-wishes';
import type { Wished } from '../../sync/desire';
import type { SyncItem } from '../../sync/item/item';
import type { MailsFor } from '../../mail/ports';
import { isTaken, mayAsk, told, type ExchangeAnswer, type ExchangeQuestion } from '../exchange/ask-exchange';
import { add, dayWrites, inTheWay, newlyTouched, readDays, touchedCount, type Days, type Occupancy } from './day-documents';
import {
  dayDocumentId,
  type AlsoIn,
  type Contact,
  type HouseRule,
  type Purpose,
  type RefusedSubmission,
  type Reservation,
  type RuleBroken,
  type SlotRefusal,
  type TurnedAway,
} from '../model';
import { allowedNear } from '../house-rules/offer-rules';
import { judge } from '../house-rules/judge';
import { keptTime, offerWindow } from '../rules';
import { alsoNew } from '../sessions/further-calendars';
import { presentItem, roomNew } from '../wish';

/** A submission whose id is settled, waiting for its ledger to decide. */
export interface Submission {
  readonly id: ReservationId;
  readonly spaceId: SpaceId;
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly title: string;
  readonly attendance?: number;
  readonly notes?: string;
  readonly contact?: Contact;
  readonly purpose?: Purpose;
  readonly alsoIn?: readonly AlsoIn[];
  readonly bodyDigest: string;
  /** Rules that staff know it breaks. */
  readonly confirmed?: readonly HouseRule[];
  /** False: nobody is told. */
  readonly notify?: boolean | undefined;
  readonly cause: Cause;
  /** What the contact's other reservations do not allow; decided like every other "no". */
  readonly contactRefusal?: RuleBroken;
  /** Whether its mail was counted and may go; absent: not asked yet. */
  readonly mayMail?: boolean;
  /** What Exchange says; absent: it is to be asked, should the ledger have nothing against it. */
  readonly exchange?: ExchangeAnswer;
}

/** What the ledger says. */
export type Verdict =
  | {
      readonly kind: 'accepted';
      readonly reservation: Reservation;
      readonly item?: SyncItem;
      readonly also?: readonly SyncItem[];
    }
  | { readonly kind: 'refused'; readonly refusal: SlotRefusal }
  | { readonly kind: 'unknown-space' };

/** The ledger would accept it; Exchange has the next word. */
interface ToAsk {
  readonly kind: 'to-ask';
  readonly question: ExchangeQuestion;
}

interface Round {
  readonly ledger: LedgerId;
  readonly submissions: readonly Submission[];
  /** This process sees the present. What it saw before may be old: an acceptance is guarded by etags, a "no" is not, and waits for this. */
  readonly fresh: boolean;
  /** Exchange can be asked at all. */
  readonly asks: boolean;
  readonly now: EpochMs;
  readonly staffHorizonDays: number;
  readonly subjectTemplate: string;
  readonly mailsFor: MailsFor;
}

interface Store {
  readonly database: Database;
  readonly commitWishes: CommitWishes;
}

/** Writes a batch may hold beside the day documents and the ledger. */
const MOST_WRITES = 100;
const REFUSAL_TTL_S = 48 * 3600;

/**
 * Decides submissions of one ledger together: one read, one batch. Returns a verdict for each that was decided, or the question that
 * Exchange must answer first; those left out met a change by somebody else, did not fit, or would be refused by what may be old, and are to
 * be decided again.
 */
export async function decideRound({ database, commitWishes }: Store, round: Round): Promise<ReadonlyMap<ReservationId, Verdict | ToAsk>> {
  const verdicts = new Map<ReservationId, Verdict | ToAsk>();
  const partition = ledgerPartition(round.ledger);
  const stored = await database.read<Ledger>('items', partition, 'ledger');
  const spaces = stored.found ? stored.value.spaces : [];
  const known = round.submissions.flatMap((submission) => {
    const space = spaces.find((one) => one.id === submission.spaceId);
    if (space) return [{ submission, space }];
    if (round.fresh) verdicts.set(submission.id, { kind: 'unknown-space' });
    return [];
  });
  if (!stored.found || known.length === 0) return verdicts;

  const days = await readDays(
    database,
    partition,
    known.map(({ submission, space }) => occupancyOf(submission, space, spaces)),
  );
  const drafts: Draft[] = [];
  for (const { submission, space } of known) {
    const draft = decideOne(submission, space, spaces, days, round);
    if (draft.kind === 'accepted-before') verdicts.set(submission.id, await decidedBefore(database, partition, submission.id));
    else if (draft.kind === 'to-ask') verdicts.set(submission.id, draft);
    else if (draft.kind === 'refused' && !round.fresh) continue;
    else if (writesFor(drafts, days, draft) > MOST_WRITES) break;
    else {
      drafts.push(draft);
      // The next submission of the same round meets it.
      if (draft.kind === 'accepted') add(days, draft.reservation.id, draft.occupancy);
    }
  }
  const offers = await offerTimes(database, partition, round.now, drafts);
  const told = await Promise.all(drafts.map((draft) => withMails(round, draft)));
  const plan = batchOf(partition, stored, days, told, offers);
  if (plan.writes.length === 0) return verdicts;
  const answer = await commitWishes(partition, plan.writes, plan.wishes);
  if (answer.kind === 'committed') {
    for (const [id, verdict] of plan.verdicts) verdicts.set(id, verdict);
    return verdicts;
  }
  // A document of this id is there already: an earlier attempt was decided, whatever its answer became.
  const owner = plan.owners[answer.at];
  if (answer.because === 'exists' && owner) verdicts.set(owner, await decidedBefore(database, partition, owner));
  return verdicts;
}

function occupancyOf({ startsAt, endsAt }: Submission, space: Space, spaces: readonly Space[]): Occupancy {
  const kept = keptTime(space, { start: startsAt, end: endsAt });
  return { kept, excludes: excludedBy(space, spaces) };
}

type Draft =
  | {
      readonly kind: 'accepted';
      readonly submission: Submission;
      readonly space: Space;
      readonly occupancy: Occupancy;
      readonly reservation: Reservation;
      readonly room?: Wished;
      readonly also: readonly Wished[];
      readonly mails?: readonly Wished[];
    }
  | {
      readonly kind: 'refused';
      readonly submission: Submission;
      readonly space: Space;
      readonly occupancy: Occupancy;
      readonly refusal: SlotRefusal;
      readonly turnedAway?: TurnedAway;
    };

function decideOne(
  submission: Submission,
  space: Space,
  spaces: readonly Space[],
  days: Days,
  { ledger, now, asks, subjectTemplate, staffHorizonDays }: Round,
): Draft | ToAsk | { readonly kind: 'accepted-before' } {
  const occupancy = occupancyOf(submission, space, spaces);
  const wanted = { start: submission.startsAt, end: submission.endsAt };
  const there = inTheWay(days, space.id, occupancy.kept);
  if (there.some(({ id }) => id === submission.id)) return { kind: 'accepted-before' };
  const { attendance: people, confirmed, cause: asked } = submission;
  const by = actsForHouse(asked.actor) ? 'staff' : 'citizen';
  const wish = { space, wanted, now, attendance: people, by, purpose: submission.purpose, confirmed, staffHorizonDays } as const;
  const refusal = judge(wish) ?? submission.contactRefusal;
  if (refusal) return { kind: 'refused', submission, space, occupancy, refusal };
  if (there.length > 0) {
    const { spaceId, startsAt, endsAt } = submission;
    const inTheWay = [...new Set(there.map(({ id }) => id))];
    const turnedAway: TurnedAway = { spaceId, startsAt, endsAt, kept: occupancy.kept, askedAt: now, inTheWay };
    return { kind: 'refused', submission, space, occupancy, refusal: { kind: 'slot-taken', free: [] }, turnedAway };
  }
  const exchange = submission.exchange ?? (asks && mayAsk(space) ? undefined : { kind: 'not-asked' as const });
  if (!exchange) {
    const question = { space, spaces, partition: ledgerPartition(ledger), ...occupancy, window: offerWindow(wanted, now) };
    return { kind: 'to-ask', question };
  }
  if (isTaken(exchange, occupancy.kept))
    return { kind: 'refused', submission, space, occupancy, refusal: { kind: 'slot-taken', free: [] } };

  const { id, spaceId, startsAt, endsAt, title, attendance, notes, contact, purpose, alsoIn, bodyDigest, cause } = submission;
  const config = space.reservationConfig;
  // Staff who block a space for a session are not kept waiting: what stands there is found when the event is written.
  const awaits = config?.approval === 'automatic' && purpose === undefined && exchange.kind === 'unavailable';
  const approved = (purpose !== undefined || config?.approval === 'automatic') && !awaits;
  const reservation: Reservation = {
    id,
    pk: ledgerPartition(ledger),
    type: 'reservation',
    ledger,
    spaceId,
    status: approved ? 'approved' : 'pending',
    startsAt,
    endsAt,
    title,
    ...(attendance !== undefined && { attendance }),
    ...(notes !== undefined && { notes }),
    ...(contact && { contact }),
    ...(purpose && { purpose }),
    ...(alsoIn && { alsoIn }),
    kept: occupancy.kept,
    excludes: occupancy.excludes,
    ...told(exchange),
    ...(awaits && { awaits: 'exchange' }),
    ...(!approved && { holdUntil: now + (config ?? STAFF_ONLY).holdHours * HOUR }),
    submittedAt: now,
    bodyDigest,
    revision: 1,
  };
  const given = { subjectTemplate, cause, now };
  const room = roomNew(given, reservation, space);
  const also = alsoNew(reservation, space, given);
  return { kind: 'accepted', submission, space, occupancy, reservation, also, ...(room && { room }) };
}

async function withMails({ mailsFor, now }: Round, draft: Draft): Promise<Draft> {
  if (draft.kind === 'refused' || draft.submission.notify === false) return draft;
  const { cause, mayMail } = draft.submission;
  const change = { after: draft.reservation, space: draft.space, cause, now, ...(mayMail !== undefined && { mayMail }) };
  const { reservation, wishes } = await mailsFor(change);
  return { ...draft, reservation, mails: wishes };
}

function writesFor(drafts: readonly Draft[], days: Days, next: Draft): number {
  // A reservation, the wishes for its events, and its two mails.
  const own = [...drafts, next].reduce((sum, draft) => sum + (draft.kind === 'accepted' ? 4 + draft.also.length : 1), 0);
  return 1 + touchedCount(days) + (next.kind === 'accepted' ? newlyTouched(days, next.occupancy) : 0) + own;
}

/** Other times for those whose time is taken, from the days around them. */
async function offerTimes(
  database: Database,
  partition: string,
  now: EpochMs,
  drafts: readonly Draft[],
): Promise<ReadonlyMap<ReservationId, Interval[]>> {
  const taken = drafts.flatMap((draft) => (draft.kind === 'refused' && draft.refusal.kind === 'slot-taken' ? [draft] : []));
  const windows = taken.map(({ submission, space }) => {
    const window = offerWindow({ start: submission.startsAt, end: submission.endsAt }, now);
    return { kept: window, excludes: [space.id] };
  });
  const days = await readDays(database, partition, windows);
  const accepted = drafts.flatMap((draft) => (draft.kind === 'accepted' ? [draft] : []));
  return new Map(
    taken.map(({ submission, space }) => {
      const wanted = { start: submission.startsAt, end: submission.endsAt };
      const window = offerWindow(wanted, now);
      const standing = utcDays(window).flatMap((day) => days.get(dayDocumentId(space.id, day))?.document.taken ?? []);
      const joining = accepted.filter((other) => other.occupancy.excludes.includes(space.id)).map((other) => other.occupancy.kept);
      const strangers = submission.exchange?.kind === 'read' ? submission.exchange.strangers : [];
      return [
        submission.id,
        allowedNear(space, wanted, now, { taken: [...standing, ...joining, ...strangers], window, count: 3 }),
      ] as const;
    }),
  );
}

interface Batch {
  readonly writes: readonly Write[];
  /** Of the drafts, behind their writes. */
  readonly wishes: readonly Wished[];
  /** Whose document each write creates; undefined for documents of the ledger. */
  readonly owners: readonly (ReservationId | undefined)[];
  readonly verdicts: ReadonlyMap<ReservationId, Verdict>;
}

function batchOf(
  partition: string,
  ledger: Stored<Ledger>,
  days: Days,
  drafts: readonly Draft[],
  offers: ReadonlyMap<ReservationId, Interval[]>,
): Batch {
  const verdicts = new Map<ReservationId, Verdict>();
  const writes: Write[] = [];
  const owners: (ReservationId | undefined)[] = [];
  const wishes: Wished[] = [];
  const write = (one: Write, owner?: ReservationId): void => {
    writes.push(one);
    owners.push(owner);
  };
  if (drafts.some((draft) => draft.kind === 'accepted')) write({ kind: 'replace', document: ledger.value, ifMatch: ledger.etag });
  for (const day of dayWrites(days)) write(day);
  for (const draft of drafts) {
    const { id } = draft.submission;
    if (draft.kind === 'accepted') {
      write({ kind: 'create', document: draft.reservation }, id);
      const { reservation, room, also, mails = [] } = draft;
      wishes.push(...(room ? [room] : []), ...also, ...mails);
      const standing = { ...(room && { item: room.item }), ...(reservation.alsoIn && { also: also.map(({ item }) => item) }) };
      verdicts.set(id, { kind: 'accepted', reservation, ...standing });
    } else {
      const refusal: SlotRefusal = draft.refusal.kind === 'slot-taken' ? { kind: 'slot-taken', free: offers.get(id) ?? [] } : draft.refusal;
      const { turnedAway } = draft;
      const told = { refusal, ...(turnedAway && { turnedAway }) };
      const document: RefusedSubmission = { id, pk: partition, type: 'refused-submission', ttl: REFUSAL_TTL_S, ...told };
      write({ kind: 'create', document }, id);
      verdicts.set(id, { kind: 'refused', refusal });
    }
  }
  return { writes, wishes, owners, verdicts };
}

/** What was decided under this id before. */
async function decidedBefore(database: Database, partition: string, id: ReservationId): Promise<Verdict> {
  const found = await database.read<Reservation | RefusedSubmission>('items', partition, id);
  if (!found.found) throw new ExternalFailure('reservations.decided-before', { kind: 'unavailable' });
  if (found.value.type === 'refused-submission') return { kind: 'refused', refusal: found.value.refusal };
  return { kind: 'accepted', reservation: found.value, ...(await presentItem(database, found.value)) };
}
