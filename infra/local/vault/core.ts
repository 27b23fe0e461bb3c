import { createHash } from 'node:crypto';
import { SECOND, type EpochMs } from '../../../shared/kernel/clock';
import type { Json, JsonObject } from '../../../shared/kernel/json';
import type { FaultEffect, FaultScript, Reply, Traits } from '../kernel/faults';
import type { CoreParts } from '../kernel/travel';
import { secretNotFound, Refusal, notCovered, type VaultAnswer } from './refusal';

export interface VaultParts extends CoreParts {
  readonly faults: FaultScript;
  readonly tenantId: string;
  /** Origin of the authority that the challenge names; read at each challenge. */
  readonly authorityHost: () => string;
  /** Client ids that may use the vault; absent: every app of the tenant. */
  readonly allowedApps?: readonly string[];
}

export interface VaultCall {
  readonly method: string;
  /** Path and query, as sent: `/secrets/client-secret?api-version=7.6`. */
  readonly path: string;
  readonly body?: Json;
}

interface Version {
  readonly version: string;
  readonly value: string;
  readonly createdAt: EpochMs;
  attributes: { enabled: boolean; updatedAt: EpochMs; exp?: number; nbf?: number };
  contentType: string | undefined;
  tags: JsonObject | undefined;
}

const AUDIENCE = 'https://vault.azure.net';
const LARGEST_BYTES = 25 * 1024;

/** A Key Vault's secrets over its REST API: get, set, change of properties, lists. Deletion is refused by name. */
export class VaultCore {
  /** Root of the ids of secrets, without a trailing slash. A wire front sets its own. */
  vaultUrl = 'https://instep.vault.azure.net';
  private readonly secrets = new Map<string, { readonly name: string; readonly versions: Version[] }>();
  private serial = 0;

  constructor(private readonly parts: VaultParts) {}

  /** Puts a new version of a secret there, as an administrator does. */
  put(name: string, value: string, more: { readonly enabled?: boolean; readonly expiresAt?: EpochMs } = {}): string {
    return this.add(name, value, more.enabled ?? true, more.expiresAt === undefined ? {} : { exp: Math.floor(more.expiresAt / SECOND) })
      .version;
  }

  /** Disables or enables the newest version. */
  enable(name: string, enabled: boolean): void {
    const newest = this.secrets.get(name.toLowerCase())?.versions.at(-1);
    if (!newest) throw new Error(`the vault has no secret '${name}'`);
    newest.attributes = { ...newest.attributes, enabled, updatedAt: this.parts.now() };
  }

  /** One request with the claims of its checked bearer token, if it has one. */
  serve(call: VaultCall, claims: JsonObject | undefined): Reply<VaultAnswer> {
    const [path = '', query = ''] = call.path.split('?');
    const segments = path.split('/').filter(Boolean);
    const traits: Traits = {
      method: call.method,
      operation: operationOf(call.method, segments),
      ...(segments[1] !== undefined && { name: segments[1] }),
    };
    const before = this.strike('before', traits);
    if (before?.kind === 'never') return before;
    let delayMs = before?.kind === 'latency' ? before.ms : 0;
    let answer = before?.kind === 'refuse' ? trouble(before) : this.answer(call, segments, new URLSearchParams(query), claims);
    const after = before?.kind === 'refuse' ? undefined : this.strike('after', traits);
    if (after?.kind === 'never') return after;
    if (after?.kind === 'refuse') answer = trouble(after);
    if (after?.kind === 'latency') delayMs += after.ms;
    return { kind: 'reply', answer, delayMs };
  }

  private strike(when: 'before' | 'after', traits: Traits): FaultEffect | undefined {
    return this.parts.faults.strike('vault', when, traits, this.parts.now());
  }

  private answer(call: VaultCall, segments: readonly string[], query: URLSearchParams, claims: JsonObject | undefined): VaultAnswer {
    try {
      this.authorize(claims);
      if (!query.has('api-version'))
        throw new Refusal(
          400,
          'MissingApiVersionParameter',
          'The api-version query parameter (?api-version=) is required for all requests.',
        );
      return { status: 200, headers: {}, body: this.route(call, segments, query) };
    } catch (caught) {
      if (caught instanceof Refusal) return caught.answer();
      throw caught;
    }
  }

