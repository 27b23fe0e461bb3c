import type { JsonObject } from '../../../../shared/kernel/json';
import type { FaultEffect, FaultScript, Reply } from '../../kernel/faults';
import type { CoreParts } from '../../kernel/travel';
import { drawn } from '../mailboxes';
import type { TenantOptions } from '../options';
import type { Entra, Grant, TokenForm } from './entra';
import { openidConfiguration } from './metadata';

export interface EntraAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

/** Entra ID's front door; faults strike here, with traits `{ surface: 'entra', method, operation: 'token' | 'keys' | 'metadata' }`. */
export class EntraEndpoint {
  constructor(
    private readonly parts: CoreParts & { readonly faults: FaultScript; readonly options: TenantOptions },
    private readonly entra: Entra,
  ) {}

  /** The token endpoint without the signature, for callers in the same process. */
  grant(tenant: string, form: TokenForm): Reply<Grant> {
    const traits = { surface: 'entra', method: 'POST', operation: 'token', client: form['client_id'] ?? '' };
    let delayMs = drawn(this.parts.options.latencyMs, this.parts.random);
    const strike = (when: 'before' | 'after'): FaultEffect | undefined =>
      this.parts.faults.strike('tenant', when, traits, this.parts.now());
    const before = strike('before');
    let granted: Grant | undefined;
    if (before?.kind === 'refuse') granted = this.entraTrouble(before);
    else if (before?.kind === 'never') return { kind: 'never' };
    else if (before?.kind === 'latency') delayMs += before.ms;
    granted ??= this.entra.grant(tenant, form);
    const after = strike('after');
    if (after?.kind === 'never') return { kind: 'never' };
    if (after?.kind === 'latency') delayMs += after.ms;
    if (after?.kind === 'refuse') granted = this.entraTrouble(after);
    return { kind: 'reply', answer: granted, delayMs };
  }

  /** POST /{tenant}/oauth2/v2.0/token. */
  token(tenant: string, form: TokenForm): Reply<EntraAnswer> {
    const reply = this.grant(tenant, form);
    if (reply.kind === 'never') return reply;
    const { answer, delayMs } = reply;
    if (answer.kind === 'denied') return { kind: 'reply', answer: { status: answer.status, body: answer.body }, delayMs };
    const { expiresIn } = answer;
    const body = { token_type: 'Bearer', expires_in: expiresIn, ext_expires_in: expiresIn, access_token: this.entra.sign(answer.claims) };
    return { kind: 'reply', answer: { status: 200, body }, delayMs };
  }

  /** What Entra publishes below `/{tenant}/`: metadata and keys of both versions. Undefined for any other path. */
  published(tenant: string, path: string): Reply<EntraAnswer> | undefined {
    const body = PUBLISHED.get(path);
    if (!body) return undefined;
    const traits = { surface: 'entra', method: 'GET', operation: path.includes('discovery') ? 'keys' : 'metadata' };
    const strike = this.parts.faults.strike('tenant', 'before', traits, this.parts.now());
    if (strike?.kind === 'never') return strike;
    const delayMs = drawn(this.parts.options.latencyMs, this.parts.random) + (strike?.kind === 'latency' ? strike.ms : 0);
    if (strike?.kind === 'refuse') {
      const { status, body: trouble } = this.entraTrouble(strike);
      return { kind: 'reply', answer: { status, body: trouble }, delayMs };
    }
    return { kind: 'reply', answer: this.entra.unknownTenant(tenant) ?? { status: 200, body: body(this.entra) }, delayMs };
  }

  private entraTrouble(effect: Extract<FaultEffect, { kind: 'refuse' }>): Extract<Grant, { kind: 'denied' }> {
    const error = effect.code ?? 'temporarily_unavailable';
    return {
      kind: 'denied',
      status: effect.status,
      body: { error, error_description: 'AADSTS90033: A transient error has occurred. Please try again.', error_codes: [90033] },
    };
  }
}

const PUBLISHED: ReadonlyMap<string, (entra: Entra) => JsonObject> = new Map([
  ['v2.0/.well-known/openid-configuration', (entra: Entra) => openidConfiguration(entra, 2)],
  ['.well-known/openid-configuration', (entra: Entra) => openidConfiguration(entra, 1)],
  ['discovery/v2.0/keys', (entra: Entra) => entra.keys.jwks(entra.issuer(2))],
  ['discovery/keys', (entra: Entra) => entra.keys.jwks(entra.issuer(1))],
]);
