import { MINUTE, type EpochMs } from '../../kernel/clock';
import type { Database, Stored, Write } from '../../kernel/database';
import { freshen } from '../../kernel/freshen';
import { homeLedger, type LedgerId, type ReservationId, type SpaceId } from '../../kernel/ids';
import type { Log } from '../../kernel/log';
import { orLater } from '../../kernel/or-later';
import { ledgerPartition, type Ledger } from '../../spaces/model';
import { add, dayWrites, inTheWay, readDays, replace, type Occupancy } from '../ledger/day-documents';
import { readStored } from '../stored-reservation';
import { claimId, holdsTime, type Claim, type ClaimedOccupancy, type Reservation } from '../model';

/** How long a mover has to commit at home before its claim is held against the home document. */
const CLAIM_MS = MINUTE;

export interface OccupancyWanted {
  /** As read when the occupancy was worked out: a change of links since then refuses it. */
  readonly ledger: Stored<Ledger>;
  readonly id: ReservationId;
  readonly spaceId: SpaceId;
  readonly occupancy: Occupancy;
  /** That the reservation will have if its home commits. */
  readonly revision: number;
  readonly now: EpochMs;
}

/** Most day documents that one batch gives back. */
const MOST_AT_ONCE = 90;

/** Keeps an occupancy beside what the reservation has, in another ledger than its home as a rule. `raced`: somebody else changed the ledger; nothing was done. */
export async function claimOccupancy(database: Database, wanted: OccupancyWanted): Promise<'claimed' | 'taken' | 'raced'> {
  const { ledger, id, spaceId, occupancy, revision, now } = wanted;
  const partition = ledger.value.pk;
  const [standing, days] = await Promise.all([
    database.read<Claim>('items', partition, claimId(id)),
    readDays(database, partition, [occupancy]),
  ]);
  if (inTheWay(days, spaceId, occupancy.kept).some((taken) => taken.id !== id)) return 'taken';
  add(days, id, occupancy);
  const claimed: ClaimedOccupancy = { revision, kept: occupancy.kept, excludes: occupancy.excludes };
  const claim: Claim = {
    id: claimId(id),
    pk: partition,
    type: 'claim',
    reservation: id,
    places: [...(standing.found ? standing.value.places : []), claimed],
    due: now + CLAIM_MS,
  };
  const answer = await database.commit('items', partition, [
    { kind: 'replace', document: ledger.value, ifMatch: ledger.etag },
    ...dayWrites(days),
    standing.found ? { kind: 'replace', document: claim, ifMatch: standing.etag } : { kind: 'create', document: claim },
  ]);
  return answer.kind === 'committed' ? 'claimed' : 'raced';
}

/** Where the reservation stands in a ledger, by its home document. */
const occupancyIn = (reservation: Reservation, ledger: LedgerId): ClaimedOccupancy | undefined =>
  (reservation.placedIn ?? reservation.ledger) === ledger && holdsTime(reservation.status)
    ? { revision: reservation.revision, kept: reservation.kept, excludes: reservation.excludes }
    : undefined;

const MOST_RACES = 8;

/**
 * Brings the claim of a reservation in one ledger to what its home document says; repeatable, and safe beside a mover: a claim for a
 * revision that the home does not have yet is left alone until its time is up, and then the home is fenced before the time is given back.
 * Three commits in two partitions, each under an etag of its own: not the loop of underEtag, which commits once.
 */
async function settleClaim(database: Database, ledger: LedgerId, id: ReservationId, now: EpochMs): Promise<'settled' | 'later'> {
  const home = ledgerPartition(homeLedger(id));
  const partition = ledgerPartition(ledger);
  for (let race = 0; race < MOST_RACES; race += 1) {
    await Promise.all([...new Set([home, partition])].map((one) => freshen(database, 'items', one)));
    const [reservation, standing] = await Promise.all([readStored(database, id), database.read<Claim>('items', partition, claimId(id))]);
    if (!reservation) return 'later';
    let seen: Seen = { reservation: reservation.value, etag: reservation.etag };
    if (standing.found) {
      const { places, due } = standing.value;
      const underWay = places.some(({ revision }) => revision > seen.reservation.revision);
      if (underWay && due !== undefined && due > now) return 'later';
      const fenced = underWay ? await fence(database, seen) : seen;
      if (!fenced) continue;
      seen = fenced;
      if (!(await agree(database, standing.value, standing.etag, occupancyIn(seen.reservation, ledger)))) continue;
    }
    if (await left(database, seen, ledger)) return 'settled';
  }
  return 'later';
}

/** Right after the home has decided; what an outage prevents now, the sweep finishes. */
export async function settleNow(database: Database, log: Log, { placedIn, leaving = [], id }: Reservation, now: EpochMs): Promise<void> {
  for (const ledger of new Set([...(placedIn === undefined ? [] : [placedIn]), ...leaving]))
    await settleOrLater(database, log, ledger, id, now);
}

export const settleOrLater = (database: Database, log: Log, ledger: LedgerId, id: ReservationId, now: EpochMs): Promise<void> =>
  orLater(log, 'reservation.move.not-finished', { reservationId: id }, () => settleClaim(database, ledger, id, now));

/** The home document as it was when the claim was held against it. */
interface Seen {
  readonly reservation: Reservation;
  readonly etag: string;
}

/** Whoever read the home before this loses its etag; undefined: somebody changed it first. */
async function fence(database: Database, { reservation, etag }: Seen): Promise<Seen | undefined> {
  const document: Reservation = { ...reservation, fence: (reservation.fence ?? 0) + 1 };
  const answer = await database.commit('items', reservation.pk, [{ kind: 'replace', document, ifMatch: etag }]);
  return answer.kind === 'committed' ? { reservation: document, etag: answer.etags[0] ?? '' } : undefined;
}

/**
 * Makes the days of this ledger hold `occupancy` and nothing else for the reservation; false: not yet. The claim of what stands at home goes:
 * the home document speaks for itself.
 */
async function agree(database: Database, claim: Claim, etag: string, occupancy: ClaimedOccupancy | undefined): Promise<boolean> {
  const days = await readDays(database, claim.pk, claim.places);
  replace(days, claim.reservation, occupancy);
  const { due: _due, ...kept } = claim;
  const stays = occupancy !== undefined && claim.pk !== ledgerPartition(homeLedger(claim.reservation));
  const document: Claim = { ...kept, places: occupancy ? [occupancy] : [] };
  const done: Write = stays ? { kind: 'replace', document, ifMatch: etag } : { kind: 'delete', id: claim.id, ifMatch: etag };
  const writes = dayWrites(days);
  const all = writes.length <= MOST_AT_ONCE;
  const write: Write = all ? done : { kind: 'replace', document: claim, ifMatch: etag };
  const answer = await database.commit('items', claim.pk, [...writes.slice(0, MOST_AT_ONCE), write]);
  return all && answer.kind === 'committed';
}

/** Notes at home that this ledger keeps nothing any more that it should not; false: the home says something else by now. */
async function left(database: Database, { reservation, etag }: Seen, ledger: LedgerId): Promise<boolean> {
  if (!reservation.leaving?.includes(ledger)) return true;
  const { leaving, leavingSince: _since, ...rest } = reservation;
  const others = leaving.filter((other) => other !== ledger);
  const document: Reservation = others.length > 0 ? { ...reservation, leaving: others } : rest;
  const answer = await database.commit('items', reservation.pk, [{ kind: 'replace', document, ifMatch: etag }]);
  return answer.kind === 'committed';
}
