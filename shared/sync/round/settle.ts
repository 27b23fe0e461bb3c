import { HOUR, MINUTE, SECOND, type EpochMs } from '../../kernel/clock';
import type { Digest } from '../../kernel/signing';
import type { SyncItem } from '../item/item';
import { SENT, WAITING, type Observed } from '../item/kind';
import { PROBE_EVERY_MS, without } from '../lane/lane';
import type { Outcome } from '../item/outcome';
import { backoffMs, waitUntil } from '../lane/pace';
import { fingerprint, type Change, type Operation } from '../item/plan';
import { reasons, type Reason } from '../item/reasons';

/** Three answers that say "never" are enough. */
const TRIES_BEFORE_PARKING = 3;
const LOOK_AGAIN_MS = 5 * SECOND;
/** The first wait for what Microsoft takes hours to show, each next one twice as long, up to an hour. */
const NOT_YET_MS = 5 * MINUTE;
const CLASH_AGAIN_MS = 15 * MINUTE;

export interface SettleContext {
  readonly now: EpochMs;
  /** When the flight was written: the earliest moment at which its requests can have acted. */
  readonly flownAt: EpochMs;
  /** How long an empty look-up means "not yet". */
  readonly settleMs: number;
  readonly digest: Digest;
  readonly random: number;
  readonly permission: string;
  readonly mailboxRemedy?: string;
}

/** The item is as wished; only a later look for duplicates may be left to do. */
function inStep(item: SyncItem, now: EpochMs): SyncItem {
  const rest = without(item, 'reason', 'refusals', 'look', 'unknownSince', 'due', 'verify', 'unread');
  return {
    ...rest,
    state: 'in-step',
    appliedRevision: item.desired.revision,
    attempts: 0,
    lastSuccessAt: now,
    changedAt: now,
    ...(item.duplicatesAt !== undefined && { due: item.duplicatesAt }),
  };
}

const later = (item: SyncItem, state: SyncItem['state'], due: EpochMs, reason: Reason | undefined, now: EpochMs): SyncItem => ({
  ...without(item, 'reason'),
  state,
  due,
  changedAt: now,
  ...(reason && { reason }),
});

/** The plan found nothing to write. */
export const settleNothing = (item: SyncItem, now: EpochMs): SyncItem => inStep(item, now);

/** What the answer to a write makes of its item. */
export function settleWrite(item: SyncItem, change: Change, outcome: Outcome, context: SettleContext): SyncItem {
  const { now, flownAt, settleMs, random } = context;
  const { verb } = change.operation;
  const again = now + backoffMs(item.attempts, random);
  switch (outcome.kind) {
    case 'done':
      if (verb === 'delete-extra') return extraGone(item, now);
      if (verb === 'delete') return inStep(without(item, 'applied'), now);
      return done({ ...item, applied: appliedBy(item, change, outcome.observed, context) }, change, now);
    case 'gone':
      if (verb === 'send') return notFoundToSend(item, flownAt, settleMs, now);
      if (verb === 'delete-extra') return extraGone(item, now);
      if (verb === 'delete') return inStep(without(item, 'applied'), now);
      return later({ ...without(item, 'applied'), generation: item.generation + 1 }, 'pending', now, undefined, now);
    case 'made-before':
      return unknown(item, 'all', flownAt, settleMs, now + LOOK_AGAIN_MS, now);
    case 'unknown':
      return unknown(
        { ...asked(item, verb, flownAt), attempts: item.attempts + 1 },
        verb === 'create' ? 'all' : 'id',
        flownAt,
        verb === 'create' ? settleMs : undefined,
        now + Math.max(LOOK_AGAIN_MS, backoffMs(item.attempts, random)),
        now,
      );
    case 'changed-meanwhile':
      return {
        ...later({ ...item, attempts: item.attempts + 1 }, 'retrying', again, reasons.changedMeanwhile(again), now),
        look: verb === 'create' ? 'all' : 'id',
      };
    case 'throttled': {
      const until = waitUntil(outcome.retryAt, item.attempts, now, random);
      return later(item, 'retrying', until, reasons.throttled(until), now);
    }
    case 'unavailable': {
      const until = outcome.retryAt === undefined ? again : waitUntil(outcome.retryAt, item.attempts, now, random);
      // Its word that nothing was done is not enough where doing it twice cannot be undone.
      if (verb === 'send')
        return unknown({ ...asked(item, verb, flownAt), attempts: item.attempts + 1 }, 'id', flownAt, undefined, until, now);
      const next = later({ ...item, attempts: item.attempts + 1 }, 'retrying', until, reasons.unavailable(until), now);
      // It says that nothing was done; for a create one look is cheaper than a second event.
      return verb === 'create' ? { ...next, look: 'all', duplicatesAt: flownAt + settleMs } : next;
    }
    case 'denied':
    case 'mailbox-missing':
      return later(item, 'blocked', now + PROBE_EVERY_MS, blockReason(item, outcome.kind, context), now);
    case 'not-yet': {
      const then = now + Math.min(HOUR, NOT_YET_MS * 2 ** Math.min(item.attempts, 10));
      return later(
        { ...item, look: item.look ?? 'id', attempts: item.attempts + 1 },
        'retrying',
        then,
        notYet(item, outcome.because, then, context),
        now,
      );
    }
    case 'never': {
      const tried = { ...item, attempts: item.attempts + 1, refusals: (item.refusals ?? 0) + 1 };
      const reason = reasons.refusedForGood(outcome.code);
      // It may be refused because it has left already.
      const known = verb === 'send' ? { ...tried, look: tried.look ?? ('id' as const) } : tried;
      if (tried.refusals < TRIES_BEFORE_PARKING) return later(known, 'retrying', again, reason, now);
      return { ...without(tried, 'due'), state: 'parked', reason, changedAt: now };
    }
    case 'app':
      return appFailure(item, outcome.failure, context);
  }
}