  private authorize(claims: JsonObject | undefined): void {
    const challenge = {
      'www-authenticate': `Bearer authorization="${this.parts.authorityHost()}/${this.parts.tenantId}", resource="${AUDIENCE}"`,
    };
    const refuse = (message: string): Refusal => new Refusal(401, 'Unauthorized', message, challenge);
    if (!claims) throw refuse('AKV10000: Request is missing a Bearer or PoP token.');
    const { aud, tid, exp, appid } = claims;
    if (aud !== AUDIENCE) throw refuse('AKV10022: Invalid audience. Expected https://vault.azure.net.');
    if (tid !== this.parts.tenantId) throw refuse('AKV10032: Invalid issuer.');
    if (typeof exp !== 'number' || exp * SECOND <= this.parts.now()) throw refuse('AKV10043: The token is expired.');
    const { allowedApps } = this.parts;
    if (allowedApps && !(typeof appid === 'string' && allowedApps.includes(appid)))
      throw new Refusal(403, 'Forbidden', 'Caller is not authorized to perform action on resource.', {}, 'ForbiddenByRbac');
  }

  private route({ method, body }: VaultCall, [area, name, version, ...rest]: readonly string[], query: URLSearchParams): JsonObject {
    if (area !== 'secrets' || rest.length > 0) throw notCovered(`${method} /${area ?? ''}`);
    if (name === undefined) {
      if (method !== 'GET') throw notCovered(`${method} /secrets`);
      return this.page(
        [...this.secrets.values()].flatMap((secret) => this.newestEntry(secret)),
        '/secrets',
        query,
      );
    }
    // Names and versions need no encoding, so an encoded one is a wrong one.
    if (!/^[0-9A-Za-z-]{1,127}$/.test(name)) throw new Refusal(400, 'BadParameter', `The request URI contains an invalid name: ${name}`);
    if (method === 'PUT' && version === undefined) return this.set(name, body);
    if (method === 'GET' && version === 'versions') {
      // Of a secret that nobody knows the service lists no versions; only to get one is refused.
      const versions = this.secrets.get(name.toLowerCase())?.versions ?? [];
      return this.page(
        versions.map((entry) => this.properties(name, entry)),
        `/secrets/${name}/versions`,
        query,
      );
    }
    if (method === 'GET') return this.get(name, version);
    if (method === 'PATCH' && version !== undefined) return this.change(name, version, body);
    throw notCovered(`${method} of a secret`);
  }

  private get(name: string, version: string | undefined): JsonObject {
    const found = this.findVersion(name, version);
    if (!found.attributes.enabled)
      throw new Refusal(403, 'Forbidden', 'Operation get is not allowed on a disabled secret.', {}, 'SecretDisabled');
    return { value: found.value, ...this.properties(name, found) };
  }

  private set(name: string, body: Json | undefined): JsonObject {
    const { value, attributes, contentType, tags } = objectOf(body);
    if (typeof value !== 'string') throw new Refusal(400, 'BadParameter', 'The parameter value has invalid value.');
    if (Buffer.byteLength(value) > LARGEST_BYTES) throw new Refusal(400, 'BadParameter', 'The secret is larger than 25 KB.');
    const { enabled, exp, nbf } = objectOf(attributes ?? {});
    const added = this.add(name, value, enabled !== false, {
      ...(typeof exp === 'number' && { exp }),
      ...(typeof nbf === 'number' && { nbf }),
    });
    if (typeof contentType === 'string') added.contentType = contentType;
    if (tags !== undefined) added.tags = objectOf(tags);
    return { value, ...this.properties(name, added) };
  }

  private change(name: string, version: string, body: Json | undefined): JsonObject {
    const found = this.findVersion(name, version);
    const { attributes, contentType, tags } = objectOf(body);
    const { enabled, exp, nbf } = objectOf(attributes ?? {});
    found.attributes = {
      ...found.attributes,
      ...(typeof enabled === 'boolean' && { enabled }),
      ...(typeof exp === 'number' && { exp }),
      ...(typeof nbf === 'number' && { nbf }),
      updatedAt: this.parts.now(),
    };
    if (typeof contentType === 'string') found.contentType = contentType;
    if (tags !== undefined) found.tags = objectOf(tags);
    return this.properties(name, found);
  }

