import type { EpochMs } from '../../../shared/kernel/clock';
import type { JsonObject } from '../../../shared/kernel/json';
import type { FaultEffect, FaultScript, Reply, Traits } from '../kernel/faults';
import type { CoreParts } from '../kernel/travel';
import { BATCH_WIDTH, batchEntry, readBatch, shuffled } from './batch';
import { Calendar } from './calendar';
import { Directory, type NewUser } from './directory';
import { Entra, principalOf, type Grant, type TokenForm } from './entra';
import { isObject } from './event-body';
import { Limits } from './limits';
import { drawn, Mailboxes } from './mailboxes';
import {
  defaultOptions,
  INSTEP_PROPERTY,
  type GraphCall,
  type Mailbox,
  type MailboxKind,
  type Principal,
  type TenantAnswer,
  type TenantOptions,
  type User,
} from './model';
import { parseQuery } from './odata';
import { openidConfiguration } from './metadata';
import { Outlook } from './outlook';
import { accessDenied, basicUsersOnly, checkRoles, checkToken } from './permissions';
import { errorBody, notCovered, Refusal } from './refusal';
import { routeOf, traitsOf, type Route } from './routes';
import { staffToken, type StaffToken } from './staff-token';

export interface TenantParts extends CoreParts {
  readonly faults: FaultScript;
  readonly options?: Partial<TenantOptions>;
  readonly tenantId?: string;
  /** Verified domains: other names of the tenant at the token endpoint. */
  readonly domains?: readonly string[];
}

export interface SnapshotEvent {
  /** The immutable id. */
  readonly id: string;
  readonly subject: string;
  readonly start: string;
  readonly end: string;
  readonly showAs: string;
  /** Value of the product's extended property; null on what people made. */
  readonly reservationId: string | null;
  readonly transactionId: string | null;
}

export interface Snapshot {
  readonly mailboxes: readonly {
    readonly address: string;
    readonly kind: MailboxKind;
    readonly displayName: string;
    readonly events: readonly SnapshotEvent[];
    readonly drafts: readonly never[];
    readonly sent: readonly never[];
  }[];
  readonly users: readonly {
    readonly id: string;
    readonly userPrincipalName: string;
    readonly displayName: string;
    readonly kind: MailboxKind;
  }[];
  readonly groups: readonly never[];
}

export type TokenReply = { readonly status: number; readonly body: JsonObject };

export const DEFAULT_TENANT_ID = '5a1e0000-0000-4000-8000-00000c17e001';

/**
 * A Microsoft 365 tenant: Graph v1.0 for users and calendars, and Entra ID for tokens. Deterministic: what it answers follows from the
 * requests, the clock and the given randomness. It refuses with 501 what it does not cover.
 */
export class TenantCore {
  readonly options: TenantOptions;
  readonly entra: Entra;
  readonly directory = new Directory();
  readonly outlook: Outlook;
  /** Root of the links that Graph returns, without a trailing slash. A wire front sets its own. */
  graphUrl = 'https://graph.microsoft.com/v1.0';
  private readonly mailboxes: Mailboxes;
  private readonly calendar: Calendar;
  private readonly limits: Limits;
  private serial = 0;

  constructor(private readonly parts: TenantParts) {
    this.options = { ...defaultOptions(), ...parts.options };
    this.entra = new Entra(parts, parts.tenantId ?? DEFAULT_TENANT_ID, parts.domains ?? [], 'https://login.microsoftonline.com');
    this.mailboxes = new Mailboxes(parts, this.options);
    this.calendar = new Calendar(this.mailboxes, this.options);
    this.limits = new Limits(this.options);
    this.outlook = new Outlook(this.directory, this.mailboxes);
  }

  now(): EpochMs {
    return this.parts.now();
  }

  addUser(wanted: NewUser): User {
    const user = this.directory.add(wanted);
    if (user.hasMailbox) this.mailboxes.open(user);
    return user;
  }

  /** Everything sent to this mailbox (address or id), or by the app (`app`), is answered 429 for a while. */
  throttle(target: string, forMs: number, retryAfter?: string): void {
    const mailbox = this.directory.find(target)?.userPrincipalName;
    this.limits.throttle(mailbox ?? target, this.parts.now() + forMs, retryAfter);
  }

