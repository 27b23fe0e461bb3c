import type { JsonObject } from '../../../../shared/kernel/json';
import type { FaultEffect, FaultScript, Reply, Traits } from '../../kernel/faults';
import type { CoreParts } from '../../kernel/travel';
import { drawn } from '../mailboxes';
import type { GraphCall, Principal, TenantAnswer } from '../model';
import { wordings, type Area } from './areas';
import { BATCH_WIDTH, batchEntry, readBatch, shuffled } from './batch';
import { checkSize, JSON_TYPE } from './odata/content';
import { behindEmptyPage, emptied } from './odata/empty-page';
import { withoutMark } from './odata/lost-mark';
import { isObject } from './odata/values';
import { Limits } from './limits/limits';
import { ServiceLimits } from './limits/service-limits';
import { checkToken } from './permissions';
import { errorBody, Refusal } from './refusal';
import { Routes, type Route } from './table/routes';
import { perform, services, type ServiceParts } from './table/services';
import { batchTraits, mailboxOf, traitsOf } from './table/traits';

export interface GraphParts extends CoreParts, ServiceParts {
  readonly faults: FaultScript;
}

/** Where a request stands in a batch, and how long after the batch's arrival it begins. */
interface InBatch {
  readonly batchItem: string;
  readonly startMs: number;
}

interface Struck {
  readonly call: GraphCall;
  readonly requestId: string;
  readonly latencyMs: number;
  readonly area: Area;
}

/** Graph's front door: who asks for what, within which limits; faults strike here. */
export class GraphEndpoint {
  readonly limits: Limits;
  private readonly serviceLimits: ServiceLimits;
  /** Root of the links in answers, without a trailing slash. */
  url = 'https://graph.microsoft.com/v1.0';
  private readonly routes: Routes;
  private serial = 0;

  constructor(private readonly parts: GraphParts) {
    this.limits = new Limits(parts.options);
    this.serviceLimits = new ServiceLimits(parts.options, parts.entra.tenantId);
    this.routes = new Routes(services(parts));
  }

  serve(call: GraphCall, principal: Principal | undefined): Reply<TenantAnswer> {
    const lowered = lowerCased(call);
    const requestId = this.requestId();
    const reply = isBatch(lowered) ? this.batch(lowered, principal, requestId) : this.request(lowered, principal, requestId);
    return reply.kind === 'never' ? reply : { ...reply, answer: this.finish(reply.answer, requestId, lowered) };
  }

  /** Faults strike the outer request with operation `batch`, then every item for itself; an item that is never answered is left out. */
  private batch(call: GraphCall, principal: Principal | undefined, requestId: string): Reply<TenantAnswer> {
    const traits = batchTraits(principal?.appId);
    return this.struck(traits, { call, requestId, latencyMs: 0, area: 'exchange' }, (ownMs) => {
      const now = this.parts.now();
      checkToken(principal, this.parts.entra.tenantId, now);
      this.limits.admitApp(principal.appId ?? '', now);
      checkSize(call);
      const entries: JsonObject[] = [];
      let wave = 0;
      let waveMs = 0;
      readBatch(call.body).forEach(({ id: batchItem, call: item }, index) => {
        if (index > 0 && index % BATCH_WIDTH === 0) {
          wave += waveMs;
          waveMs = 0;
        }
        const reply = this.request(item, principal, this.requestId(), { batchItem, startMs: wave });
        if (reply.kind === 'never') return;
        waveMs = Math.max(waveMs, reply.delayMs);
        entries.push(batchEntry(batchItem, withContentType(reply.answer)));
      });
      return {
        answer: { status: 200, headers: {}, body: { responses: shuffled(entries, this.parts.random) } },
        delayMs: ownMs + wave + waveMs,
      };
    });
  }

