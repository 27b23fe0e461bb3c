import type { JWTPayload } from 'jose' with { 'resolution-mode': 'import' };
import type { Clock } from '../../kernel/clock';
import { claimsRefusal, issuers } from './claims';
import type { StaffRefusal } from './claims';
import { signingKeys } from './signing-keys';
import type { Fetch } from './signing-keys';

export type StaffCheck =
  | {
      readonly kind: 'staff';
      /** The one identity that never changes: the directory and the object in it. */
      readonly actor: { readonly kind: 'staff'; readonly tenantId: string; readonly objectId: string };
      readonly roles: readonly string[];
      /** For display only. */
      readonly name?: string;
    }
  | { readonly kind: 'refused'; readonly reason: StaffRefusal }
  /** The tenant's keys cannot be had at present: nothing is known of the token. */
  | { readonly kind: 'unavailable' };

/** Checks the value of an `Authorization` header. Never throws for an outside cause. */
export type CheckStaff = (authorization: string | undefined) => Promise<StaffCheck>;

export interface StaffTokensParts {
  readonly tenantId: string;
  /** `https://login.microsoftonline.com`. */
  readonly authorityHost: string;
  /** What `aud` may be: the client id of our API (tokens of version 2), its App ID URI (version 1). */
  readonly audiences: readonly string[];
  readonly clock: Clock;
  readonly fetch: Fetch;
}

const LONGEST_TOKEN = 16 * 1024;
const bearer = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i;

/** Access tokens of people of one tenant ("Access tokens in the Microsoft identity platform", "Access token claims reference"). */
export function staffTokens({ tenantId, authorityHost, audiences, clock, fetch }: StaffTokensParts): CheckStaff {
  const keys = signingKeys({ tenantId, authorityHost, clock, fetch });
  const expected = issuers(tenantId, authorityHost);

  return async (authorization) => {
    if (authorization === undefined || authorization === '') return refuse('no-token');
    const token = authorization.length > LONGEST_TOKEN ? undefined : bearer.exec(authorization)?.[1];
    if (token === undefined) return refuse('malformed');
    const jose = await import('jose');
    try {
      if (typeof jose.decodeProtectedHeader(token).kid !== 'string') return refuse('unknown-key');
    } catch {
      return refuse('malformed');
    }
    const keySet = await keys();
    if (!keySet) return { kind: 'unavailable' };
    try {
      const { payload } = await jose.jwtVerify(token, keySet, {
        algorithms: ['RS256'],
        issuer: [expected['1.0'], expected['2.0']],
        audience: [...audiences],
        requiredClaims: ['exp', 'nbf'],
        clockTolerance: 60,
        currentDate: new Date(clock.now()),
      });
      return readClaims(payload, tenantId, expected);
    } catch (error) {
      return judge(error);
    }
  };
}

function readClaims(payload: JWTPayload, tenantId: string, expected: ReturnType<typeof issuers>): StaffCheck {
  const refusal = claimsRefusal(payload, tenantId, expected);
  if (refusal) return refuse(refusal);
  const roles = Array.isArray(payload['roles']) ? payload['roles'].filter((role) => typeof role === 'string') : [];
  const name = payload['name'];
  return {
    kind: 'staff',
    actor: { kind: 'staff', tenantId: String(payload['tid']).toLowerCase(), objectId: String(payload['oid']).toLowerCase() },
    roles,
    ...(typeof name === 'string' ? { name } : {}),
  };
}

/** The closed list of jose's codes that say something of the token; everything else says that the keys could not be fetched. */
function judge(error: unknown): StaffCheck {
  if (!(error instanceof Error) || !('code' in error)) return { kind: 'unavailable' };
  switch (error.code) {
    case 'ERR_JWT_EXPIRED':
      return refuse('expired');
    case 'ERR_JWT_CLAIM_VALIDATION_FAILED':
      return refuse(claimReason('claim' in error ? error.claim : undefined));
    case 'ERR_JOSE_ALG_NOT_ALLOWED':
      return refuse('algorithm');
    case 'ERR_JWKS_NO_MATCHING_KEY':
    case 'ERR_JWKS_MULTIPLE_MATCHING_KEYS':
      return refuse('unknown-key');
    case 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED':
      return refuse('signature');
    case 'ERR_JWS_INVALID':
    case 'ERR_JWT_INVALID':
    case 'ERR_JOSE_NOT_SUPPORTED':
      return refuse('malformed');
    default:
      return { kind: 'unavailable' };
  }
}

function claimReason(claim: unknown): StaffRefusal {
  switch (claim) {
    case 'iss':
      return 'issuer';
    case 'aud':
      return 'audience';
    case 'nbf':
      return 'not-yet-valid';
    default:
      return 'malformed';
  }
}

const refuse = (reason: StaffRefusal): StaffCheck => ({ kind: 'refused', reason });
