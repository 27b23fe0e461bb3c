import { SECOND, MINUTE, type EpochMs } from '../../kernel/clock';
import type { SyncItem } from '../item/item';
import { reasons, type Reason } from '../item/reasons';
import { without } from '../lane/lane';
import { PROBE_EVERY_MS } from '../lane/lane';
import type { SettleContext } from './context';

const CLASH_AGAIN_MS = 15 * MINUTE;
const LOOK_AGAIN_MS = 5 * SECOND;
/** An item of a newer version of us waits this long, unless a version that knows its kind comes by. */
const UNKNOWN_KIND_MS = 24 * 60 * MINUTE;

/** The item is as wished; a later look for duplicates, or the kind's own next look, may be left to do. */
export function inStep(item: SyncItem, { now, kind }: Pick<SettleContext, 'now' | 'kind'>): SyncItem {
  const rest = without(item, 'reason', 'refusals', 'look', 'unknownSince', 'refusedSince', 'sought', 'alone', 'due', 'verify', 'unread');
  const settled: SyncItem = {
    ...rest,
    state: 'in-step',
    appliedRevision: item.desired.revision,
    attempts: 0,
    lastSuccessAt: now,
    changedAt: now,
  };
  const dues = [settled.duplicatesAt, kind.dueAgain?.(settled, now)].filter((due) => due !== undefined);
  return dues.length === 0 ? settled : { ...settled, due: Math.min(...dues) };
}

/** What the re-read of the target showed around an item that is otherwise as wished. */
export function settleReread(
  item: SyncItem,
  seen: 'clean' | 'strangers' | 'not-read' | 'unfinished',
  {
    now,
    clash,
    unread = 0,
  }: { readonly now: EpochMs; readonly clash: (nextTryAt: EpochMs) => Reason; readonly unread?: number | undefined },
): SyncItem {
  switch (seen) {
    case 'clean':
      return item.reports ? { ...item, cleanRevision: item.desired.revision } : item;
    case 'strangers': {
      const again = now + CLASH_AGAIN_MS;
      return { ...item, state: 'needs-attention', reason: clash(again), verify: true, due: Math.min(again, item.due ?? again) };
    }
    case 'not-read':
    case 'unfinished': {
      const again = now + Math.min(LOOK_AGAIN_MS * 2 ** Math.min(unread, 10), PROBE_EVERY_MS);
      const reason = seen === 'unfinished' ? { reason: reasons.listUnfinished(again) } : {};
      return { ...item, verify: true, unread: unread + 1, due: Math.min(again, item.due ?? again), ...reason };
    }
  }
}

/** This version of us does not know the kind: the item is left alone, and no other waits for it. */
export function settleUnknownKind(item: SyncItem, now: EpochMs): SyncItem {
  const due = now + UNKNOWN_KIND_MS;
  return { ...item, state: 'blocked', due, reason: reasons.kindUnknown(item.kind, due), changedAt: now };
}

/** A defect of ours met this item: it is set aside, and looked at before anything else once a person asks for it again. */
export const settleDefect = (item: SyncItem, now: EpochMs): SyncItem => ({
  ...without(item, 'due'),
  state: 'parked',
  look: item.look ?? 'all',
  reason: reasons.defect(),
  changedAt: now,
});
