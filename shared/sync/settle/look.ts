import { MINUTE, SECOND, type EpochMs } from '../../kernel/clock';
import type { Applied, SyncItem } from '../item/item';
import { SENT, type Observed } from '../item/outcome';
import { fingerprint } from '../item/plan';
import { reasons } from '../item/reasons';
import type { Kind, Look } from '../kind';
import { without } from '../lane/lane';
import type { SettleContext } from './context';
import { madeAt } from './unknown';

const LOOK_AGAIN_MS = 5 * SECOND;
/** After a request to send, the draft may look unsent for a while; after this time it counts as not sent. */
const SEND_SETTLE_MS = 2 * MINUTE;

/** @internal A refused list shows nothing at all, so it is doubted so many times longer than a list that lags. */
export const REFUSED_FOR = 5;

/** What a look-up showed. */
export type Sight =
  | { readonly kind: 'one'; readonly observed: Observed }
  | { readonly kind: 'not-there' }
  /** `refused`: the list was refused, which may mean that there is nothing to list. */
  | { readonly kind: 'all'; readonly observed: readonly Observed[]; readonly refused?: true };

export interface Looked {
  readonly item: SyncItem;
  /** Known well enough to plan. */
  readonly ready: boolean;
  /** A request of unknown outcome turned out to have acted. */
  readonly confirmed: boolean;
}

const duplicatesDue = (item: SyncItem, now: EpochMs): boolean => item.duplicatesAt !== undefined && item.duplicatesAt <= now;

/** The id by which a thing is looked up; undefined: it is searched by our mark. A known id comes first, for lists may lag. */
const soughtById = (item: SyncItem): string | undefined => (item.look !== undefined && !item.sought ? item.applied?.externalId : undefined);

export const needsLook = (item: SyncItem, kind: Pick<Kind, 'dueAgain'>, now: EpochMs): boolean =>
  item.look !== undefined || duplicatesDue(item, now) || ownLookDue(item, kind, now);

/** An item in step that its kind wants to be looked at again. */
const ownLookDue = (item: SyncItem, { dueAgain }: Pick<Kind, 'dueAgain'>, now: EpochMs): boolean =>
  dueAgain !== undefined && item.state === 'in-step' && !item.verify && item.due !== undefined && item.due <= now;

/** By the id that is known, or by our mark. */
export const howTo = (item: SyncItem): Look => (soughtById(item) === undefined ? 'all' : 'id');

/** What a look-up makes of its item. */
export function settleLook(item: SyncItem, seen: Sight, context: SettleContext): Looked {
  const { now } = context;
  switch (seen.kind) {
    case 'one':
      return stillWaits(item, seen.observed, context) ?? known(item, seen.observed, item.extras ?? [], context);
    case 'not-there':
      if (item.applied?.sent) return left(item, item.applied, now);
      // The mark decides. A young thing may be missing in the list as well: it counts as unknown since it was last seen.
      return notYet({
        ...without(item, 'extras'),
        look: 'all',
        sought: true,
        unknownSince: Math.max(item.unknownSince ?? 0, madeAt(item, context.settleMs)),
        due: now,
      });
    case 'all':
      return settleAll(item, seen, context);
  }
}

const notYet = (item: SyncItem): Looked => ({ item, ready: false, confirmed: false });

/** It was let go and looks as before: too early to tell. */
function stillWaits(item: SyncItem, observed: Observed, { now, settleMs }: SettleContext): Looked | undefined {
  if (item.sendUnknownAt === undefined || item.unknownSince === undefined || observed.sent || item.applied?.sent) return undefined;
  const settledAt = item.sendUnknownAt + Math.max(SEND_SETTLE_MS, settleMs);
  if (now >= settledAt) return undefined;
  return again(item, Math.min(now + LOOK_AGAIN_MS, settledAt), now);
}

/** Looked for once more later. */
function again(item: SyncItem, due: EpochMs, now: EpochMs): Looked {
  const reason = item.reason?.code === 'not-found' ? reasons.notFound(due) : reasons.outcomeUnknown(due);
  return notYet({ ...item, state: 'unknown', due, reason, changedAt: now });
}