/** The operation was the last one of its wish, or another follows at once. */
function done(item: SyncItem, { goesOn }: Change, now: EpochMs): SyncItem {
  if (!goesOn) return inStep(item, now);
  return { ...later(without(item, 'look', 'unknownSince', 'refusals'), 'pending', now, undefined, now), attempts: 0, lastSuccessAt: now };
}

/** Nothing waits there to leave: an earlier request of unknown outcome took it, or somebody removed it and it is made anew. */
function notFoundToSend(item: SyncItem, flownAt: EpochMs, settleMs: number, now: EpochMs): SyncItem {
  if (item.applied && item.sendUnknownAt !== undefined)
    return inStep({ ...item, applied: { ...item.applied, sent: true, value: SENT } }, now);
  return unknown(item, 'id', flownAt, settleMs, now, now);
}

/** Remembers that a request to send is on its way; a removal makes an end of that question. */
function asked(item: SyncItem, verb: Change['operation']['verb'], flownAt: EpochMs): SyncItem {
  if (verb === 'send') return { ...item, sendUnknownAt: flownAt };
  return verb === 'delete' ? without(item, 'sendUnknownAt') : item;
}

function appliedBy(
  item: SyncItem,
  change: Change,
  observed: Observed | undefined,
  { digest }: SettleContext,
): NonNullable<SyncItem['applied']> {
  const { operation, after } = change;
  const known = 'externalId' in operation ? operation.externalId : (item.applied?.externalId ?? '');
  const sent = operation.verb === 'send' ? { sent: true as const } : {};
  return { externalId: observed?.externalId ?? known, fingerprint: fingerprint(digest, after), value: after, ...sent };
}

function extraGone(item: SyncItem, now: EpochMs): SyncItem {
  const extras = (item.extras ?? []).slice(1);
  return later(extras.length > 0 ? { ...item, extras } : without(item, 'extras'), 'pending', now, undefined, now);
}

function unknown(item: SyncItem, look: 'id' | 'all', since: EpochMs, settleMs: number | undefined, due: EpochMs, now: EpochMs): SyncItem {
  return {
    ...later(item, 'unknown', due, reasons.outcomeUnknown(due), now),
    look: item.look === 'all' ? 'all' : look,
    unknownSince: Math.max(item.unknownSince ?? 0, since),
    ...(settleMs !== undefined && { duplicatesAt: Math.max(item.duplicatesAt ?? 0, since + settleMs) }),
  };
}

