import { HOUR, SECOND, type EpochMs } from '../../../shared/kernel/clock';
import type { JsonObject } from '../../../shared/kernel/json';
import type { CoreParts } from '../kernel/travel';
import { guidOf } from './guid';
import type { Entra } from './entra/entra';

export interface StaffToken {
  /** The API's client id (v2), or its App ID URI as well (v1). */
  readonly audience: string;
  readonly oid: string;
  readonly name: string;
  /** Mail address; a hint, never an identity. */
  readonly username?: string;
  /** App roles, `Reservations.Approve`. */
  readonly roles: readonly string[];
  /** 2 unless the API's registration asks for v1 tokens. */
  readonly version?: 1 | 2;
  /** An app's own token: no user, no `scp`. */
  readonly appOnly?: boolean;
  /** Client id of the app that asked for it. */
  readonly client?: string;
  readonly expiresAt?: EpochMs;
  readonly notBefore?: EpochMs;
  /** Overrides and additions, for tokens that must be refused; undefined removes a claim. */
  readonly claims?: JsonObject;
}

/** The id of the browser app that staff sign in with; any client does. */
export const STAFF_CLIENT = guidOf('the staff portal');

/** An access token for our own API, signed, as Entra makes it (access-token-claims-reference.md). */
export function staffToken(entra: Entra, parts: CoreParts, wanted: StaffToken): string {
  const now = parts.now();
  const version = wanted.version ?? 2;
  const seconds = (at: EpochMs): number => Math.floor(at / SECOND);
  const app = wanted.appOnly === true;
  const by = wanted.client ?? STAFF_CLIENT;
  const proof = app ? '1' : '0';
  const client = version === 2 ? { azp: by, azpacr: proof } : { appid: by, appidacr: proof };
  const person = app ? { idtyp: 'app' } : personClaims(wanted, version);
  return entra.keys.sign({
    aud: wanted.audience,
    iss: entra.issuer(version),
    iat: seconds(now),
    nbf: seconds(wanted.notBefore ?? now),
    exp: seconds(wanted.expiresAt ?? now + HOUR),
    ...client,
    ...person,
    oid: wanted.oid,
    ...(wanted.roles.length > 0 && { roles: wanted.roles }),
    sub: app ? wanted.oid : guidOf(`subject ${wanted.oid} ${wanted.audience}`),
    tid: entra.tenantId,
    uti: entra.tokenId(),
    ver: version === 2 ? '2.0' : '1.0',
    ...wanted.claims,
  });
}

function personClaims(wanted: StaffToken, version: 1 | 2): JsonObject {
  const username = wanted.username ?? 'someone@example.org';
  return {
    name: wanted.name,
    scp: 'access_as_user',
    ...(version === 2 ? { preferred_username: username } : { unique_name: username, upn: username }),
  };
}
