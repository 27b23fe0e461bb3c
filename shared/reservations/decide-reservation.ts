import type { Cause } from '../kernel/actor';
import type { Clock } from '../kernel/clock';
import type { Database, Write } from '../kernel/database';
import { utcDays } from '../kernel/days';
import { freshen } from '../kernel/freshen';
import { homeLedger, type ReservationId } from '../kernel/ids';
import type { Log } from '../kernel/log';
import { ledgerPartition, type Ledger } from '../spaces/model';
import { redesire, syncItemId, type SyncItem } from '../sync/item';
import type { SendNudge } from '../sync/nudge';
import { RESERVATION_EVENT, reservationEvent } from './kind';
import { dayDocumentId, holdsTime, type DayDocument, type RefusedSubmission, type Reservation } from './model';
import { step, type StepRefusal, type Verb } from './rules';

export interface DecideRequest {
  readonly id: ReservationId;
  readonly reason?: string;
  readonly cause: Cause;
}

export type DecideOutcome =
  | { readonly kind: 'done'; readonly reservation: Reservation; readonly item?: SyncItem }
  | { readonly kind: 'refused'; readonly refusal: StepRefusal; readonly reservation: Reservation }
  | { readonly kind: 'unknown-reservation' }
  | { readonly kind: 'busy' };

export type DecideReservation = (request: DecideRequest) => Promise<DecideOutcome>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly sendNudge: SendNudge;
  readonly subjectTemplate: string;
}

const MOST_RACES = 16;

/** Approve, deny or cancel: the new status, the time given back, and the new wish for the calendar are one batch. */
export const makeDecideReservation =
  (verb: Verb, deps: Deps): DecideReservation =>
  async (request) => {
    for (let race = 0; race < MOST_RACES; race += 1) {
      const attempt = await decideOnce(verb, deps, request);
      if (attempt && (attempt.kind !== 'unknown-reservation' || race > 0)) return attempt;
      await freshen(deps.database, 'items', ledgerPartition(homeLedger(request.id)));
    }
    return { kind: 'busy' };
  };

async function decideOnce(verb: Verb, deps: Deps, { id, reason, cause }: DecideRequest): Promise<DecideOutcome | undefined> {
  const { database, clock, log, sendNudge } = deps;
  const partition = ledgerPartition(homeLedger(id));
  const found = await database.read<Reservation | RefusedSubmission>('items', partition, id);
  if (!found.found || found.value.type !== 'reservation') return { kind: 'unknown-reservation' };
  const reservation = found.value;
  // After the reservation, so that this process sees at least the batch that made it: a wish not yet seen would be left as it was.
  const [item, ledger] = await Promise.all([
    database.read<SyncItem>('items', partition, syncItemId(RESERVATION_EVENT, id)),
    database.read<Ledger>('items', partition, 'ledger'),
  ]);
  const known = item.found ? { item: item.value } : {};
  const now = clock.now();
  const next = step(reservation, verb, now);
  if (next.kind === 'done-already') return { kind: 'done', reservation, ...known };
  if (next.kind === 'refused') return { kind: 'refused', refusal: next.refusal, reservation };

  const { holdUntil: _held, ...rest } = reservation;
  const decided: Reservation = {
    ...rest,
    status: next.to,
    decision: { at: now, by: cause.actor, ...(reason !== undefined && { reason }) },
    revision: reservation.revision + 1,
  };
  const space = ledger.found ? ledger.value.spaces.find((one) => one.id === reservation.spaceId) : undefined;
  const wish = space && item.found ? redesire(item.value, reservationEvent(decided, space, deps.subjectTemplate), cause, now) : undefined;
  const days = holdsTime(decided.status) ? [] : await givenBack(database, partition, reservation);
  if (!days) return undefined;
  const writes: Write[] = [
    { kind: 'replace', document: decided, ifMatch: found.etag },
    ...(wish && item.found ? [{ kind: 'replace', document: wish, ifMatch: item.etag } as const] : []),
    ...days,
  ];
  const answer = await database.commit('items', partition, writes);
  if (answer.kind === 'refused') return undefined;
  log.info(`reservation.${next.to}`, { reservationId: id, correlationId: cause.correlationId });
  if (wish) await sendNudge({ lane: wish.lane, cause: 'commit', since: answer.session });
  return { kind: 'done', reservation: decided, ...(wish ? { item: wish } : known) };
}

/** The reservation's interval taken out of every day document; undefined when one was read that does not hold it yet, so is an old one. */
async function givenBack(
  database: Database,
  partition: string,
  { id, kept, excludes }: Reservation,
): Promise<readonly Write[] | undefined> {
  const ids = excludes.flatMap((spaceId) => utcDays(kept).map((day) => dayDocumentId(spaceId, day)));
  const days = await Promise.all(ids.map((dayId) => database.read<DayDocument>('items', partition, dayId)));
  const writes: Write[] = [];
  for (const day of days) {
    if (!day.found || !day.value.taken.some((taken) => taken.id === id)) return undefined;
    const document: DayDocument = { ...day.value, taken: day.value.taken.filter((taken) => taken.id !== id) };
    writes.push({ kind: 'replace', document, ifMatch: day.etag });
  }
  return writes;
}
