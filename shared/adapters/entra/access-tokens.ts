import type { JWTPayload } from 'jose' with { 'resolution-mode': 'import' };
import type { Clock } from '../../kernel/clock';
import type { Failure } from '../../kernel/failure';
import { issuers, subjectOf } from './claims';
import type { Subject, TokenRefusal } from './claims';
import { isFailure, signingKeys } from './signing-keys';
import type { Fetch } from './metadata';
import type { SignInKeys } from './signing-keys';

export type SignInCheck =
  /** `roles`: the app roles that the token names; there may be none. */
  | (Subject & { readonly roles: readonly string[] })
  | { readonly kind: 'refused'; readonly reason: TokenRefusal }
  /** The tenant's keys cannot be had at present: nothing is known of the token. */
  | { readonly kind: 'unavailable' };

/** Checks the value of an `Authorization` header. Never throws for an outside cause. */
export type CheckSignIn = (authorization: string | undefined) => Promise<SignInCheck>;

export interface AccessTokensParts {
  readonly tenantId: string;
  /** `https://login.microsoftonline.com`. */
  readonly authorityHost: string;
  /** What `aud` may be: the client id of our API (tokens of version 2), its App ID URI (version 1). */
  readonly audiences: readonly string[];
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** Told of each check that had to be left undone. */
  readonly onUnavailable?: (why: Failure) => void;
}

const LONGEST_TOKEN = 16 * 1024;
const bearer = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i;

/** Access tokens of the people and applications of one tenant ("Access tokens in the Microsoft identity platform", "Access token claims reference"). */
export function accessTokens({ tenantId, authorityHost, audiences, clock, fetch, onUnavailable }: AccessTokensParts): CheckSignIn & {
  /** Sees that tokens can be checked. Throws ExternalFailure. */
  readonly probe: SignInKeys['probe'];
} {
  const keys = signingKeys({ tenantId, authorityHost, clock, fetch });
  const expected = issuers(tenantId, authorityHost);

  const check: CheckSignIn = async (authorization) => {
    if (authorization === undefined || authorization === '') return refuse('no-token');
    const token = authorization.length > LONGEST_TOKEN ? undefined : bearer.exec(authorization)?.[1];
    if (token === undefined) return refuse('malformed');
    const jose = await import('jose');
    try {
      if (typeof jose.decodeProtectedHeader(token).kid !== 'string') return refuse('unknown-key');
    } catch {
      return refuse('malformed');
    }
    const keySet = await keys.get();
    if (isFailure(keySet)) {
      onUnavailable?.(keySet);
      return { kind: 'unavailable' };
    }
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
  return Object.assign(check, { probe: keys.probe });
}

function readClaims(payload: JWTPayload, tenantId: string, expected: ReturnType<typeof issuers>): SignInCheck {
  const subject = subjectOf(payload, tenantId, expected);
  if (typeof subject === 'string') return refuse(subject);
  const roles = Array.isArray(payload['roles']) ? payload['roles'].filter((role) => typeof role === 'string') : [];
  return { ...subject, roles };
}

/** The closed list of jose's codes that say something of the token; everything else says that the keys could not be fetched. */
function judge(error: unknown): SignInCheck {
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

function claimReason(claim: unknown): TokenRefusal {
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

const refuse = (reason: TokenRefusal): SignInCheck => ({ kind: 'refused', reason });
