import { HOUR, MINUTE, SECOND, type EpochMs } from '../../kernel/clock';
import type { Change } from '../item/change';
import type { SyncItem } from '../item/item';
import type { Observed, Outcome } from '../item/outcome';
import { fingerprint } from '../item/plan';
import { reasons, type Reason } from '../item/reasons';
import { PROBE_EVERY_MS, without } from '../lane/lane';
import { backoffMs, waitUntil } from '../lane/pace';
import { later, type SettleContext } from './context';
import { inStep } from './in-step';
import { asked, madeAt, unheard, unknown } from './unknown';

/** Three answers that say "never" are enough. */
const TRIES_BEFORE_PARKING = 3;
const LOOK_AGAIN_MS = 5 * SECOND;
/** The first wait for what Microsoft takes hours to show, each next one twice as long, up to an hour. */
const NOT_YET_MS = 5 * MINUTE;

/** The plan found nothing to write. */
export const settleNothing = (item: SyncItem, context: Pick<SettleContext, 'now' | 'kind'>): SyncItem => inStep(item, context);

/** What was made is known, or certainly nothing was. */
const CERTAIN = new Set<Outcome['kind']>(['done', 'throttled', 'denied', 'alone', 'app']);

/** What the answer to a write makes of its item. */
export function settleWrite(before: SyncItem, change: Change, outcome: Outcome, context: SettleContext): SyncItem {
  const { now, flownAt, settleMs, random } = context;
  const { verb } = change.operation;
  const item = CERTAIN.has(outcome.kind) ? before : unheard(before, change.operation, flownAt, settleMs);
  const again = now + backoffMs(item.attempts, random);
  const tried = { ...item, attempts: item.attempts + 1 };
  switch (outcome.kind) {
    case 'done':
      if (verb === 'delete-extra') return extraGone(item, now);
      if (verb === 'delete') return inStep(without(item, 'applied'), context);
      return done({ ...item, applied: appliedBy(item, change, outcome.observed, context) }, change, context);
    case 'not-found':
      return notFound(item, verb, context);
    case 'made-before': {
      const { externalId } = outcome;
      if (externalId === undefined) return unknown(item, 'all', { since: flownAt, settleMs, due: now + LOOK_AGAIN_MS, now });
      // Its name is a hint as well: it is read before anything is made of it.
      const named: SyncItem = { ...item, applied: { externalId, fingerprint: '', value: null, unmarked: true } };
      return unknown(named, 'all', { since: flownAt, settleMs, due: now, now });
    }
    case 'unknown':
      return unknown(asked(tried, verb, flownAt), verb === 'create' ? 'all' : 'id', {
        since: flownAt,
        settleMs: verb === 'create' ? settleMs : undefined,
        due: now + Math.max(LOOK_AGAIN_MS, backoffMs(item.attempts, random)),
        now,
      });
    case 'changed-meanwhile':
      return { ...later(tried, 'retrying', again, reasons.changedMeanwhile(again), now), look: verb === 'create' ? 'all' : 'id' };
    case 'throttled': {
      const until = waitUntil(outcome.retryAt, item.attempts, now, random);
      return later(item, 'retrying', until, reasons.throttled(until), now);
    }
    case 'unavailable': {
      const until = outcome.retryAt === undefined ? again : waitUntil(outcome.retryAt, item.attempts, now, random);
      // Its word that nothing was done is not enough where doing it twice cannot be undone.
      if (verb === 'send') return unknown(asked(tried, verb, flownAt), 'id', { since: flownAt, due: until, now });
      const next = later(tried, 'retrying', until, reasons.unavailable(until), now);
      // It says that nothing was done; for a create one look is cheaper than a second thing.
      return verb === 'create' ? { ...next, look: 'all', duplicatesAt: flownAt + settleMs } : next;
    }
    case 'unfinished': {
      const then = now + Math.min(PROBE_EVERY_MS, LOOK_AGAIN_MS * 2 ** Math.min(item.attempts, 10));
      return later(tried, 'retrying', then, reasons.listUnfinished(then), now);
    }
    case 'denied':
      return later(item, 'blocked', now + PROBE_EVERY_MS, blockReason(item, outcome.kind, context), now);
    case 'target-missing':
      // Also this 404 is a hint only: one look is cheaper than a second thing.
      return {
        ...later(item, 'blocked', now + PROBE_EVERY_MS, blockReason(item, outcome.kind, context), now),
        ...(verb === 'create' && { look: 'all', unknownSince: Math.max(item.unknownSince ?? 0, flownAt) }),
      };
    case 'not-yet': {
      const then = now + Math.min(HOUR, NOT_YET_MS * 2 ** Math.min(item.attempts, 10));
      return { ...later(tried, 'retrying', then, notYet(item, outcome.because, then, context), now), look: item.look ?? 'id' };
    }
    case 'never': {
      const refused = { ...tried, refusals: (item.refusals ?? 0) + 1 };
      const reason = reasons.refusedForGood(outcome.code);
      // It may be refused because it has left already, or has been made: one look is cheaper than a second thing.
      const look = verb === 'send' ? (refused.look ?? 'id') : verb === 'create' ? 'all' : refused.look;
      const known: SyncItem = look === undefined ? refused : { ...refused, look };
      const then = outcome.hint ? now + NOT_YET_MS * 2 ** (refused.refusals - 1) : again;
      if (refused.refusals < TRIES_BEFORE_PARKING) return later(known, 'retrying', then, reason, now);
      return { ...without(known, 'due'), state: 'parked', reason, changedAt: now };
    }
    case 'alone':
      return { ...later(item, 'pending', now, undefined, now), alone: true };
    case 'app':
      return appFailure(item, outcome.failure, context);
  }
}

