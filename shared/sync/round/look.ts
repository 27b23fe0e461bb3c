import { MINUTE, SECOND, type EpochMs } from '../../kernel/clock';
import type { GraphAnswer, GraphRequest } from '../../kernel/graph';
import type { Applied, SyncItem } from '../item/item';
import { errorCode, SENT, type Kind, type Observed } from '../item/kind';
import { without } from '../lane/lane';
import { outcomeOf, type Outcome } from '../item/outcome';
import { fingerprint } from '../item/plan';
import { reasons } from '../item/reasons';
import type { SettleContext } from './settle';

const LOOK_AGAIN_MS = 5 * SECOND;
/** What still waits to leave this long after it was let go has not left. */
const SEND_SETTLE_MS = 2 * MINUTE;

/** What a look-up showed. */
export type Seen =
  | { readonly kind: 'one'; readonly observed: Observed }
  | { readonly kind: 'not-there' }
  | { readonly kind: 'all'; readonly observed: readonly Observed[] }
  | { readonly kind: 'unread'; readonly outcome: Outcome };

const duplicatesDue = (item: SyncItem, now: EpochMs): boolean => item.duplicatesAt !== undefined && item.duplicatesAt <= now;

export const needsLook = (item: SyncItem, now: EpochMs): boolean => item.look !== undefined || duplicatesDue(item, now);

/** A known id is read directly, for lists may lag; duplicates and unknown ids are searched by our mark. */
const byId = (item: SyncItem): string | undefined => (item.look !== undefined ? item.applied?.externalId : undefined);

export function lookRequest(kind: Kind, item: SyncItem): GraphRequest {
  const id = byId(item);
  return id === undefined ? kind.findOurs(item) : kind.readOne(item, id);
}

export function seenIn(kind: Kind, item: SyncItem, answer: GraphAnswer, now: EpochMs): Seen {
  const id = byId(item);
  if (answer.kind === 'answered' && answer.status === 200) {
    const observed = id === undefined ? kind.all(answer.body) : kind.one(answer.body);
    if (observed === undefined) return { kind: 'unread', outcome: { kind: 'unknown' } };
    return 'externalId' in observed ? { kind: 'one', observed } : { kind: 'all', observed };
  }
  const nowhere =
    answer.kind === 'answered' && id === undefined && kind.refusal?.('find', answer.status, errorCode(answer.body)) === 'never';
  if (nowhere) return { kind: 'all', observed: [] };
  const outcome = outcomeOf({ verb: 'update', externalId: id ?? '' }, answer, kind, now);
  if (outcome.kind === 'gone') return id === undefined ? { kind: 'unread', outcome: { kind: 'mailbox-missing' } } : { kind: 'not-there' };
  // A read that is refused as wrong is not the item's fault for good; it is tried again like any other.
  if (outcome.kind === 'never' || outcome.kind === 'done') {
    return { kind: 'unread', outcome: { kind: 'unavailable' } };
  }
  return { kind: 'unread', outcome };
}

export interface Looked {
  readonly item: SyncItem;
  /** Known well enough to plan. */
  readonly ready: boolean;
  /** A request of unknown outcome turned out to have acted. */
  readonly confirmed: boolean;
}

/** What a look-up makes of its item; `unread` is settled elsewhere. */
export function settleLook(item: SyncItem, seen: Exclude<Seen, { kind: 'unread' }>, context: SettleContext): Looked {
  const { now } = context;
  switch (seen.kind) {
    case 'one':
      return stillWaits(item, seen.observed, context) ?? known(item, seen.observed, item.extras ?? [], context);
    case 'not-there': {
      if (item.applied && (item.applied.sent ?? item.sendUnknownAt !== undefined)) return left(item, item.applied, now);
      const lost = without(item, 'applied', 'extras');
      if (item.look === 'all') return notYet({ ...lost, due: now });
      // What was taken for a duplicate of it may be all that there is.
      if (item.extras) return notYet({ ...lost, look: 'all', due: now, generation: item.generation + 1 });
      return absent(lost, now);
    }
    case 'all':
      return settleAll(item, seen.observed, context);
  }
}

