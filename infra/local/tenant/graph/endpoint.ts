import type { JsonObject } from '../../../../shared/kernel/json';
import type { FaultEffect, FaultScript, Reply, Traits } from '../../kernel/faults';
import type { CoreParts } from '../../kernel/travel';
import { drawn } from '../mailboxes';
import type { GraphCall, Principal, TenantAnswer } from '../model';
import { BATCH_WIDTH, batchEntry, readBatch, shuffled } from './batch';
import { Limits } from './limits';
import { checkToken } from './permissions';
import { errorBody, Refusal } from './refusal';
import { Routes, type Route } from './routes';
import { perform, services, type ServiceParts } from './services';

export interface GraphParts extends CoreParts, ServiceParts {
  readonly faults: FaultScript;
}

/** Graph's front door: who asks for what, within which limits; faults strike here. */
export class GraphEndpoint {
  readonly limits: Limits;
  /** Root of the links in answers, without a trailing slash. */
  url = 'https://graph.microsoft.com/v1.0';
  private readonly routes: Routes;
  private serial = 0;

  constructor(private readonly parts: GraphParts) {
    this.limits = new Limits(parts.options);
    this.routes = new Routes(services(parts));
  }

  serve(call: GraphCall, principal: Principal | undefined): Reply<TenantAnswer> {
    const lowered = lowerCased(call);
    const requestId = this.requestId();
    const reply = isBatch(lowered) ? this.batch(lowered, principal, requestId) : this.request(lowered, principal, requestId, 0);
    return reply.kind === 'never' ? reply : { ...reply, answer: this.finish(reply.answer, requestId, lowered) };
  }

  /** Faults strike the outer request with operation `batch`, then every item for itself; an item that is never answered is left out. */
  private batch(call: GraphCall, principal: Principal | undefined, requestId: string): Reply<TenantAnswer> {
    const traits = { surface: 'graph', method: call.method, operation: 'batch', ...clientOf(principal) };
    return this.struck(traits, call, requestId, 0, (ownMs) => {
      const now = this.parts.now();
      checkToken(principal, this.parts.entra.tenantId, now);
      this.limits.admitApp(principal.appId ?? '', now);
      const entries: JsonObject[] = [];
      let wave = 0;
      let waveMs = 0;
      readBatch(call.body).forEach(({ id, call: item }, index) => {
        if (index > 0 && index % BATCH_WIDTH === 0) {
          wave += waveMs;
          waveMs = 0;
        }
        const reply = this.request(item, principal, this.requestId(), wave);
        if (reply.kind === 'never') return;
        waveMs = Math.max(waveMs, reply.delayMs);
        entries.push(batchEntry(id, withContentType(reply.answer)));
      });
      return {
        answer: { status: 200, headers: {}, body: { responses: shuffled(entries, this.parts.random) } },
        delayMs: ownMs + wave + waveMs,
      };
    });
  }

  /** One request that is no batch; `startMs` after the arrival of the batch that it stands in. */
  private request(call: GraphCall, principal: Principal | undefined, requestId: string, startMs: number): Reply<TenantAnswer> {
    let route: Route;
    try {
      route = this.routes.find(call.method, call.path);
    } catch (caught) {
      return { kind: 'reply', answer: this.refusal(caught, requestId, call), delayMs: 0 };
    }
    const mailbox = this.mailboxOf(route);
    const traits = this.traitsOf(call, route, mailbox, principal);
    const latencyMs = drawn(this.parts.options.latencyMs, this.parts.random);
    return this.struck(traits, call, requestId, latencyMs, (delayMs) => {
      const now = this.parts.now();
      checkToken(principal, this.parts.entra.tenantId, now);
      this.limits.admitApp(principal.appId ?? '', now);
      if (mailbox !== undefined && route.operation?.area === 'exchange')
        this.limits.admitMailbox(principal.appId ?? '', mailbox, now, now + startMs, delayMs);
      return { answer: perform(call, route, principal, this.url), delayMs };
    });
  }

  /** The address in lower case, however the path names the mailbox or place. */
  private mailboxOf({ names: { user, place } }: Route): string | undefined {
    const key = user ?? place;
    const owner = key === undefined ? undefined : this.parts.directory.find(key);
    return (owner?.userPrincipalName ?? key)?.toLowerCase();
  }

  /** How faults name a request: `client` is the calling app, `other` every operation that is not covered. */
  private traitsOf(
    { method, body }: GraphCall,
    { operation }: Route,
    mailbox: string | undefined,
    principal: Principal | undefined,
  ): Traits {
    return {
      surface: 'graph',
      method,
      operation: operation?.name ?? 'other',
      ...clientOf(principal),
      ...(mailbox !== undefined && { mailbox }),
      ...operation?.traits?.(body),
    };
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

  private requestId(): string {
    this.serial += 1;
    return `7e9a0000-0000-4000-8000-${this.serial.toString(16).padStart(12, '0')}`;
  }
}

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

const isBatch = ({ method, path }: GraphCall): boolean => method === 'POST' && /^\/\$batch\/?(\?|$)/.test(path);

const clientOf = (principal: Principal | undefined): Traits => (principal?.appId === undefined ? {} : { client: principal.appId });

function lowerCased(call: GraphCall): GraphCall {
  const headers: Record<string, string> = {};
  for (const name of Object.keys(call.headers)) headers[name.toLowerCase()] = call.headers[name] ?? '';
  return { ...call, method: call.method.toUpperCase(), headers };
}

function withContentType(answer: TenantAnswer): TenantAnswer {
  if (answer.body === undefined) return answer;
  return { ...answer, headers: { 'content-type': 'application/json', ...answer.headers } };
}
