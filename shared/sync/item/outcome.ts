import type { EpochMs } from '../../kernel/clock';
import type { Failure } from '../../kernel/failure';
import type { Json } from '../../kernel/json';

/** One thing of ours as a read showed it: `value` holds the owned fields only. */
export interface Observed {
  readonly externalId: string;
  readonly value: Json;
  /** It has left: nothing can change or take it back any more. */
  readonly sent?: boolean;
  /** It was found by its transaction id and may lack our mark. */
  readonly unmarked?: true;
}

/** What is known of a thing that is prepared, and of one that has left. */
export const WAITING: Json = { sent: false };
export const SENT: Json = { sent: true };

/** What an answer means for its item. */
export type Outcome =
  | { readonly kind: 'done'; readonly observed?: Observed; readonly requestId?: string }
  /** Microsoft says that the thing is not there. A hint: it is looked for before that is believed. */
  | { readonly kind: 'not-found' }
  /** Microsoft has seen this transaction id: what it made then must be found, by its id where that is named. */
  | { readonly kind: 'made-before'; readonly externalId?: string }
  | { readonly kind: 'changed-meanwhile' }
  | { readonly kind: 'throttled'; readonly retryAt?: EpochMs }
  /** No effect, by its own word. */
  | { readonly kind: 'unavailable'; readonly retryAt?: EpochMs }
  | { readonly kind: 'unknown' }
  /** A list had no end within the pages and the time that one look has. */
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'denied' }
  /** What the item is to be written to is not there: the mailbox, the person, the group. */
  | { readonly kind: 'target-missing' }
  /** Microsoft does not know the thing yet that is to be changed, or took the change and does not show it. */
  | { readonly kind: 'not-yet'; readonly because: 'not-there' | 'without-effect' }
  /** `hint`: it is seen in the field to be said falsely for a while, so it counts when it is said again much later. */
  | { readonly kind: 'never'; readonly code: string; readonly hint?: true }
  /** One request for several items was refused as a whole: each is asked for alone. */
  | { readonly kind: 'alone' }
  /** Concerns every lane of the right; this item was not touched. */
  | { readonly kind: 'app'; readonly failure: Failure };

/** The code of Microsoft's error envelope, or an empty text. */
export function errorCode(body: Json | undefined): string {
  if (typeof body !== 'object' || body === null || !('error' in body)) return '';
  const { error } = body;
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
