import type { Cause } from '../kernel/actor';
import { HOUR, type Clock, type EpochMs } from '../kernel/clock';
import type { Database, Stored, Write } from '../kernel/database';
import { freshen } from '../kernel/freshen';
import { homeLedger, type LedgerId, type ReservationId, type SpaceId } from '../kernel/ids';
import type { Log } from '../kernel/log';
import type { MailsFor } from '../mail/ports';
import type { FindLedger } from '../spaces/ports';
import { excludedBy, ledgerPartition, type Ledger, type Space } from '../spaces/model';
import type { SyncItem } from '../sync/item';
import type { SendNudge } from '../sync/nudge';
import { claimPlace, settleClaim } from './claims';
import { dayWrites, inTheWay, readDays, replace, standsIn, type Place } from './day-documents';
import { brokenRule } from './house-rules';
import { holdsTime, type Contact, type RefusedSubmission, type Reservation, type SlotRefusal } from './model';
import { keptTime, ruledOut, type StepRefusal } from './rules';
import { wishFor } from './wish';

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

export interface ChangeRequest {
  readonly id: ReservationId;
  readonly patch: ReservationPatch;
  /** Staff may put a reservation where the house rules would not let a citizen; nobody may where time is taken. */
  readonly by: 'staff' | 'citizen';
  /** The revision that the caller has seen; absent: any. */
  readonly ifRevision?: number;
  readonly cause: Cause;
}

export type ChangeOutcome =
  | { readonly kind: 'done'; readonly reservation: Reservation; readonly item?: SyncItem }
  | { readonly kind: 'refused'; readonly refusal: StepRefusal; readonly reservation: Reservation }
  | { readonly kind: 'slot-refused'; readonly refusal: SlotRefusal }
  /** Somebody else changed it first; as it stands now. */
  | { readonly kind: 'changed-meanwhile'; readonly reservation: Reservation }
  | { readonly kind: 'unknown-reservation' }
  | { readonly kind: 'unknown-space' }
  | { readonly kind: 'ends-before-it-starts' }
  | { readonly kind: 'busy' };

export type ChangeReservation = (request: ChangeRequest) => Promise<ChangeOutcome>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly findLedger: FindLedger;
  readonly sendNudge: SendNudge;
  readonly subjectTemplate: string;
  readonly mailsFor: MailsFor;
}

const MOST_RACES = 16;

/**
 * Changes a reservation: time, space, details. The old time is kept until the new one is safe. Inside one ledger that is one batch; into
 * another, the time is claimed there first, then the home document decides, then the claims agree with it. The sweep finishes what a
 * crash leaves.
 */
export const makeChangeReservation =
  (deps: Deps): ChangeReservation =>
  async (request) => {
    for (let race = 0; race < MOST_RACES; race += 1) {
      const attempt = await changeOnce(deps, request);
      if (attempt && (attempt.kind !== 'unknown-reservation' || race > 0)) return attempt;
      await freshen(deps.database, 'items', ledgerPartition(homeLedger(request.id)));
    }
    return { kind: 'busy' };
  };

async function changeOnce(deps: Deps, request: ChangeRequest): Promise<ChangeOutcome | undefined> {
  const { database, clock, log, findLedger, sendNudge, mailsFor } = deps;
  const { id, patch, by, ifRevision, cause } = request;
  const home = ledgerPartition(homeLedger(id));
  const found = await database.read<Reservation | RefusedSubmission>('items', home, id);
  if (!found.found || found.value.type !== 'reservation') return { kind: 'unknown-reservation' };
  const before = found.value;
  const now = clock.now();
  if (ifRevision !== undefined && ifRevision !== before.revision) return { kind: 'changed-meanwhile', reservation: before };
  const refusal = unchangeable(before, now);
  if (refusal) return { kind: 'refused', refusal, reservation: before };

  const spaceId = patch.spaceId ?? before.spaceId;
  const ledger = await findLedger(spaceId);
  const stored = ledger === undefined ? undefined : await database.read<Ledger>('items', ledgerPartition(ledger), 'ledger');
  const space = stored?.found ? stored.value.spaces.find((one) => one.id === spaceId) : undefined;
  if (ledger === undefined || !stored?.found || !space) return { kind: 'unknown-space' };
  const { spaces } = stored.value;
  const wanted = { start: patch.startsAt ?? before.startsAt, end: patch.endsAt ?? before.endsAt };
  if (wanted.end <= wanted.start) return { kind: 'ends-before-it-starts' };
  const moved = space.id !== before.spaceId || wanted.start !== before.startsAt || wanted.end !== before.endsAt;
  const attendance = patch.attendance === undefined ? before.attendance : (patch.attendance ?? undefined);
  const broken = moved ? ruledOut(space, wanted, now) : undefined;
  const rule = broken ?? (by === 'citizen' ? brokenRule(space, wanted, now, attendance) : undefined);
  if (rule && (moved || rule.kind === 'rule-broken')) return { kind: 'slot-refused', refusal: rule };

  const place: Place = moved ? { kept: keptTime(space, wanted), excludes: excludedBy(space, spaces) } : before;
  const after = patched(before, { patch, wanted, space, ledger, place, by, now });
  const moving = await makeRoom(deps, { before, after, space, ledger: stored, now });
  if (moving.kind === 'raced') return undefined;
  if (moving.kind === 'taken') return { kind: 'slot-refused', refusal: { kind: 'slot-taken', free: [] } };

  const wish = await wishFor({ database, subjectTemplate: deps.subjectTemplate, cause, now }, before, after, space);
  const changed: Reservation = wish.eventSubject === id ? withoutEventSubject(after) : { ...after, eventSubject: wish.eventSubject };
  const mailed = await mailsFor({ before, after: changed, space, cause, now });
  const document = mailed.reservation;
  const answer = await database.commit('items', home, [
    { kind: 'replace', document, ifMatch: found.etag },
    ...moving.writes,
    ...wish.writes,
    ...mailed.writes,
  ]);
  if (answer.kind === 'refused') return undefined;
  log.info('reservation.changed', { reservationId: id, moved, correlationId: cause.correlationId });
  for (const elsewhere of new Set([...(document.placedIn ? [document.placedIn] : []), ...(document.leaving ?? [])])) {
    await settleClaim(database, elsewhere, id, now);
  }
  for (const lane of new Set([...wish.lanes, ...mailed.items.map((item) => item.lane)]))
    await sendNudge({ lane, cause: 'commit', since: answer.session });
  return { kind: 'done', reservation: document, ...(wish.item && { item: wish.item }) };
}

