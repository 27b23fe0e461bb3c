import type { Json, JsonObject } from '../../../../shared/kernel/json';
import { contentOf, isJson } from './odata/content';
import { isObject } from './odata/values';
import type { GraphCall, TenantAnswer } from '../model';
import { notCovered, Refusal } from './refusal';

export interface BatchItem {
  readonly id: string;
  readonly call: GraphCall;
}

/** Graph hands at most this many items of a batch to Exchange at a time (throttling-outlook.md). */
export const BATCH_WIDTH = 4;

const bad = (message: string): Refusal => new Refusal(400, 'BadRequest', message);

/** Reads a `$batch` body as Graph does (json-batching.md); one malformed item refuses the whole. */
export function readBatch(body: Json | undefined): readonly BatchItem[] {
  const requests = isObject(body) ? body['requests'] : undefined;
  if (!Array.isArray(requests)) throw bad("Invalid batch payload format: 'requests' is missing.");
  if (requests.length === 0) throw bad('Invalid batch payload format: there is no request in it.');
  if (requests.length > 20)
    throw new Refusal(400, 'MaximumValueExceeded', 'Number of batch request steps exceeds the maximum value of 20.');
  const ids = new Set<string>();
  return requests.map((entry: Json) => {
    const item = readItem(entry);
    const key = item.id.toLowerCase();
    if (ids.has(key)) throw bad(`Request Id: ${item.id} is not unique.`);
    ids.add(key);
    return item;
  });
}

function readItem(entry: Json): BatchItem {
  if (!isObject(entry)) throw bad('Invalid batch payload format: a request is no object.');
  const { id, method, url, headers = {}, body, dependsOn } = entry;
  if (typeof id !== 'string' || id === '') throw bad('A request of the batch has no id.');
  if (dependsOn !== undefined) throw notCovered('dependsOn in a batch');
  if (typeof method !== 'string' || typeof url !== 'string') throw bad(`Request Id: ${id} has no method or url.`);
  if (/^[a-z]+:\/\//i.test(url) || /^\/?v1\.0\//.test(url)) throw bad(`Request Id: ${id} must have a url relative to the version root.`);
  const path = url.startsWith('/') ? url : `/${url}`;
  if (path.startsWith('/$batch')) throw bad(`Request Id: ${id} is a batch itself.`);
  if (!isObject(headers)) throw bad(`Request Id: ${id} has headers that are no object.`);
  const lowered: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    lowered[name.toLowerCase()] = typeof value === 'string' ? value : JSON.stringify(value);
  const type = lowered['content-type'];
  if (body !== undefined && type === undefined) throw bad(`Write request id : ${id} does not contain Content-Type header or body.`);
  const call = { method: method.toUpperCase(), path, headers: lowered };
  if (body === undefined || type === undefined || isJson(type)) return { id, call: { ...call, ...(body !== undefined && { body }) } };
  const content = contentOf(type, body);
  if (!content) throw bad(`Request Id: ${id} has a body of the type ${type} that is no base64 text.`);
  return { id, call: { ...call, content } };
}

/** One entry of the batch answer. */
export function batchEntry(id: string, answer: TenantAnswer): JsonObject {
  const headers = Object.fromEntries(
    Object.entries(answer.headers)
      .filter(([name]) => name !== 'request-id' && name !== 'client-request-id')
      .map(([name, value]) => [name === 'retry-after' ? 'Retry-After' : name === 'content-type' ? 'Content-Type' : name, value]),
  );
  return { id, status: answer.status, headers, body: answer.content?.base64 ?? answer.body ?? null };
}

/** The same entries in an order that the caller cannot foresee. */
export function shuffled<T>(entries: readonly T[], random: () => number): T[] {
  const mixed = [...entries];
  for (let i = mixed.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [mixed[i], mixed[j]];
    if (a !== undefined && b !== undefined) [mixed[i], mixed[j]] = [b, a];
  }
  return mixed;
}