  /** The token endpoint without the signature, for callers in the same process. */
  grant(tenant: string, form: TokenForm): Reply<Grant> {
    const traits = { surface: 'entra', method: 'POST', operation: 'token', client: form['client_id'] ?? '' };
    let delayMs = drawn(this.options.latencyMs, this.parts.random);
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
  token(tenant: string, form: TokenForm): Reply<TokenReply> {
    const reply = this.grant(tenant, form);
    if (reply.kind === 'never') return reply;
    const { answer, delayMs } = reply;
    if (answer.kind === 'denied') return { kind: 'reply', answer: { status: answer.status, body: answer.body }, delayMs };
    const { expiresIn } = answer;
    const body = { token_type: 'Bearer', expires_in: expiresIn, ext_expires_in: expiresIn, access_token: this.entra.sign(answer.claims) };
    return { kind: 'reply', answer: { status: 200, body }, delayMs };
  }

  /** What Entra publishes below `/{tenant}/`: metadata and keys of both versions. Undefined for any other path. */
  published(tenant: string, path: string): Reply<TokenReply> | undefined {
    const body = PUBLISHED[path];
    if (!body) return undefined;
    const traits = { surface: 'entra', method: 'GET', operation: path.includes('discovery') ? 'keys' : 'metadata' };
    const strike = this.parts.faults.strike('tenant', 'before', traits, this.parts.now());
    if (strike?.kind === 'never') return strike;
    const delayMs = drawn(this.options.latencyMs, this.parts.random) + (strike?.kind === 'latency' ? strike.ms : 0);
    if (strike?.kind === 'refuse') {
      const { status, body: trouble } = this.entraTrouble(strike);
      return { kind: 'reply', answer: { status, body: trouble }, delayMs };
    }
    return { kind: 'reply', answer: this.entra.unknownTenant(tenant) ?? { status: 200, body: body(this.entra) }, delayMs };
  }

  /** An access token for our own API. */
  staffToken(wanted: StaffToken): string {
    return staffToken(this.entra, this.parts, wanted);
  }

  /** The caller that a bearer token proves, undefined for a token that is not Graph's or not this tenant's making. */
  principalOfToken(token: string): Principal | undefined {
    const claims = this.entra.keys.open(token);
    return claims && principalOf(claims);
  }

  /** One request to Graph, `$batch` included. */
  graph(call: GraphCall, principal: Principal | undefined): Reply<TenantAnswer> {
    const lowered = lowerCased(call);
    const requestId = this.requestId();
    let route: Route;
    try {
      route = routeOf(lowered.method, lowered.path);
    } catch (caught) {
      return { kind: 'reply', answer: this.finish(this.refusal(caught, requestId, lowered), requestId, lowered), delayMs: 0 };
    }
    const reply =
      route.operation === 'batch' ? this.batch(lowered, principal, requestId) : this.single(lowered, route, principal, requestId, 0);
    return reply.kind === 'never' ? reply : { ...reply, answer: this.finish(reply.answer, requestId, lowered) };
  }

  /** What a person looking at the tenant sees, at once and without lag. */
  snapshot(): Snapshot {
    return {
      mailboxes: [...this.mailboxes.all()].map((box) => ({
        address: box.owner.userPrincipalName,
        kind: box.owner.kind,
        displayName: box.owner.displayName,
        events: snapshotEvents(box),
        drafts: [],
        sent: [],
      })),
      users: this.directory.all().map(({ id, userPrincipalName, displayName, kind }) => ({ id, userPrincipalName, displayName, kind })),
      groups: [],
    };
  }

  /** Faults strike the outer request with operation `batch`, then every item for itself; an item that is never answered is left out. */
  private batch(call: GraphCall, principal: Principal | undefined, requestId: string): Reply<TenantAnswer> {
    const traits = traitsOf(call.method, 'batch', undefined, undefined);
    return this.struck(traits, call, requestId, 0, (ownMs) => {
      const now = this.parts.now();
      checkToken(principal, this.entra.tenantId, now);
      this.limits.admitApp(principal.appId ?? '', now);
      const entries: JsonObject[] = [];
      let wave = 0;
      let waveMs = 0;
      readBatch(call.body).forEach(({ id, call: item }, index) => {
        if (index > 0 && index % BATCH_WIDTH === 0) {
          wave += waveMs;
          waveMs = 0;
        }
        const reply = this.item(item, principal, wave);
        if (reply.kind === 'never') return;
        waveMs = Math.max(waveMs, reply.delayMs);
        entries.push(batchEntry(id, reply.answer));
      });
      return {
        answer: { status: 200, headers: {}, body: { responses: shuffled(entries, this.parts.random) } },
        delayMs: ownMs + wave + waveMs,
      };
    });
  }

  private item(item: GraphCall, principal: Principal, startMs: number): Reply<TenantAnswer> {
    const requestId = this.requestId();
    try {
      const reply = this.single(item, routeOf(item.method, item.path), principal, requestId, startMs);
      return reply.kind === 'never' ? reply : { ...reply, answer: withContentType(reply.answer) };
    } catch (caught) {
      return { kind: 'reply', answer: withContentType(this.refusal(caught, requestId, item)), delayMs: 0 };
    }
  }

  private single(call: GraphCall, route: Route, principal: Principal | undefined, requestId: string, startMs: number): Reply<TenantAnswer> {
    const owner = route.user === undefined ? undefined : this.directory.find(route.user);
    const address = owner?.userPrincipalName.toLowerCase() ?? route.user?.toLowerCase();
    const transactionId = route.operation === 'create-event' && isObject(call.body) ? call.body['transactionId'] : undefined;
    const traits = traitsOf(call.method, route.operation, address, typeof transactionId === 'string' ? transactionId : undefined);
    const latencyMs = drawn(this.options.latencyMs, this.parts.random);
    return this.struck(traits, call, requestId, latencyMs, (delayMs) => {
      const now = this.parts.now();
      checkToken(principal, this.entra.tenantId, now);
      this.limits.admitApp(principal.appId ?? '', now);
      if (address !== undefined && usesMailbox(route))
        this.limits.admitMailbox(principal.appId ?? '', address, now, now + startMs, delayMs);
      return { answer: this.serve(call, route, owner, principal), delayMs };
    });
  }

  private serve(call: GraphCall, route: Route, owner: User | undefined, principal: Principal): TenantAnswer {
    checkRoles(principal, route.operation);
    if (call.body !== undefined && call.headers['content-type'] === undefined)
      throw new Refusal(400, 'RequestBodyRead', 'A missing or empty content type header was found when trying to read a message.');
    const query = parseQuery(route.query);
    const url = `${this.graphUrl}${route.path}`;
    if (route.operation === 'other') throw notCovered(`${call.method} ${route.path}`);
    if (route.operation === 'users') return this.directory.list(query, url, basicUsersOnly(principal));
    if (route.operation === 'get-user') return this.directory.get(route.user ?? '', query, basicUsersOnly(principal));
    const box = this.mailboxFor(route, owner, principal);
    const request = { box, call, query, url, ...(route.eventId !== undefined && { eventId: route.eventId }) };
    switch (route.operation) {
      case 'create-event':
        return this.calendar.create(request);
      case 'get-event':
        return this.calendar.get(request);
      case 'update-event':
        return this.calendar.update(request);
      case 'delete-event':
        return this.calendar.delete(request);
      case 'list-events':
        return this.calendar.list(request);
      case 'calendar-view':
        return this.calendar.view(request);
      case 'batch':
      case 'me':
      case 'find-meeting-times':
        throw notCovered(`${call.method} ${route.path}`);
    }
  }

  /** Answers in the order Exchange gives them: who is asked for, whether the app may, whether there is a mailbox. */
  private mailboxFor(route: Route, owner: User | undefined, principal: Principal): Mailbox {
    if (!owner) throw new Refusal(404, 'ErrorInvalidUser', `The requested user '${route.user ?? ''}' is invalid.`);
    const scope = this.entra.apps.find(principal.appId ?? '')?.mailboxScope;
    if (scope && !scope.has(owner.userPrincipalName.toLowerCase()) && !scope.has(owner.id)) throw accessDenied();
    const box = this.mailboxes.of(owner);
    if (!box)
      throw new Refusal(404, 'MailboxNotEnabledForRESTAPI', 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.');
    return box;
  }

  /** Runs `serve` between the faults before and after it. */
  private struck(
    traits: Traits,
    call: GraphCall,
    requestId: string,
    latencyMs: number,
    serve: (delayMs: number) => { answer: TenantAnswer; delayMs: number },
  ): Reply<TenantAnswer> {
    const { faults } = this.parts;
    const before = faults.strike('tenant', 'before', traits, this.parts.now());
    if (before?.kind === 'never') return { kind: 'never' };
    if (before?.kind === 'refuse') return { kind: 'reply', answer: this.trouble(before, requestId, call), delayMs: latencyMs };
    let delayMs = latencyMs + (before?.kind === 'latency' ? before.ms : 0);
    let answer: TenantAnswer;
    try {
      ({ answer, delayMs } = serve(delayMs));
    } catch (caught) {
      answer = this.refusal(caught, requestId, call);
    }
    const after = faults.strike('tenant', 'after', traits, this.parts.now());
    if (after?.kind === 'never') return { kind: 'never' };
    if (after?.kind === 'refuse') answer = this.trouble(after, requestId, call);
    return { kind: 'reply', answer, delayMs: delayMs + (after?.kind === 'latency' ? after.ms : 0) };
  }

  private trouble(effect: Extract<FaultEffect, { kind: 'refuse' }>, requestId: string, call: GraphCall): TenantAnswer {
    const code = effect.code ?? STATUS_CODES[effect.status] ?? 'UnknownError';
    const headers = effect.retryAfter === undefined ? {} : { headers: { 'retry-after': effect.retryAfter } };
    return this.refusal(new Refusal(effect.status, code, 'The request could not be completed.', headers), requestId, call);
  }

  private refusal(caught: unknown, requestId: string, call: GraphCall): TenantAnswer {
    if (!(caught instanceof Refusal)) throw caught;
    const { code, message, extra } = caught;
    const body = errorBody({ code, message, members: extra.members }, this.parts.now(), requestId, call.headers['client-request-id']);
    return { status: caught.status, headers: extra.headers ?? {}, body };
  }

  private finish(answer: TenantAnswer, requestId: string, call: GraphCall): TenantAnswer {
    const headers = {
      ...withContentType(answer).headers,
      'request-id': requestId,
      'client-request-id': call.headers['client-request-id'] ?? requestId,
    };
    return { ...answer, headers };
  }

  private entraTrouble(effect: Extract<FaultEffect, { kind: 'refuse' }>): Extract<Grant, { kind: 'denied' }> {
    const error = effect.code ?? 'temporarily_unavailable';
    return {
      kind: 'denied',
      status: effect.status,
      body: { error, error_description: 'AADSTS90033: A transient error has occurred. Please try again.', error_codes: [90033] },
    };
  }

  private requestId(): string {
    this.serial += 1;
    return `7e9a0000-0000-4000-8000-${this.serial.toString(16).padStart(12, '0')}`;
  }
}

const PUBLISHED: Readonly<Record<string, (entra: Entra) => JsonObject>> = {
  'v2.0/.well-known/openid-configuration': (entra) => openidConfiguration(entra, 2),
  '.well-known/openid-configuration': (entra) => openidConfiguration(entra, 1),
  'discovery/v2.0/keys': (entra) => entra.keys.jwks(entra.issuer(2)),
  'discovery/keys': (entra) => entra.keys.jwks(entra.issuer(1)),
};

const STATUS_CODES: Readonly<Record<number, string>> = {
  401: 'InvalidAuthenticationToken',
  403: 'ErrorAccessDenied',
  404: 'ErrorItemNotFound',
  412: 'ErrorIrresolvableConflict',
  429: 'ApplicationThrottled',
  500: 'ErrorInternalServerTransientError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

const usesMailbox = (route: Route): boolean => route.operation !== 'get-user' && route.operation !== 'other';

function lowerCased(call: GraphCall): GraphCall {
  const headers: Record<string, string> = {};
  for (const name of Object.keys(call.headers)) headers[name.toLowerCase()] = call.headers[name] ?? '';
  return { ...call, method: call.method.toUpperCase(), headers };
}

function withContentType(answer: TenantAnswer): TenantAnswer {
  if (answer.body === undefined) return answer;
  return { ...answer, headers: { 'content-type': 'application/json', ...answer.headers } };
}

function snapshotEvents(box: Mailbox): SnapshotEvent[] {
  const events: SnapshotEvent[] = [];
  for (const record of box.byImmutableId.values()) {
    const state = record.current;
    if (!state) continue;
    events.push({
      id: record.immutableId,
      subject: state.subject,
      start: new Date(state.startsAt).toISOString(),
      end: new Date(state.endsAt).toISOString(),
      showAs: state.showAs,
      reservationId: state.extended.get(INSTEP_PROPERTY) ?? null,
      transactionId: record.transactionId ?? null,
    });
  }
  return events.sort((a, b) => a.start.localeCompare(b.start));
}
