import type { Cause } from '../../kernel/actor';
import type { EpochMs } from '../../kernel/clock';
import type { Document } from '../../kernel/database';
import type { LaneId } from '../../kernel/ids';
import type { Interval } from '../../kernel/intervals';
import type { Json } from '../../kernel/json';
import type { Reason } from './reasons';

export const SYNC_STATES = ['in-step', 'pending', 'retrying', 'unknown', 'drifted', 'blocked', 'needs-attention', 'parked'] as const;
export type SyncState = (typeof SYNC_STATES)[number];

/** Lower goes first. */
const PRIORITY = { people: 0, sweep: 1, mirror: 2, verification: 3 } as const;

/**
 * One thing of ours with a counterpart in Microsoft, for one target: what we want there, what we know is there, and why they differ.
 * It is committed in one batch with the thing itself; the loop alone changes everything but `desired` and what belongs to it.
 */
export interface SyncItem extends Document {
  readonly type: 'sync-item';
  readonly kind: string;
  /** The thing's own id, a reservation id for example. */
  readonly key: string;
  /** A mailbox address, for example. */
  readonly target: string;
  /** The part of the target that it belongs to: the id of a calendar of the mailbox. Absent: the target's own. */
  readonly within?: string;
  /** IANA name: by whose clock a date in the target is meant. Absent: unknown. */
  readonly zone?: string;
  readonly lane: LaneId;
  readonly priority: number;
  readonly state: SyncState;
  /** `value` null: nothing of ours should be there. */
  readonly desired: { readonly revision: number; readonly value: Json };
  /** What we last knew to be there; absent: nothing, as far as we know. */
  readonly applied?: Applied;
  /** The last desired revision that was in step; only grows. */
  readonly appliedRevision: number;
  /** Part of the transaction id; grows only after absence was observed, so that a late request cannot act twice. */
  readonly generation: number;
  readonly attempts: number;
  /** How often Microsoft said "never" since the last success or new wish; absent: not once. */
  readonly refusals?: number;
  /** When the loop must next do something; absent when there is nothing to do or a person must act. */
  readonly due?: EpochMs;
  /** Read before the next plan: `id` the thing we know, `all` everything in the target that is marked as ours. */
  readonly look?: 'id' | 'all';
  /** Its id was asked for and not found: only the search by our mark is left. */
  readonly sought?: true;
  /** One request for it and others was refused as a whole: it is asked for alone until it is in step. */
  readonly alone?: true;
  /** When the last `send` left whose outcome was not heard; kept, for what is missing later was sent then. */
  readonly sendUnknownAt?: EpochMs;
  /** Since when a request may be on its way of which nothing is known. */
  readonly unknownSince?: EpochMs;
  /** Since when every look at its list was refused. Such an answer is a hint, like any 404: the list may well hold it. */
  readonly refusedSince?: EpochMs;
  /** Look once more at this time for what a lost request left twice. */
  readonly duplicatesAt?: EpochMs;
  /** Creates that may have acted without our knowing what they made. It may lack our mark, and is known by their transaction ids. */
  readonly unheard?: readonly Unheard[];
  /** Things of ours in the target that should not be there. */
  readonly extras?: readonly string[];
  /** The target is to be re-read around this item: not done yet, or it showed somebody else. */
  readonly verify?: true;
  /** How many times in a row that re-read gave no whole answer; absent: none. */
  readonly unread?: number;
  /** Another item of the same partition that is to be in step at this revision first. */
  readonly after?: { readonly id: string; readonly revision: number };
  /** Whoever wished it is told each time it is in step. */
  readonly reports?: true;
  /** Only with `reports`: the last desired revision that was written without somebody else being found in the target at that time. */
  readonly cleanRevision?: number;
  readonly lastSuccessAt?: EpochMs;
  readonly reason?: Reason;
  /** What is wished is for the loop alone, not for whoever looks at its state. */
  readonly confidential?: true;
  readonly cause: Cause;
  readonly changedAt: EpochMs;
}

export interface Applied {
  readonly externalId: string;
  /** Of the owned fields as sent or as observed. */
  readonly fingerprint: string;
  readonly value: Json;
  /** It has left for good. */
  readonly sent?: true;
  /** It was known by its transaction id and may lack our mark: its next write brings that. */
  readonly unmarked?: true;
}

/** A create, by what is known again of the thing that it made. */
export type Unheard = { readonly transactionId: string; readonly span: Interval };

export const syncItemId = (kind: string, key: string): string => `sync:${kind}:${key}`;

export interface NewSyncItem {
  readonly pk: string;
  readonly kind: string;
  readonly key: string;
  readonly target: string;
  readonly within?: string | undefined;
  readonly zone?: string | undefined;
  readonly lane: LaneId;
  readonly value: Json;
  readonly cause: Cause;
  readonly now: EpochMs;
  /** Absent: what people wait for. */
  readonly priority?: number;
  readonly confidential?: true;
  readonly reports?: true;
}

/** The first wish for a thing. */
export const newSyncItem = ({ pk, kind, key, target, within, zone, lane, value, cause, now, ...more }: NewSyncItem): SyncItem => ({
  id: syncItemId(kind, key),
  pk,
  type: 'sync-item',
  kind,
  key,
  target,
  ...(within !== undefined && { within }),
  ...(zone !== undefined && { zone }),
  lane,
  priority: more.priority ?? PRIORITY.people,
  state: 'pending',
  desired: { revision: 1, value },
  appliedRevision: 0,
  generation: 0,
  attempts: 0,
  due: now,
  ...(more.confidential && { confidential: true }),
  ...(more.reports && { reports: true }),
  cause,
  changedAt: now,
});

/** A new wish for the same thing. What is not known about the last request stays unknown. */
export function withNewDesired(item: SyncItem, value: Json, cause: Cause, now: EpochMs): SyncItem {
  const { reason: _settled, after: _after, refusals: _earlier, ...rest } = item;
  return {
    ...rest,
    desired: { revision: item.desired.revision + 1, value },
    state: item.state === 'unknown' ? 'unknown' : 'pending',
    attempts: 0,
    due: item.state === 'unknown' ? (item.due ?? now) : now,
    priority: PRIORITY.people,
    cause,
    changedAt: now,
  };
}
