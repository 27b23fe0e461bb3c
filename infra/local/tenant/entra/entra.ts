import { constants, verify } from 'node:crypto';
import { SECOND } from '../../../../shared/kernel/clock';
import type { JsonObject } from '../../../../shared/kernel/json';
import type { CoreParts } from '../../kernel/travel';
import { guidOf } from '../guid';
import type { Principal } from '../model';
import { RESOURCES, Registrations, type Registration } from './registrations';
import { readJwt, SigningKeys } from './signing';

/** The fields of a token request, as posted. */
export type TokenForm = Readonly<Record<string, string>>;

/** What the token endpoint decided; `claims` are what the access token will say. */
export type Grant =
  | { readonly kind: 'granted'; readonly claims: JsonObject; readonly expiresIn: number }
  | { readonly kind: 'denied'; readonly status: number; readonly body: JsonObject };

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

class Denial extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    readonly number: number,
    message: string,
  ) {
    super(message);
  }
}

const tenantNotFound = (name: string): string => `Tenant '${name}' not found. Check to make sure you have the correct tenant ID.`;

/** The tenant's part of Entra ID: app registrations, the client-credentials grant, signing keys. */
export class Entra {
  readonly apps = new Registrations();
  readonly keys = new SigningKeys();
  private serial = 0;

  constructor(
    private readonly parts: CoreParts,
    readonly tenantId: string,
    /** The tenant's names beside its id: verified domains. */
    private readonly domains: readonly string[],
    /** Origin of the authority, without a trailing slash. */
    public authorityHost: string,
  ) {}

  /** POST /{tenant}/oauth2/v2.0/token (v2-oauth2-client-creds-grant-flow.md). */
  grant(tenant: string, form: TokenForm): Grant {
    try {
      const app = this.authenticate(tenant, form);
      const resource = this.resourceOf(form);
      const expiresIn = 3_600 + Math.floor(this.parts.random() * 1_800) - 1; // 60 to 90 minutes, drawn for each token (access-tokens.md)
      return { kind: 'granted', claims: this.appClaims(app, resource, expiresIn), expiresIn };
    } catch (caught) {
      if (caught instanceof Denial) return { kind: 'denied', status: caught.status, body: this.denialBody(caught) };
      throw caught;
    }
  }

  /** Signs the claims as an access token; one for Graph carries a nonce that nobody but Graph can check. */
  sign(claims: JsonObject): string {
    return this.keys.sign(claims, claims['aud'] === RESOURCES.graph ? guidOf(`nonce ${JSON.stringify(claims['uti'])}`) : undefined);
  }

  /** The refusal of a tenant name that is not ours. */
  unknownTenant(name: string): { readonly status: number; readonly body: JsonObject } | undefined {
    if (this.isTenant(name)) return undefined;
    return { status: 400, body: this.denialBody(new Denial(400, 'invalid_tenant', 90002, tenantNotFound(name))) };
  }

  private isTenant(name: string): boolean {
    return name.toLowerCase() === this.tenantId || this.domains.includes(name.toLowerCase());
  }

  /** Issuers of both token versions; the pair of `iss` and `ver` belongs together. */
  issuer(version: 1 | 2): string {
    return version === 2 ? `${this.authorityHost}/${this.tenantId}/v2.0` : `https://sts.windows.net/${this.tenantId}/`;
  }

  tokenId(): string {
    this.serial += 1;
    return Buffer.from(`uti${String(this.serial).padStart(13, '0')}`).toString('base64url');
  }

  private authenticate(tenant: string, form: TokenForm): Registration {
    if (!this.isTenant(tenant)) throw new Denial(400, 'invalid_request', 90002, tenantNotFound(tenant));
    if (form['grant_type'] !== 'client_credentials')
      throw new Denial(400, 'unsupported_grant_type', 70003, `The app requested an unsupported grant type '${form['grant_type'] ?? ''}'.`);
    const appId = form['client_id'] ?? '';
    if (appId === '')
      throw new Denial(400, 'invalid_request', 900144, "The request body must contain the following parameter: 'client_id'.");
    const app = this.apps.find(appId);
    if (!app)
      throw new Denial(
        400,
        'unauthorized_client',
        700016,
        `Application with identifier '${appId}' was not found in the directory '${this.tenantId}'.`,
      );
    if (form['client_assertion'] !== undefined) this.checkAssertion(app, tenant, form);
    else this.checkSecret(app, form['client_secret']);
    return app;
  }

