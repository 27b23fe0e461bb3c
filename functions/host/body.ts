import type { HttpRequest } from '@azure/functions';
import { problem, type Refusal } from './answer';
import { isUtf8, mediaTypeOf } from './media-type';

const MOST_BYTES = 64 * 1024;
const MOST_DEPTH = 16;

export type Body = { readonly kind: 'body'; readonly value: unknown } | Refusal;

/** The body as JSON, undefined where there is none; or what is wrong with it. */
export async function readBody(request: HttpRequest): Promise<Body> {
  const tooLarge = problem('body-too-large', { detail: `At most ${MOST_BYTES} bytes are taken.` });
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES) return tooLarge;
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity')
    return problem('unsupported-media-type', { detail: 'The body must not be compressed (`Content-Encoding`).' });
  // The Functions host drops a body without a length: it must not pass for one that was left out.
  if (request.headers.has('transfer-encoding') && !request.headers.has('content-length'))
    return problem('invalid-request', { detail: 'A body needs a Content-Length.' });
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length === 0) return { kind: 'body', value: undefined };
  if (bytes.length > MOST_BYTES) return tooLarge;
  const type = mediaTypeOf(request.headers.get('content-type'));
  if (!isJson(type.name)) return problem('unsupported-media-type');
  if (!isUtf8(type)) return problem('unsupported-media-type', { detail: 'The body must be UTF-8: name `charset=utf-8`, or none.' });
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return deeper(value, MOST_DEPTH) ? malformed(`It is nested deeper than ${MOST_DEPTH} levels.`) : { kind: 'body', value };
  } catch (error) {
    return malformed(error instanceof SyntaxError ? place(error.message) : 'It is not UTF-8.');
  }
}

const malformed = (detail: string): Body => problem('malformed-json', { detail });

const isJson = (name: string): boolean => /^application\/(?:json|[\w.+-]+\+json)$/.test(name);

/** V8 quotes what was sent; only the position is handed on. */
function place(message: string): string {
  const at = /position (\d+)/.exec(message)?.[1];
  return at === undefined ? 'It ends too early or is not JSON.' : `It stops being JSON at character ${at}.`;
}

function deeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => deeper(member, levels - 1));
}
