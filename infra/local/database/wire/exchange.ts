import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from '../../../../shared/kernel/json';
import type { Answer } from '../answers';
import { Refusal } from '../answers';

export interface Request {
  readonly method: string;
  /** Decoded: `['dbs', 'instep', 'colls', 'items', 'docs', 'a b']`. */
  readonly segments: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly body: Json | undefined;
}

export interface Response {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
}

export function header(request: Request, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

export const isSet = (request: Request, name: string): boolean => header(request, name)?.toLowerCase() === 'true';

/** The partition named in the header, as JSON: `["key"]`. */
export function partitionOf(request: Request): string | undefined {
  const text = header(request, 'x-ms-documentdb-partitionkey');
  if (text === undefined) return undefined;
  const keys = parsed(text);
  if (!Array.isArray(keys) || keys.length !== 1) throw new Refusal(501, 'Partition keys of several parts, and none, are not covered.');
  const [key] = keys as readonly unknown[];
  if (typeof key !== 'string') throw new Refusal(501, 'Partition keys that are no text are not covered.');
  return key;
}

export function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json; // JSON.parse yields JSON
  } catch {
    return undefined;
  }
}

export const refusal = (status: number, message: string, substatus?: number): Response => ({
  status,
  body: { code: CODES[status] ?? String(status), message },
  ...(substatus !== undefined && { headers: { 'x-ms-substatus': String(substatus) } }),
});

/** Headers of every answer of the core. */
export function headersOf(answer: Answer, owner: { readonly rid: string; readonly path: string }): Record<string, string> {
  return {
    'x-ms-request-charge': String(answer.charge),
    'x-ms-content-path': owner.rid,
    'x-ms-alt-content-path': owner.path,
    ...(answer.session !== '' && { 'x-ms-session-token': answer.session }),
    ...(answer.substatus !== undefined && { 'x-ms-substatus': String(answer.substatus) }),
    ...(answer.retryAfterMs !== undefined && { 'x-ms-retry-after-ms': String(answer.retryAfterMs) }),
  };
}

const CODES: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  408: 'RequestTimeout',
  409: 'Conflict',
  412: 'PreconditionFailed',
  413: 'RequestEntityTooLarge',
  429: 'TooManyRequests',
  449: 'RetryWith',
  501: 'NotImplemented',
  503: 'ServiceUnavailable',
};