function unchangeable({ status, endsAt }: Reservation, now: EpochMs): StepRefusal | undefined {
  if (!holdsTime(status)) return { kind: 'not-possible-now', status, possibleFrom: ['pending', 'approved'] };
  return endsAt <= now ? { kind: 'over', endedAt: endsAt } : undefined;
}

interface Change {
  readonly patch: ReservationPatch;
  readonly wanted: { readonly start: EpochMs; readonly end: EpochMs };
  readonly space: Space;
  readonly ledger: LedgerId;
  readonly place: Place;
  readonly by: ChangeRequest['by'];
  readonly now: EpochMs;
}

function patched(before: Reservation, { patch, wanted, space, ledger, place, by, now }: Change): Reservation {
  const { placedIn: _placed, attendance: _a, notes: _n, publicTitle: _p, holdUntil, ...rest } = before;
  const config = space.reservationConfig;
  // What staff agreed to is not what a citizen made of it since.
  const asksAgain = by === 'citizen' && config?.approval !== 'automatic';
  const hold = asksAgain ? now + (config?.holdHours ?? 0) * HOUR : holdUntil;
  const optional = <K extends 'attendance' | 'notes' | 'publicTitle'>(name: K): Partial<Pick<Reservation, K>> => {
    const value = patch[name] === undefined ? before[name] : patch[name];
    return value === null || value === undefined ? {} : ({ [name]: value } as Partial<Pick<Reservation, K>>);
  };
  const current = before.placedIn ?? before.ledger;
  const leaving = new Set(before.leaving);
  leaving.delete(ledger);
  if (current !== ledger && current !== before.ledger) leaving.add(current);
  const { leaving: _l, leavingSince: _s, ...stays } = rest;
  return {
    ...stays,
    spaceId: space.id,
    startsAt: wanted.start,
    endsAt: wanted.end,
    title: patch.title ?? before.title,
    contact: patch.contact ?? before.contact,
    ...optional('attendance'),
    ...optional('notes'),
    ...optional('publicTitle'),
    kept: place.kept,
    excludes: place.excludes,
    ...(ledger !== before.ledger && { placedIn: ledger }),
    ...(leaving.size > 0 && { leaving: [...leaving], leavingSince: now }),
    status: asksAgain ? 'pending' : before.status,
    ...(hold !== undefined && (asksAgain || before.status === 'pending') && { holdUntil: hold }),
    changedAt: now,
    revision: before.revision + 1,
  };
}

function withoutEventSubject({ eventSubject: _subject, ...reservation }: Reservation): Reservation {
  return reservation;
}

type Room = { readonly kind: 'room'; readonly writes: readonly Write[] } | { readonly kind: 'taken' } | { readonly kind: 'raced' };

interface Move {
  readonly before: Reservation;
  readonly after: Reservation;
  readonly space: Space;
  /** Of the space; its etag guards the links and rules by which the place was worked out. */
  readonly ledger: Stored<Ledger>;
  readonly now: EpochMs;
}

/** Keeps the new time: in the home batch where it is at home, by a claim where it is elsewhere. */
async function makeRoom({ database }: Deps, { before, after, space, ledger, now }: Move): Promise<Room> {
  const { id, ledger: home } = before;
  const from = before.placedIn ?? home;
  const to = after.placedIn ?? home;
  const stays =
    from === to && before.kept.start === after.kept.start && before.kept.end === after.kept.end && before.excludes === after.excludes;
  if (stays) return { kind: 'room', writes: [] };
  if (to !== home) {
    const claimed = await claimPlace(database, { ledger, id, spaceId: space.id, place: after, revision: after.revision, now });
    if (claimed !== 'claimed') return { kind: claimed };
  }
  const places = [...(from === home ? [before] : []), ...(to === home ? [after] : [])];
  const days = await readDays(database, ledgerPartition(home), places);
  if (from === home && !standsIn(days, id, before)) return { kind: 'raced' };
  if (to === home && inTheWay(days, space.id, after.kept).some((taken) => taken.id !== id)) return { kind: 'taken' };
  replace(days, id, to === home ? after : undefined);
  const guard: Write = { kind: 'replace', document: ledger.value, ifMatch: ledger.etag };
  return { kind: 'room', writes: [...(to === home ? [guard] : []), ...dayWrites(days)] };
}