/** A draft of ours that is found nowhere after it was let go counts as sent. */
function left(item: SyncItem, applied: Applied, now: EpochMs): Looked {
  const gone: Applied = { ...applied, sent: true, value: SENT };
  return {
    item: { ...without(item, 'look', 'unknownSince', 'sought'), applied: gone, changedAt: now },
    ready: true,
    confirmed: !applied.sent,
  };
}

function settleAll(seen: SyncItem, { observed, refused }: Extract<Sight, { kind: 'all' }>, context: SettleContext): Looked {
  const { now, settleMs } = context;
  const item: SyncItem = refused ? { ...seen, refusedSince: seen.refusedSince ?? now } : without(seen, 'refusedSince');
  const due = duplicatesDue(item, now);
  const rest = due ? without(item, 'duplicatesAt', 'unheard') : item;
  // Lists find an entry without our mark by its creates alone: they are remembered until it is known where it is, and bears the mark again.
  const open = due && item.unheard ? { ...item, duplicatesAt: now + settleMs } : rest;
  const ids = observed.map(({ externalId }) => externalId);
  // What was sent is no duplicate: it cannot be taken back.
  const waiting = observed.filter(({ sent }) => !sent).map(({ externalId }) => externalId);
  if (item.applied && !item.sought && !ids.includes(item.applied.externalId)) {
    // A list may lag: a thing that we know is asked for by its id before it is believed to be gone.
    return notYet({ ...without(open, 'extras'), look: 'id', due: now, ...(waiting.length > 0 && { extras: waiting }) });
  }
  const main =
    observed.find(({ externalId }) => externalId === item.applied?.externalId) ?? observed.find(({ sent }) => sent) ?? observed[0];
  if (main) {
    const waits = stillWaits(rest, main, context);
    if (waits) return waits;
    const extras = waiting.filter((id) => id !== main.externalId);
    return known(main.unmarked ? open : rest, main, extras, context);
  }
  const { unknownSince, refusedSince } = item;
  if (unknownSince === undefined && refusedSince === undefined) return absent(item, now);
  const settledAt = Math.max((unknownSince ?? 0) + settleMs, refusedSince === undefined ? 0 : refusedSince + REFUSED_FOR * settleMs);
  if (now < settledAt) return again(item, Math.min(now + LOOK_AGAIN_MS, settledAt), now);
  if (item.applied && item.sendUnknownAt !== undefined) return left(item, item.applied, now);
  // It may yet show up: one more look, as long after this one, finds what stands there twice then.
  return absent({ ...item, duplicatesAt: now + settleMs }, now);
}

function known(item: SyncItem, observed: Observed, extras: readonly string[], { digest, now }: SettleContext): Looked {
  const { externalId, value } = observed;
  // A list that lags may still show it waiting.
  const sent = (observed.sent ?? false) ? true : item.applied?.externalId === externalId && item.applied.sent;
  const applied: Applied = {
    externalId,
    fingerprint: fingerprint(digest, value),
    value: sent ? SENT : value,
    ...(sent && { sent }),
    ...(observed.unmarked && { unmarked: true }),
  };
  const rest = without(item, 'look', 'unknownSince', 'refusedSince', 'sought', 'extras');
  return {
    item: { ...rest, applied, changedAt: now, ...(extras.length > 0 && { extras }) },
    ready: true,
    confirmed: item.unknownSince !== undefined && applied.fingerprint !== item.applied?.fingerprint,
  };
}

/** Absence was observed, so a new create may not be taken for the lost one. */
function absent(item: SyncItem, now: EpochMs): Looked {
  const gone = without(item, 'applied', 'look', 'unknownSince', 'refusedSince', 'sought', 'extras');
  const rest = duplicatesDue(gone, now) ? without(gone, 'duplicatesAt', 'unheard') : gone;
  const lost = item.unknownSince !== undefined || item.look === 'id';
  return { item: { ...rest, generation: item.generation + (lost ? 1 : 0), changedAt: now }, ready: true, confirmed: false };
}