  private checkSecret(app: Registration, given: string | undefined): void {
    if (given === undefined || given === '')
      throw new Denial(
        401,
        'invalid_client',
        7000216,
        "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
      );
    const known = app.secrets.filter((secret) => secret.value === given);
    if (known.length === 0)
      throw new Denial(
        401,
        'invalid_client',
        7000215,
        `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${app.appId}'.`,
      );
    if (known.every((secret) => secret.expiresAt <= this.parts.now()))
      throw new Denial(401, 'invalid_client', 7000222, `The provided client secret keys for app '${app.appId}' are expired.`);
  }

  private checkAssertion(app: Registration, tenant: string, form: TokenForm): void {
    const bad = (why: string): Denial =>
      new Denial(
        401,
        'invalid_client',
        700027,
        `The certificate with identifier used to sign the client assertion is not registered on application, or the assertion is not valid. [Reason - ${why}]`,
      );
    if (form['client_assertion_type'] !== ASSERTION) throw bad('client_assertion_type is not the JWT bearer type.');
    const jwt = readJwt(form['client_assertion'] ?? '');
    if (!jwt) throw bad('The assertion is no JWT.');
    const thumbprint = jwt.header['x5t#S256'];
    const certificate = typeof thumbprint === 'string' ? app.certificates.get(thumbprint) : undefined;
    if (!certificate) throw bad('The key was not found.');
    if (jwt.header['alg'] !== 'PS256') throw bad('The assertion is not signed with PS256.');
    const key = { key: certificate.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    if (!verify('sha256', Buffer.from(jwt.signed), key, jwt.signature)) throw bad('The key used is not the one of the certificate.');
    const { aud, iss, sub, exp, nbf } = jwt.claims;
    if (aud !== `${this.authorityHost}/${tenant}/oauth2/v2.0/token` && aud !== `${this.authorityHost}/${tenant}/v2.0`)
      throw bad('The audience is not the token endpoint.');
    if (iss !== app.appId || sub !== app.appId) throw bad('Issuer and subject must be the client id.');
    const now = this.parts.now() / SECOND;
    if (typeof exp !== 'number' || exp + 300 <= now) throw bad('The assertion is expired.');
    if (typeof nbf === 'number' && nbf - 300 > now) throw bad('The assertion is not valid yet.');
    if (Date.parse(certificate.validTo) <= this.parts.now()) throw bad('The certificate is expired.');
  }

  private resourceOf(form: TokenForm): string {
    const scopes = (form['scope'] ?? '')
      .split(' ')
      .filter((scope) => scope !== '' && !['openid', 'profile', 'offline_access'].includes(scope));
    const [scope] = scopes;
    if (scope === undefined || scopes.length > 1 || !scope.endsWith('/.default'))
      throw new Denial(
        400,
        'invalid_scope',
        1002012,
        `The provided value for scope ${form['scope'] ?? ''} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
      );
    const resource = scope.slice(0, -'/.default'.length);
    if (!Object.values<string>(RESOURCES).includes(resource))
      throw new Denial(400, 'invalid_resource', 500011, `The resource principal named ${resource} was not found in the tenant.`);
    return resource;
  }

  private appClaims(app: Registration, resource: string, expiresIn: number): JsonObject {
    const now = Math.floor(this.parts.now() / SECOND);
    const roles = resource === RESOURCES.graph && app.roles.size > 0 ? { roles: [...app.roles] } : {};
    return {
      aud: resource,
      iss: this.issuer(1),
      iat: now,
      nbf: now - 300,
      exp: now + expiresIn,
      appid: app.appId,
      appidacr: '1',
      app_displayname: app.displayName,
      idtyp: 'app',
      oid: app.objectId,
      sub: app.objectId,
      tid: this.tenantId,
      uti: this.tokenId(),
      ver: '1.0',
      ...roles,
    };
  }

  private denialBody(denial: Denial): JsonObject {
    const now = this.parts.now();
    const stamp = `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}Z`;
    const trace = guidOf(`trace ${this.tokenId()}`);
    const correlation = guidOf(`correlation ${trace}`);
    return {
      error: denial.error,
      error_description: `AADSTS${String(denial.number)}: ${denial.message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${stamp}`,
      error_codes: [denial.number],
      timestamp: stamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `${this.authorityHost}/error?code=${String(denial.number)}`,
    };
  }
}

/** The caller that the claims of a Graph token name; undefined when they are for another resource. */
export function principalOf(claims: JsonObject): Principal | undefined {
  const { aud, tid, appid, roles, exp, scp } = claims;
  if (aud !== RESOURCES.graph || typeof tid !== 'string' || typeof exp !== 'number') return undefined;
  return {
    tenantId: tid,
    ...(typeof appid === 'string' && { appId: appid }),
    roles: Array.isArray(roles) ? roles.map(String) : [],
    idtyp: scp === undefined ? 'app' : 'user',
    expiresAt: exp * SECOND,
  };
}
