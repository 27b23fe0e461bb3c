/** Why a token proves neither a person nor an application. */
export type TokenRefusal =
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
  /** The token of an application carries a scope: Entra makes no such token. */
  | 'app-with-scope'
  /** An id token, or an access token without a scope of ours: it was not made for calling an API. */
  | 'no-scope'
  /** The object id, or the client id of an application, is missing or no GUID. */
  | 'no-identity';

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

type Claims = Readonly<Record<string, unknown>>;

/** Who a token of the right audience and signature stands for. No name, no address and no other claim that can change is read. */
export type Subject =
  | { readonly kind: 'person'; readonly tenantId: string; readonly objectId: string }
  | { readonly kind: 'application'; readonly tenantId: string; readonly appId: string; readonly objectId: string };

export function subjectOf(claims: Claims, tenantId: string, expected: Issuers): Subject | TokenRefusal {
  const { ver, iss, tid, oid } = claims;
  if (ver !== '1.0' && ver !== '2.0') return 'issuer';
  if (iss !== expected[ver]) return 'issuer';
  if (typeof tid !== 'string' || tid.toLowerCase() !== tenantId.toLowerCase()) return 'tenant';
  const kind = kindOf(claims);
  if (kind !== 'person' && kind !== 'application') return kind;
  const objectId = guidIn(oid);
  if (objectId === undefined) return 'no-identity';
  const subject = { tenantId: tid.toLowerCase(), objectId };
  if (kind === 'person') return { kind, ...subject };
  const appId = guidIn(ver === '2.0' ? claims['azp'] : claims['appid']);
  return appId === undefined ? 'no-identity' : { kind, ...subject, appId };
}

/** A delegated token has a scope, the token of an application has none; `idtyp` is an optional claim ("Access tokens in the Microsoft identity platform"). */
function kindOf(claims: Claims): Subject['kind'] | 'app-with-scope' | 'no-scope' {
  const { idtyp, scp } = claims;
  const scoped = typeof scp === 'string' && scp.trim() !== '';
  if (idtyp === 'app') return scoped ? 'app-with-scope' : 'application';
  if (scoped) return 'person';
  return idtyp === undefined && provesItself(claims) ? 'application' : 'no-scope';
}

/** Without `idtyp`: the subject is the object itself, and the client proved itself by a secret or a certificate. An id token has neither. */
const provesItself = ({ sub, oid, azpacr, appidacr }: Claims): boolean =>
  typeof oid === 'string' && sub === oid && ['1', '2'].includes(String(azpacr ?? appidacr));

const guidIn = (claim: unknown): string | undefined => (typeof claim === 'string' && guid.test(claim) ? claim.toLowerCase() : undefined);
