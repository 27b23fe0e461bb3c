import { canonical } from '../kernel/canonical';
import { actsForHouse, type Cause } from '../kernel/actor';
import type { Clock, EpochMs } from '../kernel/clock';
import type { Database, Document } from '../kernel/database';
import { makeReservationId, type ReservationId, type SpaceId } from '../kernel/ids';
import type { Log } from '../kernel/log';
import type { Digest } from '../kernel/signing';
import type { Admission, TooManyOpen } from '../limits/model';
import type { AdmitRequest } from '../limits/ports';
import { ledgerPartition } from '../spaces/model';
import type { FindLedger, ReadSpace } from '../spaces/ports';
import { judge } from './house-rules/judge';
import type { DecideSubmission } from './ledger/decide-submissions';
import type { AlsoIn, Contact, HouseRule, Purpose, Reservation, SlotRefusal } from './model';
import { spaceAmong } from './sessions/further-calendars';
import type { Standing } from './wish';

export interface SubmitRequest {
  /** Chosen by the caller, 16 to 255 characters: the same key and body always get the same answer (IETF draft, Idempotency-Key header). */
  readonly idempotencyKey: string;
  readonly body: {
    readonly spaceId: SpaceId;
    readonly startsAt: EpochMs;
    readonly endsAt: EpochMs;
    readonly title: string;
    readonly attendance?: number | undefined;
    readonly notes?: string | undefined;
    /** Left out for a purpose of the house only. */
    readonly contact?: { readonly name: string; readonly email: string; readonly phone?: string | undefined } | undefined;
    readonly purpose?: Purpose | undefined;
    readonly alsoIn?: readonly AlsoIn[] | undefined;
    /** Rules of the space that staff know it breaks. */
    readonly confirm?: readonly HouseRule[] | undefined;
    /** False: nobody is told by mail. */
    readonly notify?: boolean | undefined;
  };
  readonly cause: Cause;
}

export type SubmitOutcome =
  | ({ readonly kind: 'accepted'; readonly reservation: Reservation } & Standing)
  | { readonly kind: 'refused'; readonly refusal: SlotRefusal }
  | { readonly kind: 'unknown-space' }
  | { readonly kind: 'key-reused' }
  /** The calendar at this place of `alsoIn` is that of a space, whose ledger alone decides about it. */
  | { readonly kind: 'target-is-a-space'; readonly at: number; readonly by: SpaceId }
  /** Of this contact; nothing was decided. */
  | TooManyOpen
  /** Too many others are changing this ledger at once; nothing was decided, the same request may be repeated. */
  | { readonly kind: 'busy' };

export type SubmitReservation = (request: SubmitRequest) => Promise<SubmitOutcome>;

interface IdempotencyKey extends Document {
  readonly type: 'idempotency-key';
  readonly bodyDigest: string;
}

const KEY_TTL_S = 48 * 3600;