/** The operation was the last one of its wish, or another follows at once. */
function done(item: SyncItem, { goesOn }: Change, context: SettleContext): SyncItem {
  const { now } = context;
  if (!goesOn) return inStep(item, context);
  const rest = without(item, 'look', 'unknownSince', 'refusedSince', 'sought', 'alone', 'refusals');
  return { ...later(rest, 'pending', now, undefined, now), attempts: 0, lastSuccessAt: now };
}

/**
 * A 404 or 410 is a hint (it is seen in the field for things that stand): the thing is asked for by its id, then searched by our mark. A young
 * thing may not be listed yet, so its absence is believed only after the settle time.
 */
function notFound(item: SyncItem, verb: Change['operation']['verb'], { now, flownAt, settleMs, random }: SettleContext): SyncItem {
  if (verb === 'send') return unknown(item, 'id', { since: flownAt, settleMs, due: now, now });
  if (verb === 'delete-extra') {
    const duplicatesAt = Math.max(item.duplicatesAt ?? 0, now + settleMs);
    return { ...extraGone(item, now), duplicatesAt };
  }
  const due = item.attempts === 0 ? now : now + backoffMs(item.attempts, random);
  return {
    ...unknown({ ...item, attempts: item.attempts + 1 }, 'all', { since: madeAt(item, settleMs), due, now }),
    reason: reasons.notFound(due),
  };
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

/** Why an item waits for a person who must act in Microsoft. */
export function blockReason(
  item: SyncItem,
  outcome: 'denied' | 'target-missing',
  { now, kind: { permissions, scope, words } }: Pick<SettleContext, 'now' | 'kind'>,
): Reason {
  const probeAt = now + PROBE_EVERY_MS;
  return outcome === 'denied'
    ? reasons.permissionMissing({ permissions, words, target: item.target, alsoDenied: scope.alsoDenied }, probeAt)
    : reasons.targetMissing({ code: scope.missing.code, target: item.target, words }, probeAt);
}

function notYet(
  item: SyncItem,
  because: 'not-there' | 'without-effect',
  then: EpochMs,
  { kind: { permissions, words } }: SettleContext,
): Reason {
  return because === 'not-there'
    ? reasons.notThereYet(item.target, then, words.notYet)
    : reasons.withoutEffect({ permissions, words, target: item.target }, then);
}

/** Nothing was sent for a cause outside the lane: it costs the item nothing. */
/** The gate holds the item back, and nothing else: it is due as soon as that opens. */
function appFailure(item: SyncItem, failure: Extract<Outcome, { kind: 'app' }>['failure'], { now, random }: SettleContext): SyncItem {
  if (failure.kind === 'denied') {
    return later(item, 'blocked', now, reasons.credentialRefused(failure, now + PROBE_EVERY_MS), now);
  }
  const until = waitUntil(
    failure.kind === 'throttled' || failure.kind === 'unavailable' ? failure.retryAt : undefined,
    item.attempts,
    now,
    random,
  );
  return later(item, 'retrying', now, failure.kind === 'throttled' ? reasons.throttled(until) : reasons.unavailable(until), now);
}
