import type { Json } from '../../../../../shared/kernel/json';
import type { Content, GraphCall } from '../../model';
import { Refusal } from '../refusal';
import { isObject } from './values';

export const JSON_TYPE = 'application/json';

export const isJson = (type: string): boolean => /^application\/(?:[\w.-]+\+)?json\b/i.test(type);

/** No request may be as large as this (profilephoto-update.md). */
const LIMIT_BYTES = 4 * 1024 * 1024;
const BASE64 = /^(?:[\w+/-]{4})*(?:[\w+/-]{2}==|[\w+/-]{3}=)?$/;

/** Bytes inside a batch, as base64 text of either alphabet (json-batching.md). Undefined for what is none. */
export function contentOf(type: string, body: Json): Content | undefined {
  if (typeof body !== 'string' || !BASE64.test(body)) return undefined;
  return { type, base64: body.replaceAll('-', '+').replaceAll('_', '/') };
}

/** Throws 413 for bytes that are too many for one request, those of a batch together. */
export function checkSize({ body, content }: GraphCall): void {
  if (content && Buffer.byteLength(content.base64, 'base64') >= LIMIT_BYTES) throw tooLarge();
  const requests = isObject(body) && Array.isArray(body['requests']) ? (body['requests'] as readonly Json[]) : []; // isArray widens to any[]
  let size = 0;
  for (const item of requests) if (isObject(item) && typeof item['body'] === 'string') size += item['body'].length;
  if (size >= LIMIT_BYTES) throw tooLarge();
}

const tooLarge = (): Refusal => new Refusal(413, 'RequestEntityTooLarge', 'The request body is too large.');