export function blockReason(item: SyncItem, kind: 'denied' | 'mailbox-missing', { now, permission, mailboxRemedy }: SettleContext): Reason {
  const probeAt = now + PROBE_EVERY_MS;
  return kind === 'denied'
    ? reasons.permissionMissing(permission, item.target, probeAt)
    : reasons.mailboxMissing(item.target, probeAt, mailboxRemedy);
}

function notYet(item: SyncItem, because: 'not-there' | 'without-effect', then: EpochMs, { permission }: SettleContext): Reason {
  return because === 'not-there' ? reasons.notThereYet(item.target, then) : reasons.withoutEffect(permission, item.target, then);
}

/** Nothing was sent for a cause outside the lane: it costs the item nothing. */
function appFailure(item: SyncItem, failure: Extract<Outcome, { kind: 'app' }>['failure'], { now, random }: SettleContext): SyncItem {
  if (failure.kind === 'denied') {
    const probeAt = now + PROBE_EVERY_MS;
    return later(item, 'blocked', probeAt, reasons.credentialRefused(failure.reason, probeAt), now);
  }
  const until = waitUntil(
    failure.kind === 'throttled' || failure.kind === 'unavailable' ? failure.retryAt : undefined,
    item.attempts,
    now,
    random,
  );
  return later(item, 'retrying', until, failure.kind === 'throttled' ? reasons.throttled(until) : reasons.unavailable(until), now);
}

/** The request in flight when its holder died: it may have acted. */
export function settleForsaken(
  item: SyncItem,
  { at, generation, operation }: { readonly at: EpochMs; readonly generation: number; readonly operation: Operation },
  settleMs: number,
  now: EpochMs,
): SyncItem {
  const { verb } = operation;
  const made = verb === 'create';
  const known = { ...asked(item, verb, at), generation: Math.max(item.generation, generation) };
  // The dead holder may have found the id in that very round: what was sent under it is looked for under it.
  const named = verb === 'send' && item.applied?.externalId !== operation.externalId;
  return unknown(
    named ? { ...known, applied: { externalId: operation.externalId, fingerprint: '', value: WAITING } } : known,
    made ? 'all' : 'id',
    at,
    made ? settleMs : undefined,
    now,
    now,
  );
}

/** A settlement was overtaken by a new wish or a new holder: read before the next plan. */
export const settleOvertaken = (
  item: SyncItem,
  look: 'id' | 'all',
  { verb, flownAt }: { readonly verb: Change['operation']['verb']; readonly flownAt: EpochMs },
  settleMs: number,
  now: EpochMs,
): SyncItem => unknown(asked(item, verb, flownAt), look, flownAt, look === 'all' ? settleMs : undefined, now, now);

/** It may have been sent, and its target could not be read for so long that somebody should know; it is still asked. */
const UNREAD_AT_MOST_MS = 10 * MINUTE;
export function settleUnread(item: SyncItem, now: EpochMs): SyncItem {
  if (item.unknownSince === undefined || item.sendUnknownAt === undefined || now - item.sendUnknownAt < UNREAD_AT_MOST_MS) return item;
  const again = Math.max(item.due ?? 0, now + PROBE_EVERY_MS);
  return { ...item, state: 'needs-attention', due: again, reason: reasons.sendUnresolved(again) };
}

/** What the re-read of the target showed around an item that is otherwise as wished. */
export function settleReread(item: SyncItem, seen: 'clean' | 'strangers' | 'not-read', now: EpochMs, unread = 0): SyncItem {
  switch (seen) {
    case 'clean':
      return item.reports ? { ...item, cleanRevision: item.desired.revision } : item;
    case 'strangers': {
      const again = now + CLASH_AGAIN_MS;
      return { ...item, state: 'needs-attention', reason: reasons.clash(again), verify: true, due: Math.min(again, item.due ?? again) };
    }
    case 'not-read': {
      const again = now + Math.min(LOOK_AGAIN_MS * 2 ** Math.min(unread, 10), PROBE_EVERY_MS);
      return { ...item, verify: true, unread: unread + 1, due: Math.min(again, item.due ?? again) };
    }
  }
}