  /** One request that is no batch. */
  private request(call: GraphCall, principal: Principal | undefined, requestId: string, within?: InBatch): Reply<TenantAnswer> {
    let route: Route;
    let left: number | undefined;
    try {
      ({ route, left } = behindEmptyPage(this.routes.find(call.method, call.path)));
    } catch (caught) {
      return { kind: 'reply', answer: this.refusal(caught, requestId, call), delayMs: 0 };
    }
    const mailbox = mailboxOf(route, this.parts.directory);
    const traits = traitsOf(call, route, { mailbox, client: principal?.appId, batchItem: within?.batchItem });
    const area = route.operation?.area ?? 'exchange';
    const latencyMs = drawn(this.parts.options.latencyMs, this.parts.random);
    return this.struck(traits, { call, requestId, latencyMs, area }, (delayMs, before) => {
      const now = this.parts.now();
      checkToken(principal, this.parts.entra.tenantId, now);
      this.limits.admitApp(principal.appId ?? '', now);
      if (mailbox !== undefined && route.operation?.area === 'exchange')
        this.limits.admitMailbox(principal.appId ?? '', mailbox, now, now + (within?.startMs ?? 0), delayMs);
      const costs = this.serviceLimits.admit(call.method, route, principal.appId ?? '', now);
      const unmarked = before?.kind === 'lose-mark' ? withoutMark(call) : undefined;
      const served = perform(unmarked ?? call, route, principal, this.url);
      if (unmarked) return { answer: this.trouble(MARK_LOST, area, requestId, call), delayMs };
      const answer = { ...served, headers: { ...served.headers, ...costs } };
      const empty = left ?? (before?.kind === 'empty-page' ? (before.pages ?? 1) : 0);
      return { answer: empty > 0 ? emptied(answer, route, this.url, empty - 1) : answer, delayMs };
    });
  }

  /** Runs `serve` between the faults before and after it. */
  private struck(
    traits: Traits,
    { call, requestId, latencyMs, area }: Struck,
    serve: (delayMs: number, before: FaultEffect | undefined) => { answer: TenantAnswer; delayMs: number },
  ): Reply<TenantAnswer> {
    const { faults } = this.parts;
    const before = faults.strike('tenant', 'before', traits, this.parts.now());
    if (before?.kind === 'never') return { kind: 'never' };
    if (before?.kind === 'refuse') return { kind: 'reply', answer: this.trouble(before, area, requestId, call), delayMs: latencyMs };
    let delayMs = latencyMs + (before?.kind === 'latency' ? before.ms : 0);
    let answer: TenantAnswer;
    try {
      ({ answer, delayMs } = serve(delayMs, before));
    } catch (caught) {
      answer = this.refusal(caught, requestId, call);
    }
    const after = faults.strike('tenant', 'after', traits, this.parts.now());
    if (after?.kind === 'never') return { kind: 'never' };
    if (after?.kind === 'refuse') answer = this.trouble(after, area, requestId, call);
    for (const effect of [before, after]) if (effect?.kind === 'recode') answer = recoded(answer, effect.code);
    return { kind: 'reply', answer, delayMs: delayMs + (after?.kind === 'latency' ? after.ms : 0) };
  }

  private trouble(effect: Extract<FaultEffect, { kind: 'refuse' }>, area: Area, requestId: string, call: GraphCall): TenantAnswer {
    const code = effect.code ?? wordings[area].codes[effect.status] ?? 'UnknownError';
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

/** FIELD: an event was stored without its extended property and this was answered, about once in 25 creates of one public report. */
const MARK_LOST = { kind: 'refuse', status: 503, code: 'ErrorIrresolvableConflict' } as const;

/** The refusal under another code; what is no refusal stays as it is. */
function recoded(answer: TenantAnswer, code: string): TenantAnswer {
  const error = isObject(answer.body) ? answer.body['error'] : undefined;
  return answer.status < 400 || !isObject(error) ? answer : { ...answer, body: { error: { ...error, code } } };
}

const isBatch = ({ method, path }: GraphCall): boolean => method === 'POST' && /^\/\$batch\/?(\?|$)/.test(path);

function lowerCased(call: GraphCall): GraphCall {
  const headers: Record<string, string> = {};
  for (const name of Object.keys(call.headers)) headers[name.toLowerCase()] = call.headers[name] ?? '';
  return { ...call, method: call.method.toUpperCase(), headers };
}

function withContentType(answer: TenantAnswer): TenantAnswer {
  const type = answer.content?.type ?? (answer.body === undefined ? undefined : JSON_TYPE);
  return type === undefined ? answer : { ...answer, headers: { 'content-type': type, ...answer.headers } };
}
