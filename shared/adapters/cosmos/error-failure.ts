import type { EpochMs } from '../../kernel/clock';
import type { Failure } from '../../kernel/failure';
import { NoAnswer, refusedStatus, wasNeverSent, wasNoRequest } from './attempts';
import { failureOf } from './failures';

/** What an error of the client means. `sent`: a request of this very operation had left, or was about to. */
export function errorFailure(error: unknown, asked: 'read' | 'commit', now: EpochMs, sent: boolean): Failure {
  const refused = refusedStatus(error);
  if (refused) return failureOf(refused, sent ? asked : 'read', now);
  if (wasNoRequest(error)) return { kind: 'malformed', reason: 'The client could not make a request of this.' };
  if (error instanceof NoAnswer) return { kind: asked === 'commit' && sent && !wasNeverSent(error) ? 'unanswered' : 'unavailable' };
  if (isCredentialProblem(error)) return { kind: 'denied', code: 'identity-missing', reason: messageOf(error), who: 'azure-admin' };
  return { kind: 'malformed', reason: messageOf(error) };
}

/** The errors of @azure/identity, by name since it is not a dependency of this adapter. */
function isCredentialProblem(error: unknown): boolean {
  return (
    (error instanceof Error && /Authentication|CredentialUnavailable/.test(error.name)) ||
    /Authentication|Credential/.test(messageOf(error))
  );
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  const message: unknown = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return typeof message === 'string' ? message : JSON.stringify(message);
}
