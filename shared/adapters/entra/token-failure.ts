import { ExternalFailure } from '../../kernel/failure';
import type { Failure } from '../../kernel/failure';

/** "Microsoft Entra authentication and authorization error codes": what is wrong, and what an administrator does about it. */
const PERMANENT: Readonly<Record<string, readonly [wrong: string, cure: string]>> = {
  '7000215': [
    'the client secret is wrong (a common slip: its id instead of its value)',
    'put the value of a secret of the registration where the app reads it, or make a new one',
  ],
  '7000222': ['the client secret has expired', 'make a new one in the registration and put it where the app reads it'],
  '7000112': ['the app registration is disabled', 'enable it under Enterprise applications'],
  '700016': ['the app registration is not in this tenant', 'correct MICROSOFT_CLIENT_ID or MICROSOFT_TENANT_ID and restart'],
  '700027': [
    'the certificate is not registered with the app, or its assertion is invalid',
    'upload its public part to the registration, and see MICROSOFT_CLIENT_ID',
  ],
  '700024': ['the certificate assertion is outside its validity', 'set the clock of the host right'],
  '90002': ['the tenant was not found', 'correct MICROSOFT_TENANT_ID or MICROSOFT_AUTHORITY_HOST and restart'],
  '900021': ['the tenant id is invalid', 'correct MICROSOFT_TENANT_ID and restart'],
  '900023': ['the tenant id is invalid', 'correct MICROSOFT_TENANT_ID and restart'],
  '500011': [
    'Microsoft Graph is not known in this tenant',
    'see that MICROSOFT_GRAPH_URL is that of the cloud of the tenant, and that the tenant has Microsoft 365',
  ],
  '1002012': ['the scope asked for is invalid', 'correct MICROSOFT_GRAPH_URL and restart'],
  '65001': ['the permissions lack admin consent', 'give admin consent to the permissions of the registration'],
  '53003': ['Conditional Access blocks the app', 'leave its service principal out of that policy, or let in the addresses of the app'],
};

const reasonOf = (number: string): string => PERMANENT[number]?.join(': ') ?? 'Microsoft Entra ID refuses the app';

/** @internal Each refusal that has words of its own, for the page that explains them. */
export const everyRefusal = (): readonly { readonly code: string; readonly wrong: string; readonly cure: string }[] =>
  Object.entries(PERMANENT).map(([number, [wrong, cure]]) => ({ code: `AADSTS${number}`, wrong, cure }));

/** The host gives the app its identity, which is not a matter of the directory. */
const NO_IDENTITY = {
  kind: 'denied',
  code: 'identity-missing',
  reason: 'the host offers no managed identity of this kind; assign it, or correct MICROSOFT_MANAGED_IDENTITY_CLIENT_ID',
  who: 'azure-admin',
} as const;

const UNREACHABLE = { kind: 'unavailable', what: 'Microsoft Entra ID (MICROSOFT_AUTHORITY_HOST)' } as const;

/** Codes by which Entra itself says "try again". */
const TRANSIENT = new Set(['90033', '90006', '90012', '90024', '90055', '90100', '700005', '50196']);

const statuses = /\b(?:status(?: ?code)?|Http status code)[:\s]+(429|5\d\d)\b/i;
const network =
  /endpoints_resolution_error|network_error|temporarily_unavailable|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|socket hang up|timed? ?out/i;

/**
 * What a failed attempt to get a token means. `denied` asks for a person, `unavailable` for patience. The reason holds the AADSTS code and our own
 * words only: Entra's description names accounts and addresses.
 */
export function tokenFailure(error: unknown): Failure {
  if (error instanceof ExternalFailure) return error.failure;
  const { name, message, statusCode } = details(error);
  const code = /AADSTS(\d{4,8})/.exec(message)?.[1];
  const told = deniedBy(message);
  if (told) return told;
  if (code !== undefined || name === 'AbortError' || name === 'RestError' || statusCode === 429 || statusCode >= 500) return UNREACHABLE;
  if (network.test(message) || statuses.test(message)) return UNREACHABLE;
  if (name === 'CredentialUnavailableError') return NO_IDENTITY;
  return { kind: 'denied', reason: `no token could be made with the configured credential (${name})` };
}

/** The library found no endpoints for the directory: there is none of this id, or the network is down. */
export const isUnresolved = (error: unknown): boolean => details(error).message.includes('endpoints_resolution_error');

/** The refusal that a text of Entra names; undefined: it names none, or one that passes. */
export function deniedBy(message: string): Extract<Failure, { kind: 'denied' }> | undefined {
  const number = /AADSTS(\d{4,8})/.exec(message)?.[1];
  if (number === undefined || TRANSIENT.has(number)) return undefined;
  const code = `AADSTS${number}`;
  return { kind: 'denied', code, reason: `${code}: ${reasonOf(number)}` };
}

function details(error: unknown): { name: string; message: string; statusCode: number } {
  if (!(error instanceof Error)) return { name: 'Error', message: '', statusCode: 0 };
  const statusCode = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 0;
  const cause = error.cause instanceof Error ? ` ${error.cause.message}` : '';
  return { name: error.name, message: error.message + cause, statusCode };
}