interface Deps {
  readonly database: Database;
  readonly findLedger: FindLedger;
  readonly readSpace: ReadSpace;
  readonly decide: DecideSubmission;
  readonly admit: AdmitRequest;
  readonly digest: Digest;
  /** How far ahead anybody may book, staff included. */
  readonly staffHorizonDays: number;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Takes a reservation: the key document first, then one batch with the reservation, its interval in every day, and its sync item. The
 * reservation's id follows from the key, so that whoever repeats the request, however it ended, finds what was decided.
 */
export const makeSubmitReservation = ({
  database,
  findLedger,
  readSpace,
  decide,
  admit,
  digest,
  log,
  clock,
  staffHorizonDays,
}: Deps): SubmitReservation => {
  const refusedByRules = async ({ spaceId, startsAt, endsAt, attendance }: Body): Promise<boolean> => {
    const space = (await readSpace(spaceId))?.space;
    const wanted = { start: startsAt, end: endsAt };
    return space !== undefined && judge({ space, wanted, now: clock.now(), attendance, by: 'citizen', staffHorizonDays }) !== undefined;
  };
  return async ({ idempotencyKey, body, cause }) => {
    const ledger = await findLedger(body.spaceId);
    if (ledger === undefined) return { kind: 'unknown-space' };
    const key = digest('idempotency-key', idempotencyKey);
    const bodyDigest = digest('submission', canonical(body));
    const claim = await claimKey(database, `idempotency:${key}`, bodyDigest);
    if (claim !== 'ours') return { kind: claim };
    const id = makeReservationId(ledger, digest('reservation', idempotencyKey));
    const room = await spaceAmong({ database, readSpace }, body.alsoIn ?? []);
    // What was accepted before stays so, whoever took the mailbox since.
    if (room && !(await database.read('items', ledgerPartition(ledger), id)).found) return { kind: 'target-is-a-space', ...room };

    // A request that the rules refuse is not entered with its contact; the ledger says the same below, and keeps its "no".
    const admission = actsForHouse(cause.actor) || (await refusedByRules(body)) ? undefined : admissionOf(id, body);
    const admitted = admission && (await admit(admission));
    if (admitted?.kind === 'too-many-open') {
      log.info('reservation.not-admitted', { spaceId: body.spaceId, because: admitted.kind, correlationId: cause.correlationId });
      return admitted;
    }
    const verdict = await decide(ledger, {
      ...withoutUndefined(body),
      id,
      bodyDigest,
      cause,
      ...(admitted?.kind === 'admitted' && { mayMail: admitted.mayMail }),
      ...(admitted?.kind === 'rule-broken' && { contactRefusal: admitted.refusal }),
    });
    if (verdict.kind === 'accepted' && verdict.reservation.bodyDigest !== bodyDigest) return { kind: 'key-reused' };
    if (verdict.kind === 'accepted') {
      const { reservation } = verdict;
      log.info('reservation.accepted', { reservationId: reservation.id, status: reservation.status, correlationId: cause.correlationId });
    } else {
      log.info('reservation.refused', {
        spaceId: body.spaceId,
        because: verdict.kind === 'refused' ? verdict.refusal.kind : verdict.kind,
        correlationId: cause.correlationId,
      });
    }
    return verdict;
  };
};

/** Ties the key to one body for as long as the key document lives; a reservation then keeps it by its own digest. */
async function claimKey(database: Database, id: string, bodyDigest: string): Promise<'ours' | 'key-reused' | 'busy'> {
  const document: IdempotencyKey = { id, pk: id, type: 'idempotency-key', ttl: KEY_TTL_S, bodyDigest };
  const answer = await database.commit('keys', id, [{ kind: 'create', document }]);
  if (answer.kind === 'committed') return 'ours';
  const standing = await database.read<IdempotencyKey>('keys', id, id);
  if (!standing.found) return 'busy';
  return standing.value.bodyDigest === bodyDigest ? 'ours' : 'key-reused';
}

type Body = SubmitRequest['body'];

function admissionOf(id: ReservationId, { contact, spaceId, endsAt, notify }: Body): Admission | undefined {
  return contact && { email: contact.email, id, spaceId, until: endsAt, asks: 'submission', mail: notify !== false };
}

function withoutUndefined({ spaceId, startsAt, endsAt, title, attendance, notes, notify, contact: given, purpose, alsoIn, confirm }: Body) {
  const contact: Contact | undefined = given && {
    name: given.name,
    email: given.email,
    ...(given.phone !== undefined && { phone: given.phone }),
  };
  return {
    spaceId,
    startsAt,
    endsAt,
    title,
    ...(contact && { contact }),
    ...(purpose && { purpose }),
    ...(alsoIn && alsoIn.length > 0 && { alsoIn }),
    ...(attendance !== undefined && { attendance }),
    ...(notes !== undefined && { notes }),
    ...(notify !== undefined && { notify }),
    ...(confirm && { confirmed: confirm }),
  };
}
