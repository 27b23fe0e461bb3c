import type { EpochMs } from '../../kernel/clock';
import type { Failure } from '../../kernel/failure';
import type { GraphAnswer } from '../../kernel/graph';
import { retryAfter } from '../../kernel/retry-after';
import { errorCode, type Kind, type Observed } from './kind';
import type { Operation } from './plan';

/** What an answer to a write means for its item. */
export type Outcome =
  | { readonly kind: 'done'; readonly observed?: Observed; readonly requestId?: string }
  /** The thing that was to be changed is not there. */
  | { readonly kind: 'gone' }
  /** Microsoft has seen this transaction id: what it made then must be found. */
  | { readonly kind: 'made-before' }
  | { readonly kind: 'changed-meanwhile' }
  | { readonly kind: 'throttled'; readonly retryAt?: EpochMs }
  /** No effect, by its own word. */
  | { readonly kind: 'unavailable'; readonly retryAt?: EpochMs }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'mailbox-missing' }
  /** Microsoft does not know the thing yet that is to be changed, or took the change and does not show it. */
  | { readonly kind: 'not-yet'; readonly because: 'not-there' | 'without-effect' }
  | { readonly kind: 'never'; readonly code: string }
  /** Concerns the whole app; this item was not touched. */
  | { readonly kind: 'app'; readonly failure: Failure };

/** Codes of a 404 that speak of the mailbox, not of the entry (Graph error codes for Outlook and for the directory). */
const NO_MAILBOX = new Set([
  'ErrorNonExistentMailbox',
  'ErrorInvalidUser',
  'ErrorMailboxNotFound',
  'MailboxNotFound',
  'MailboxNotEnabledForRESTAPI',
  'Request_ResourceNotFound',
  'ResourceNotFound',
]);

export function outcomeOf(operation: Operation, answer: GraphAnswer, kind: Kind, now: EpochMs): Outcome {
  if (answer.kind === 'unanswered') return { kind: 'unknown' };
  if (answer.kind === 'not-sent') {
    const { failure } = answer;
    return failure.kind === 'malformed' ? { kind: 'never', code: failure.reason } : { kind: 'app', failure };
  }
  const { status, body, requestId } = answer;
  const code = errorCode(body);
  if (status >= 200 && status < 300) {
    const observed = operation.verb === 'create' || operation.verb === 'update' ? kind.one(body) : undefined;
    if (operation.verb === 'create' && !observed) return { kind: 'unknown' };
    return { kind: 'done', ...(observed && { observed }), ...(requestId !== undefined && { requestId }) };
  }
  if (code === 'ErrorDuplicateTransactionId') return { kind: 'made-before' };
  const own = kind.refusal?.(operation.verb, status, code);
  if (own) return own === 'never' ? { kind: 'never', code } : { kind: own, because: 'not-there' };
  const retryAt = retryAfter(answer.headers, now);
  switch (status) {
    case 404:
    case 410:
      return operation.verb === 'create' || NO_MAILBOX.has(code) ? { kind: 'mailbox-missing' } : { kind: 'gone' };
    case 409:
    case 412:
      return { kind: 'changed-meanwhile' };
    case 401:
    case 403:
      return { kind: 'denied' };
    case 429:
      return { kind: 'throttled', ...(retryAt !== undefined && { retryAt }) };
    case 503:
    case 509:
      return { kind: 'unavailable', ...(retryAt !== undefined && { retryAt }) };
    default:
      // A 5xx may have acted (504 is documented so); a 408 likewise. What is left says that the request itself is wrong.
      return status >= 500 || status === 408 ? { kind: 'unknown' } : { kind: 'never', code: code || `status ${String(status)}` };
  }
}