  private add(name: string, value: string, enabled: boolean, dates: { exp?: number; nbf?: number }): Version {
    const key = name.toLowerCase();
    const now = this.parts.now();
    this.serial += 1;
    const version = createHash('sha256')
      .update(`${key} ${String(this.serial)}`)
      .digest('hex')
      .slice(0, 32);
    const added: Version = {
      version,
      value,
      createdAt: now,
      attributes: { enabled, updatedAt: now, ...dates },
      contentType: undefined,
      tags: undefined,
    };
    const known = this.secrets.get(key);
    if (known) known.versions.push(added);
    else this.secrets.set(key, { name, versions: [added] });
    return added;
  }

  private find(name: string): { readonly versions: readonly Version[] } {
    const found = this.secrets.get(name.toLowerCase());
    if (!found) throw secretNotFound(name);
    return found;
  }

  private findVersion(name: string, version: string | undefined): Version {
    const { versions } = this.find(name);
    const found = version === undefined ? versions.at(-1) : versions.find((entry) => entry.version === version);
    if (!found) throw secretNotFound(`${name}/${version ?? ''}`);
    return found;
  }

  private newestEntry({ name, versions }: { readonly name: string; readonly versions: readonly Version[] }): JsonObject[] {
    const newest = versions.at(-1);
    return newest ? [this.properties(name, newest, false)] : [];
  }

  private properties(name: string, entry: Version, withVersion = true): JsonObject {
    const { enabled, updatedAt, exp, nbf } = entry.attributes;
    return {
      id: `${this.vaultUrl}/secrets/${name}${withVersion ? `/${entry.version}` : ''}`,
      ...(entry.contentType !== undefined && { contentType: entry.contentType }),
      ...(entry.tags && { tags: entry.tags }),
      attributes: {
        enabled,
        created: Math.floor(entry.createdAt / SECOND),
        updated: Math.floor(updatedAt / SECOND),
        ...(exp !== undefined && { exp }),
        ...(nbf !== undefined && { nbf }),
        recoveryLevel: 'Recoverable+Purgeable',
        recoverableDays: 90,
      },
    };
  }

  /** At most 25 a page, as the service has it. */
  private page(entries: readonly JsonObject[], path: string, query: URLSearchParams): JsonObject {
    const wanted = query.get('maxresults') ?? '25';
    if (!/^\d{1,2}$/.test(wanted) || Number(wanted) < 1 || Number(wanted) > 25)
      throw new Refusal(400, 'BadParameter', "Parameter 'maxresults' failed to meet validation requirement: it must be from 1 to 25.");
    const size = Number(wanted);
    const from = Number(query.get('$skiptoken') ?? 0);
    const more = entries.length > from + size;
    const next = `${this.vaultUrl}${path}?api-version=${query.get('api-version') ?? ''}&$skiptoken=${String(from + size)}&maxresults=${String(size)}`;
    return { value: entries.slice(from, from + size), nextLink: more ? next : null };
  }
}

/** How faults name a request. */
function operationOf(method: string, [area, name, version]: readonly string[]): string {
  if (area !== 'secrets') return 'other';
  if (name === undefined || version === 'versions') return 'list-secrets';
  return method === 'GET' ? 'get-secret' : method === 'PUT' ? 'set-secret' : 'change-secret';
}

function trouble(effect: Extract<FaultEffect, { kind: 'refuse' }>): VaultAnswer {
  const headers: Record<string, string> = effect.retryAfter === undefined ? {} : { 'retry-after': effect.retryAfter };
  return new Refusal(
    effect.status,
    effect.code ?? (effect.status === 429 ? 'Throttled' : 'ServiceUnavailable'),
    'The request could not be completed.',
    headers,
  ).answer();
}

function objectOf(value: Json | undefined): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject; // not an array: isArray does not narrow a readonly one
  throw new Refusal(400, 'BadParameter', 'The request body is not an object.');
}
