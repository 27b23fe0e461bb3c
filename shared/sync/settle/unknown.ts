import { MINUTE, type EpochMs } from '../../kernel/clock';
import type { Operation } from '../item/change';
import type { SyncItem } from '../item/item';
import { WAITING } from '../item/outcome';
import { reasons } from '../item/reasons';
import type { Look } from '../kind';
import { PROBE_EVERY_MS, without } from '../lane/lane';
import { later } from './context';

/** A request may have acted since `since`; `settleMs` where a later look for duplicates is needed. */
export function unknown(
  item: SyncItem,
  look: Look,
  {
    since,
    settleMs,
    due,
    now,
  }: { readonly since: EpochMs; readonly settleMs?: number | undefined; readonly due: EpochMs; readonly now: EpochMs },
): SyncItem {
  return {
    ...later(without(item, 'sought'), 'unknown', due, reasons.outcomeUnknown(due), now),
    look: item.look === 'all' ? 'all' : look,
    unknownSince: Math.max(item.unknownSince ?? 0, since),
    ...(settleMs !== undefined && { duplicatesAt: Math.max(item.duplicatesAt ?? 0, since + settleMs) }),
  };
}

/** The latest time at which it may have been made, so that lists may not show it yet; 0: long ago. */
export const madeAt = ({ lastSuccessAt = 0, duplicatesAt = 0 }: SyncItem, settleMs: number): EpochMs =>
  Math.max(lastSuccessAt, duplicatesAt - settleMs);

/** More of them have passed only where wishes changed all through a long outage; the oldest are forgotten first. */
const MOST_UNHEARD = 10;

/** Remembers a create of which it is not known what it made and under which mark, and looks for that later, when lists show it. */
export function unheard(item: SyncItem, operation: Operation, flownAt: EpochMs, settleMs: number): SyncItem {
  if (operation.verb !== 'create' || !operation.span) return item;
  const { transactionId, span } = operation;
  const duplicatesAt = Math.max(item.duplicatesAt ?? 0, flownAt + settleMs);
  const others = (item.unheard ?? []).filter(
    (one) => one.transactionId !== transactionId || one.span.start !== span.start || one.span.end !== span.end,
  );
  return { ...item, duplicatesAt, unheard: [...others, { transactionId, span }].slice(-MOST_UNHEARD) };
}

/** Remembers that a request to send is on its way; a removal makes an end of that question. */
export function asked(item: SyncItem, verb: Operation['verb'], flownAt: EpochMs): SyncItem {
  if (verb === 'send') return { ...item, sendUnknownAt: flownAt };
  return verb === 'delete' ? without(item, 'sendUnknownAt') : item;
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
  const known = { ...asked(unheard(item, operation, at, settleMs), verb, at), generation: Math.max(item.generation, generation) };
  // The dead holder may have found the id in that very round: what was sent under it is looked for under it.
  const named = verb === 'send' && item.applied?.externalId !== operation.externalId;
  return unknown(
    named ? { ...known, applied: { externalId: operation.externalId, fingerprint: '', value: WAITING } } : known,
    made ? 'all' : 'id',
    { since: at, settleMs: made ? settleMs : undefined, due: now, now },
  );
}

/** A settlement was overtaken by a new wish or a new holder: read before the next plan. */
export const settleOvertaken = (
  item: SyncItem,
  look: Look,
  { operation, flownAt }: { readonly operation: Operation; readonly flownAt: EpochMs },
  settleMs: number,
  now: EpochMs,
): SyncItem =>
  unknown(asked(unheard(item, operation, flownAt, settleMs), operation.verb, flownAt), look, {
    since: flownAt,
    settleMs: look === 'all' ? settleMs : undefined,
    due: now,
    now,
  });

/** It may have been sent, and its target could not be read for so long that somebody should know; it is still asked. */
const UNREAD_AT_MOST_MS = 10 * MINUTE;
export function settleUnread(item: SyncItem, now: EpochMs): SyncItem {
  if (item.unknownSince === undefined || item.sendUnknownAt === undefined || now - item.sendUnknownAt < UNREAD_AT_MOST_MS) return item;
  const again = Math.max(item.due ?? 0, now + PROBE_EVERY_MS);
  return { ...item, state: 'needs-attention', due: again, reason: reasons.sendUnresolved(again) };
}
