import type { Clock } from '../kernel/clock';
import type { Database, Stored, Write } from '../kernel/database';
import { homeLedger } from '../kernel/ids';
import type { Log } from '../kernel/log';
import type { Step } from '../kernel/under-etag';
import type { MailsFor } from '../mail/ports';
import { ledgerPartition, type Ledger, type Space } from '../spaces/model';
import type { CommitWishes } from '../sync/commit-wishes';
import { settleNow } from './moves/claims';
import { dayWrites, readDays, replace, standsIn } from './ledger/day-documents';
import { asAsked, holdsTime, linkVersion, type Decision, type Reservation, type ReservationStatus, type StepRefusal } from './model';
import { step, type Verb } from './rules';
import { reservationUnderEtag, type About, type Changed } from './stored-reservation';
import { presentItem, wishFor } from './wish';

/** Absent `ifRevision`: whatever is there is decided about. */
export interface DecideRequest extends About {
  readonly reason?: string;
  /** `false`: nobody is told by mail. */
  readonly notify?: false;
  /** The version of the link by which the caller comes: of any other than the present one, there is no such reservation. */
  readonly byLink?: number;
}

export type DecideOutcome =
  /** `done`: also by this same decision before. */
  Changed | { readonly kind: 'refused'; readonly refusal: StepRefusal; readonly reservation: Reservation };

export type DecideReservation = (request: DecideRequest) => Promise<DecideOutcome>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly commitWishes: CommitWishes;
  readonly subjectTemplate: string;
  readonly mailsFor: MailsFor;
}

/** Approve, deny, cancel or let expire: the new status, the time given back, and the new wish for the calendar are one batch. */
export const makeDecideReservation =
  (verb: Verb, deps: Deps): DecideReservation =>
  (request) =>
    reservationUnderEtag<DecideOutcome>(
      { database: deps.database, id: request.id, fresh: 'repeated', doubtful: ({ kind }) => kind === 'unknown-reservation' },
      (found) => decideOnce(verb, deps, request, found),
    );

async function decideOnce(
  verb: Verb,
  deps: Deps,
  { id, reason, notify, byLink, ifRevision, cause }: DecideRequest,
  { value: reservation }: Stored<Reservation>,
): Promise<Step<Reservation, DecideOutcome>> {
  const { database, clock, log, commitWishes, mailsFor } = deps;
  const partition = ledgerPartition(homeLedger(id));
  if (byLink !== undefined && byLink !== linkVersion(reservation)) return { outcome: { kind: 'unknown-reservation' } };
  const now = clock.now();
  const next = step(reservation, verb, now);
  if (ifRevision !== undefined && !asAsked(reservation, ifRevision, reservation.revision)) {
    // What the caller has seen, this process has not yet.
    if (reservation.revision < ifRevision) return 'look-again';
    const same = next.kind === 'done-already' && asAsked(reservation, ifRevision, reservation.revision - 1);
    if (!same) return { outcome: { kind: 'changed-meanwhile', reservation } };
  }
  if (next.kind !== 'go') {
    const known = await presentItem(database, reservation);
    if (next.kind === 'done-already') return { outcome: { kind: 'done', reservation, ...known } };
    return { outcome: { kind: 'refused', refusal: next.refusal, reservation } };
  }

  const decided = withStatus(reservation, next.to, { at: now, by: cause.actor, ...(reason !== undefined && { reason }) });
  const space = await spaceOf(deps, reservation);
  if (!space) return 'look-again';
  // After the reservation, so that this process sees at least the batch that made it: a wish not yet seen would be left as it was.
  const wish = await wishFor({ database, subjectTemplate: deps.subjectTemplate, cause, now }, reservation, decided, space);
  const atHome = reservation.placedIn === undefined;
  const days = atHome && !holdsTime(decided.status) ? await givenBack(database, partition, reservation) : [];
  if (!days) return 'look-again';
  const mailed = await mailsFor({ before: reservation, after: decided, space, quiet: notify === false, cause, now });
  return {
    next: mailed.reservation,
    commit: (write) => commitWishes(partition, [write, ...days], [...wish.wishes, ...mailed.wishes]),
    outcome: async () => {
      log.info(`reservation.${next.to}`, { reservationId: id, correlationId: cause.correlationId });
      if (decided.leaving) await settleNow(database, log, decided, now);
      return {
        kind: 'done',
        reservation: mailed.reservation,
        ...(wish.item && { item: wish.item }),
        ...(wish.also && { also: wish.also }),
      };
    },
  };
}

/** The reservation with its new status; where another ledger keeps its time, that one is to be told. */
function withStatus(
  { holdUntil: _held, awaits: _awaits, waitsSince: _since, ...reservation }: Reservation,
  status: ReservationStatus,
  decision: Decision,
): Reservation {
  const decided: Reservation = { ...reservation, status, decision, revision: reservation.revision + 1 };
  const { placedIn, leaving = [] } = reservation;
  if (holdsTime(status) || placedIn === undefined) return decided;
  return { ...decided, leaving: [...new Set([...leaving, placedIn])], leavingSince: decision.at };
}

async function spaceOf({ database }: Deps, { placedIn, ledger, spaceId }: Reservation): Promise<Space | undefined> {
  const stored = await database.read<Ledger>('items', ledgerPartition(placedIn ?? ledger), 'ledger');
  return stored.found ? stored.value.spaces.find((one) => one.id === spaceId) : undefined;
}

/** Its time taken out of every day document at home; undefined when one was read that does not hold it yet, so is an old one. */
async function givenBack(database: Database, partition: string, reservation: Reservation): Promise<readonly Write[] | undefined> {
  const days = await readDays(database, partition, [reservation]);
  if (!standsIn(days, reservation.id, reservation)) return undefined;
  replace(days, reservation.id, undefined);
  return dayWrites(days);
}
