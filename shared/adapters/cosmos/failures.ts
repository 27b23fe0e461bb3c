import type { EpochMs } from '../../kernel/clock';
import type { Failure } from '../../kernel/failure';

/** What a refusal of Cosmos DB says in numbers. */
export interface RefusedStatus {
  readonly status: number;
  readonly substatus?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly message?: string | undefined;
}

/** "HTTP status codes for Azure Cosmos DB": the replica asked has not seen the session yet. */
export const READ_SESSION_NOT_AVAILABLE = 1002;

/**
 * What a status means for us. A commit that met 408, 410, 5xx may have been done; 449 and 429 were not. Not for the answers that decide
 * something: 404 of a document, 409, 412.
 */
export function failureOf(refused: RefusedStatus, asked: 'read' | 'commit', now: EpochMs): Failure {
  const { status, substatus, retryAfterMs } = refused;
  const again = retryAfterMs !== undefined && retryAfterMs > 0 ? { retryAt: now + retryAfterMs } : {};
  const reason = `${status}${substatus === undefined ? '' : `/${substatus}`} ${refused.message ?? ''}`.trim();
  if (status === 429) return { kind: 'throttled', ...again };
  if (status === 449 || (status === 404 && substatus === READ_SESSION_NOT_AVAILABLE)) return { kind: 'unavailable', ...again };
  if (status === 401 || status === 403) return { kind: 'denied', code: 'database-refused', reason, who: 'azure-admin' };
  // Not the document, which the caller knows: the database or the container.
  if (status === 404) return { kind: 'denied', code: 'database-missing', reason, who: 'azure-admin' };
  if (status === 408 || status === 410 || (status >= 500 && status !== 501)) {
    return asked === 'commit' ? { kind: 'unanswered' } : { kind: 'unavailable', ...again };
  }
  return { kind: 'malformed', reason };
}

/** Whether a 404 is about the document asked for, not about its container or the session. */
export const isMissingDocument = (refused: RefusedStatus): boolean => refused.status === 404 && (refused.substatus ?? 0) === 0;
