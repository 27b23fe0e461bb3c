import type { Failure } from '../../kernel/failure';

/**
 * What an error of the SDK means. Undefined for a defect of ours (a message too large, a wrong argument), which is nobody's to translate.
 * Codes: "Service Bus messaging exceptions".
 */
export function failureOf(error: unknown): Failure | undefined {
  // After a retry the SDK throws every attempt's error; the last is the state of things, but one doubt is enough.
  if (error instanceof AggregateError) {
    const failures = error.errors.map(failureOf);
    return failures.find((failure) => failure?.kind === 'unanswered') ?? failures.at(-1);
  }
  if (!(error instanceof Error)) return { kind: 'unavailable' };
  if (IDENTITY_ERRORS.has(error.name)) return { kind: 'denied', code: 'identity-missing', reason: error.name, who: 'azure-admin' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  switch (code) {
    case 'ServiceBusy':
      return { kind: 'throttled' };
    case 'ServiceTimeout':
      return { kind: 'unanswered' };
    case 'UnauthorizedAccess':
    case 'MessagingEntityNotFound':
    case 'MessagingEntityDisabled':
      return { kind: 'denied', code: code === 'UnauthorizedAccess' ? 'bus-refused' : 'queue-missing', reason: code, who: 'azure-admin' };
    case 'MessageSizeExceeded':
      return undefined;
    default:
      return error instanceof TypeError || error instanceof RangeError ? undefined : { kind: 'unavailable' };
  }
}

const IDENTITY_ERRORS = new Set([
  'AuthenticationError',
  'AggregateAuthenticationError',
  'CredentialUnavailableError',
  'AuthenticationRequiredError',
]);