const notYet = (item: SyncItem): Looked => ({ item, ready: false, confirmed: false });

/** It was let go and looks as before: too early to tell. */
function stillWaits(item: SyncItem, observed: Observed, { now, settleMs }: SettleContext): Looked | undefined {
  if (item.sendUnknownAt === undefined || item.unknownSince === undefined || observed.sent || item.applied?.sent) return undefined;
  const settledAt = item.sendUnknownAt + Math.max(SEND_SETTLE_MS, settleMs);
  if (now >= settledAt) return undefined;
  const due = Math.min(now + LOOK_AGAIN_MS, settledAt);
  return notYet({ ...item, state: 'unknown', due, reason: reasons.outcomeUnknown(due), changedAt: now });
}

/** What was let go and is not where it waited has left. */
function left(item: SyncItem, applied: Applied, now: EpochMs): Looked {
  const gone: Applied = { ...applied, sent: true, value: SENT };
  return { item: { ...without(item, 'look', 'unknownSince'), applied: gone, changedAt: now }, ready: true, confirmed: !applied.sent };
}

function settleAll(item: SyncItem, observed: readonly Observed[], context: SettleContext): Looked {
  const { now, settleMs } = context;
  const rest = duplicatesDue(item, now) ? without(item, 'duplicatesAt') : item;
  const ids = observed.map(({ externalId }) => externalId);
  // What has left is nobody's duplicate: it cannot be taken back.
  const waiting = observed.filter(({ sent }) => !sent).map(({ externalId }) => externalId);
  if (item.applied && !ids.includes(item.applied.externalId)) {
    // A list may lag: what is known to be there is asked for by its id before it is believed to be gone.
    return notYet({ ...without(rest, 'extras'), look: 'id', due: now, ...(waiting.length > 0 && { extras: waiting }) });
  }
  const main =
    observed.find(({ externalId }) => externalId === item.applied?.externalId) ?? observed.find(({ sent }) => sent) ?? observed[0];
  if (main) {
    const waits = stillWaits(rest, main, context);
    if (waits) return waits;
    const extras = waiting.filter((id) => id !== main.externalId);
    return known(rest, main, extras, context);
  }
  if (item.unknownSince === undefined) return absent(item, now);
  const settledAt = item.unknownSince + settleMs;
  // It may yet show up: one more look, as long after this one, finds what stands there twice then.
  if (now >= settledAt) return absent({ ...item, duplicatesAt: now + settleMs }, now);
  const due = Math.min(now + LOOK_AGAIN_MS, settledAt);
  return notYet({ ...item, state: 'unknown', due, reason: reasons.outcomeUnknown(due), changedAt: now });
}

function known(item: SyncItem, observed: Observed, extras: readonly string[], { digest, now }: SettleContext): Looked {
  const { externalId, value } = observed;
  // A list that lags may still show it waiting.
  const sent = (observed.sent ?? false) ? true : item.applied?.externalId === externalId && item.applied.sent;
  const applied: Applied = { externalId, fingerprint: fingerprint(digest, value), value: sent ? SENT : value, ...(sent && { sent }) };
  const rest = without(item, 'look', 'unknownSince', 'extras');
  return {
    item: { ...rest, applied, changedAt: now, ...(extras.length > 0 && { extras }) },
    ready: true,
    confirmed: item.unknownSince !== undefined && applied.fingerprint !== item.applied?.fingerprint,
  };
}

/** Absence was observed, so a new create may not be taken for the lost one. */
function absent(item: SyncItem, now: EpochMs): Looked {
  const gone = without(item, 'applied', 'look', 'unknownSince', 'extras');
  const rest = duplicatesDue(gone, now) ? without(gone, 'duplicatesAt') : gone;
  const lost = item.unknownSince !== undefined || item.look === 'id';
  return { item: { ...rest, generation: item.generation + (lost ? 1 : 0), changedAt: now }, ready: true, confirmed: false };
}
