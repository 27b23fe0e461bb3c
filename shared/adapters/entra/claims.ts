/** Why a token is no proof of a member of staff. */
export type StaffRefusal =
  | 'no-token'
  | 'malformed'
  | 'algorithm'
  | 'unknown-key'
  | 'signature'
  | 'expired'
  | 'not-yet-valid'
  | 'issuer'
  | 'audience'
  | 'tenant'
  /** An application signed in, no person. */
  | 'app-only'
  /** An id token, or an access token without a scope of ours: it was not made for calling an API. */
  | 'no-scope'
  | 'no-person';

/** The issuer that belongs to each version of access tokens. The token's version is the API registration's choice, so both are met. */
export interface Issuers {
  readonly '1.0': string;
  readonly '2.0': string;
}

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export function issuers(tenantId: string, authorityHost: string): Issuers {
  const authority = authorityHost.replace(/\/+$/, '');
  const china = new URL(authority).hostname.endsWith('.cn');
  return {
    '1.0': `https://${china ? 'sts.chinacloudapi.cn' : 'sts.windows.net'}/${tenantId}/`,
    '2.0': `${authority}/${tenantId}/v2.0`,
  };
}

/** What a correctly signed token of the right audience may still lack. Nothing here reads a name, an address or any other claim that can change. */
export function claimsRefusal(claims: Readonly<Record<string, unknown>>, tenantId: string, expected: Issuers): StaffRefusal | undefined {
  const { ver, iss, tid, idtyp, scp, oid } = claims;
  if (ver !== '1.0' && ver !== '2.0') return 'issuer';
  if (iss !== expected[ver]) return 'issuer';
  if (typeof tid !== 'string' || tid.toLowerCase() !== tenantId.toLowerCase()) return 'tenant';
  if (idtyp === 'app') return 'app-only';
  if (typeof scp !== 'string' || scp.trim() === '') return isApp(claims) ? 'app-only' : 'no-scope';
  if (typeof oid !== 'string' || !guid.test(oid)) return 'no-person';
  return undefined;
}

/** Without the optional `idtyp`: an app authenticated by secret or certificate, and the subject is the object itself. */
const isApp = ({ sub, oid, azpacr, appidacr }: Readonly<Record<string, unknown>>): boolean =>
  (sub === oid && oid !== undefined) || ['1', '2'].includes(String(azpacr ?? appidacr));
