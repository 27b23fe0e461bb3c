import type { EpochMs } from '../../kernel/clock';
import type { Failure } from '../../kernel/failure';
import type { GraphAnswer, GraphRequest } from '../../kernel/graph';
import { isObject, type Json, type JsonObject } from '../../kernel/json';
import { retryAfter } from '../../kernel/retry-after';
import { looksLikeCode } from '../../kernel/thrown';

/** What a `$batch` may hold ("Combine multiple requests in one HTTP call using JSON batching"). */
export const BATCH_LIMIT = 20;

/** The HTTP answer to one request or to a whole `$batch`. */
export type HttpAnswer = Extract<GraphAnswer, { kind: 'answered' }>;

/**
 * The body of `POST /$batch`, ids `1` to `n`; bytes stand in it as base64 text. The plain object: what the client library's BatchRequestContent makes of it cannot be sent
 * from Node (urls with a version, an answer that cannot be read).
 */
export function batchBody(requests: readonly GraphRequest[]): JsonObject {
  return {
    requests: requests.map(({ method, path, headers, body, content }, index) => {
      const sent = body === undefined && !content ? { ...headers } : withContentType(headers, content?.type);
      const carried = content?.base64 ?? body;
      return {
        id: String(index + 1),
        method,
        url: path,
        ...(Object.keys(sent).length > 0 ? { headers: sent } : {}),
        ...(carried === undefined ? {} : { body: carried }),
      };
    }),
  };
}

/**
 * What the answer to a `$batch` says of each request, in the order of the requests. Graph answers in any order, so ids decide; a request
 * that the answer does not mention may have taken effect.
 *
 * When the batch as a whole was not answered with 200:
 * - 429: the app is throttled before any item is looked at.
 * - 503 with a readable Retry-After is Graph's own refusal, made before any item is looked at. Without one it may come from any gateway on the way,
 *   so only a batch of reads is known to have done nothing.
 * - other 5xx: a gateway that lost the answer of a service behind it. The items may have taken effect.
 * - 401 and 403: refused at the door, each item's answer (see denyUnauthorized for a 401 that stays).
 * - 3xx: nobody took the batch; other 4xx: Graph could not read it. Neither did anything.
 */
export function readBatch(requests: readonly GraphRequest[], outer: HttpAnswer, now: EpochMs): readonly GraphAnswer[] {
  if (outer.status === 200) return readItems(requests.length, outer);
  const verdict = readRefusal(requests, outer, now);
  return requests.map(() => verdict);
}

function readRefusal(requests: readonly GraphRequest[], outer: HttpAnswer, now: EpochMs): GraphAnswer {
  const { status } = outer;
  const retryAt = retryAfter(outer.headers, now);
  const later = retryAt === undefined ? {} : { retryAt };
  if (status === 401 || status === 403) return outer;
  if (status === 429) return notSent({ kind: 'throttled', ...later });
  if (status === 503 && (retryAt !== undefined || requests.every(({ method }) => method === 'GET'))) {
    return notSent({ kind: 'unavailable', ...later });
  }
  if (status >= 300 && status < 400) return notSent({ kind: 'unavailable' });
  if (status >= 400 && status < 500) return notSent({ kind: 'malformed', reason: refusalReason(outer) });
  return { kind: 'unanswered', reason: `the batch was answered with ${String(status)}` };
}

/** Not even a new token is accepted: this concerns the whole app, not the item. */
export function denyUnauthorized(answer: GraphAnswer): GraphAnswer {
  return answer.kind === 'answered' && answer.status === 401 ? notSent({ kind: 'denied', reason: refusalReason(answer) }) : answer;
}

/** Status and Microsoft's error code, never the message: it may quote what was sent. */
function refusalReason({ status, body }: HttpAnswer): string {
  const code =
    isObject(body) && isObject(body.error) && typeof body.error.code === 'string' && looksLikeCode(body.error.code)
      ? ` ${body.error.code}`
      : '';
  return `Microsoft Graph answered ${String(status)}${code}`;
}

function readItems(count: number, outer: HttpAnswer): readonly GraphAnswer[] {
  const items = isObject(outer.body) && Array.isArray(outer.body.responses) ? (outer.body.responses as readonly Json[]) : []; // isArray widens to any[]
  const byId = new Map(items.filter(isObject).map((item) => [item['id'], item]));
  return Array.from({ length: count }, (_, index) => readItem(byId.get(String(index + 1)), outer.requestId));
}

function readItem(item: JsonObject | undefined, outerRequestId: string | undefined): GraphAnswer {
  if (typeof item?.status !== 'number') return { kind: 'unanswered', reason: 'the batch answer does not mention it' };
  const headers = isObject(item.headers)
    ? Object.fromEntries(Object.entries(item.headers).map(([name, value]) => [name.toLowerCase(), text(value)]))
    : {};
  const requestId = headers['request-id'] ?? outerRequestId;
  return {
    kind: 'answered',
    status: item.status,
    headers,
    ...(item.body === undefined || item.body === null ? {} : { body: item.body }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

export const notSent = (failure: Failure): GraphAnswer => ({ kind: 'not-sent', failure });

/** The headers with a content type, JSON unless another one is named. */
export function withContentType(headers: GraphRequest['headers'] = {}, type = 'application/json'): Readonly<Record<string, string>> {
  const named = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return named ? { ...headers } : { 'Content-Type': type, ...headers };
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));
