import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';

interface FieldError {
  /** Name of the member, dotted where it is inside another; `body` for the whole. */
  readonly field: string;
  readonly says: string;
}

/** An answer "no", as a problem document (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
  ) {
    super(detail);
  }
}

const BODY_LIMIT_BYTES = 256 * 1024;

/** The request's JSON. Throws Problem. */
export async function jsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer; // no encoding was set
    size += bytes.length;
    if (size > BODY_LIMIT_BYTES) throw new Problem(413, 'Too large', 'The body may have 256 KiB at most.');
    chunks.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown;
  } catch {
    throw wrong('body', 'must be JSON');
  }
}

/** Throws Problem with every member that is wrong and what is allowed there. */
export function checked<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(result.error.issues.flatMap((issue) => fieldErrors(issue, schema)));
}

export const wrong = (field: string, says: string): Problem => invalid([{ field, says }]);

export const unknown = (detail: string): Problem => new Problem(404, 'Not found', detail);

export function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', 'content-length': Buffer.byteLength(text) }).end(text);
}

export function sendProblem(response: ServerResponse, { status, title, detail, errors }: Problem): void {
  send(response, status, { type: 'about:blank', title, status, detail, ...(errors.length > 0 && { errors }) });
}

function invalid(errors: readonly FieldError[]): Problem {
  return new Problem(400, 'Not understood', errors.map(({ field, says }) => `${field} ${says}`).join('; '), errors);
}

function fieldErrors(issue: z.core.$ZodIssue, schema: z.ZodType): FieldError[] {
  const at = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const allowed = at.length === 0 && schema instanceof z.ZodObject ? `; allowed are ${Object.keys(schema.shape).join(', ')}` : '';
    return issue.keys.map((key) => ({ field: [...at, key].join('.'), says: `is not known here${allowed}` }));
  }
  return [{ field: at.join('.') || 'body', says: issue.message.replace(/^Invalid (input|option): expected/, 'must be') }];
}
