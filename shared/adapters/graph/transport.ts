import type * as Sdk from '@microsoft/microsoft-graph-client';
import type { Client, Context, Middleware } from '@microsoft/microsoft-graph-client';
import type { GraphRequest } from '../../kernel/graph';
import type { Json } from '../../kernel/json';
import { withContentType } from './batch';
import type { HttpAnswer } from './batch';

/** What came of one HTTP request. */
export type Exchange =
  | { readonly kind: 'answered'; readonly answer: HttpAnswer }
  /** The connection was never made, so nothing left. */
  | { readonly kind: 'never-left' }
  | { readonly kind: 'unanswered'; readonly reason: string };

export type Transport = (request: GraphRequest, token: string, signal: AbortSignal) => Promise<Exchange>;

export interface TransportParts {
  /** Version root: `https://graph.microsoft.com/v1.0`. */
  readonly url: string;
  readonly newRequestId: () => string;
}

/** A page of 1,000 events with bodies stays below it. Beyond it something other than Graph is talking. */
const ANSWER_LIMIT_BYTES = 32 * 1024 * 1024;

/** The system errors by which a connection fails before a request is written to it; all others leave that open. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/**
 * Carries requests through Microsoft's client with a chain of our own: exact URL, authentication, HTTP. Its own chain would retry (also
 * POSTs that may have taken effect), follow redirects and report telemetry. The library is loaded at the first request.
 */
export function graphTransport({ url, newRequestId }: TransportParts): Transport {
  const root = new URL(url);
  let loaded: Promise<Loaded> | undefined;

  return async (request, token, signal) => {
    if (!request.path.startsWith('/')) throw new Error('A Graph path begins with a slash');
    const { client, sdk } = await (loaded ??= load(root));
    const journey = new Journey(url.replace(/\/+$/, '') + request.path);
    const body = sentBody(request);
    const { content } = request;
    const sent = body === undefined ? request.headers : withContentType(request.headers, content?.type);
    const headers = { 'client-request-id': newRequestId(), ...sent };
    const builder = client
      .api('/')
      .headers(headers)
      .options({ signal, redirect: 'manual' })
      .responseType(sdk.ResponseType.RAW)
      .middlewareOptions([new sdk.AuthenticationHandlerOptions({ getAccessToken: () => Promise.resolve(token) }), journey]);
    try {
      const response = (await verbs[request.method](builder, body)) as Response; // what RAW returns; the library types every answer as any
      return { kind: 'answered', answer: await readAnswer(response) };
    } catch (error) {
      // The library's own error has lost the cause; the journey kept it.
      const thrown = journey.thrown ?? error;
      if (isRefusedByFetch(thrown)) throw thrown;
      return judge(thrown, signal);
    }
  };
}

/** Text of JSON, or bytes. The library sends a Buffer as it is and takes other arrays of bytes by their whole underlying memory. */
function sentBody({ body, content }: GraphRequest): string | Buffer | undefined {
  if (content) return Buffer.from(content.base64, 'base64');
  return body === undefined ? undefined : JSON.stringify(body);
}

type Builder = ReturnType<Client['api']>;

const verbs = {
  GET: (builder: Builder) => builder.get() as Promise<unknown>,
  POST: (builder: Builder, body?: string | Buffer) => builder.post(body) as Promise<unknown>,
  PATCH: (builder: Builder, body?: string | Buffer) => builder.patch(body) as Promise<unknown>,
  PUT: (builder: Builder, body?: string | Buffer) => builder.put(body) as Promise<unknown>,
  DELETE: (builder: Builder) => builder.delete() as Promise<unknown>,
} satisfies Record<GraphRequest['method'], unknown>;

interface Loaded {
  readonly sdk: typeof Sdk;
  readonly client: Client;
}

/** One request on its way through the chain: where it goes, verbatim, and what was thrown there. */
class Journey {
  thrown: unknown;
  constructor(readonly url: string) {}
}

/**
 * The first link of the chain. The library's request builder would take a query apart and put it together in another order (links are opaque),
 * and takes whatever follows `https://` inside a path for the host.
 */
class Departure implements Middleware {
  private next: Middleware | undefined;

  setNext(next: Middleware): void {
    this.next = next;
  }

  async execute(context: Context): Promise<void> {
    const journey = context.middlewareControl?.getMiddlewareOptions(Journey);
    if (!(journey instanceof Journey) || !this.next) throw new Error('A request entered the chain without its journey');
    context.request = journey.url;
    try {
      await this.next.execute(context);
    } catch (error) {
      journey.thrown = error;
      throw error;
    }
  }
}

async function load(root: URL): Promise<Loaded> {
  const sdk = await import('@microsoft/microsoft-graph-client');
  const authentication = new sdk.AuthenticationHandler({
    getAccessToken: () => Promise.reject(new Error('Every request brings its token')),
  });
  const client = sdk.Client.initWithMiddleware({
    baseUrl: root.origin,
    middleware: [new Departure(), authentication, new sdk.HTTPMessageHandler()],
    customHosts: new Set([root.hostname]),
  });
  return { sdk, client };
}

async function readAnswer(response: Response): Promise<HttpAnswer> {
  const headers = Object.fromEntries(response.headers);
  const text = await readText(response);
  const body = parse(text);
  const requestId = headers['request-id'];
  return {
    kind: 'answered',
    status: response.status,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

async function readText(response: Response): Promise<string> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    // the DOM's type of a body is not iterable; Node's is
    size += chunk.length;
    if (size > ANSWER_LIMIT_BYTES) throw new Error('The answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A gateway's page of HTML is no body. */
function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json; // whatever JSON.parse returns is Json
  } catch {
    return undefined;
  }
}

/** fetch takes a URL or header for malformed before it does anything: a defect of ours. Failures of the network have a cause. */
function isRefusedByFetch(thrown: unknown): thrown is Error {
  if (typeof thrown !== 'object' || thrown === null || !('name' in thrown) || thrown.name !== 'TypeError') return false;
  return !('cause' in thrown) || [...codes(thrown)].includes('ERR_INVALID_URL');
}

function judge(thrown: unknown, signal: AbortSignal): Exchange {
  const found = [...codes(thrown)];
  if (found.length > 0 && found.every((code) => NEVER_CONNECTED.has(code))) return { kind: 'never-left' };
  return {
    kind: 'unanswered',
    reason: signal.aborted ? 'no answer before the deadline' : `the connection failed (${found.join(', ') || 'no code'})`,
  };
}

/** The codes of an error, its causes and, where both address families were tried, its parts. Judged by shape: fetch's errors are Node's own. */
function* codes(error: unknown, depth = 0): Generator<string> {
  if (typeof error !== 'object' || error === null || depth > 4) return;
  if ('code' in error && typeof error.code === 'string') yield error.code;
  if ('errors' in error && Array.isArray(error.errors)) for (const part of error.errors) yield* codes(part, depth + 1);
  if ('cause' in error) yield* codes(error.cause, depth + 1);
}
