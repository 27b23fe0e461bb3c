import { canonical } from '../kernel/canonical';
import type { Cause } from '../kernel/actor';
import type { Clock, EpochMs } from '../kernel/clock';
import type { Database, Document } from '../kernel/database';
import { makeReservationId, type SpaceId } from '../kernel/ids';
import type { Log } from '../kernel/log';
import type { Digest } from '../kernel/signing';
import type { FindLedger } from '../spaces/ports';
import type { SyncItem } from '../sync/item';
import type { SendNudge } from '../sync/nudge';
import type { DecideSubmission } from './decide-submissions';
import type { Contact, Reservation, SlotRefusal } from './model';

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
    readonly contact: { readonly name: string; readonly email: string; readonly phone?: string | undefined };
    /** False: nobody is told by mail. */
    readonly notify?: boolean | undefined;
  };
  readonly cause: Cause;
}

export type SubmitOutcome =
  | { readonly kind: 'accepted'; readonly reservation: Reservation; readonly item?: SyncItem }
  | { readonly kind: 'refused'; readonly refusal: SlotRefusal }
  | { readonly kind: 'unknown-space' }
  | { readonly kind: 'key-reused' }
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
  readonly decide: DecideSubmission;
  readonly sendNudge: SendNudge;
  readonly digest: Digest;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Takes a reservation: the key document first, then one batch with the reservation, its interval in every day, and its sync item. The
 * reservation's id follows from the key, so that whoever repeats the request, however it ended, finds what was decided.
 */
export const makeSubmitReservation = ({ database, findLedger, decide, sendNudge, digest, log }: Deps): SubmitReservation => {
  return async ({ idempotencyKey, body, cause }) => {
    const ledger = await findLedger(body.spaceId);
    if (ledger === undefined) return { kind: 'unknown-space' };
    const key = digest('idempotency-key', idempotencyKey);
    const bodyDigest = digest('submission', canonical(body));
    const claim = await claimKey(database, `idempotency:${key}`, bodyDigest);
    if (claim !== 'ours') return { kind: claim };

    const verdict = await decide(ledger, {
      ...withoutUndefined(body),
      id: makeReservationId(ledger, digest('reservation', idempotencyKey)),
      bodyDigest,
      cause,
    });
    if (verdict.kind === 'accepted' && verdict.reservation.bodyDigest !== bodyDigest) return { kind: 'key-reused' };
    if (verdict.kind === 'accepted') {
      const { reservation, item, mails = [], session } = verdict;
      log.info('reservation.accepted', { reservationId: reservation.id, status: reservation.status, correlationId: cause.correlationId });
      const lanes = new Set([...(item ? [item] : []), ...mails].map(({ lane }) => lane));
      if (session !== undefined) for (const lane of lanes) await sendNudge({ lane, cause: 'commit', since: session });
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

function withoutUndefined({ spaceId, startsAt, endsAt, title, attendance, notes, notify, contact: { name, email, phone } }: Body) {
  const contact: Contact = { name, email, ...(phone !== undefined && { phone }) };
  return {
    spaceId,
    startsAt,
    endsAt,
    title,
    contact,
    ...(attendance !== undefined && { attendance }),
    ...(notes !== undefined && { notes }),
    ...(notify !== undefined && { notify }),
  };
}
