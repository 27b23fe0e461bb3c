import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Json } from '../../../shared/kernel/json';
import type { Reply } from '../kernel/faults';

/** One HTTP request, read whole. */
export interface Received {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  /** Names in lower case, repeated ones joined. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as UTF-8. */
  readonly text: string;
  readonly bytes: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** Bytes, in place of a body. */
  readonly content?: { readonly type: string; readonly base64: string };
}

export interface HttpsFront {
  /** `https://localhost:1234`. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Longer than clients keep idle connections, so that none is cut while a request is on its way. */
const KEEP_ALIVE_MS = 120_000;
const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

const TOO_LARGE: Reply<Answer> = {
  kind: 'reply',
  answer: { status: 413, headers: {}, body: { error: { code: 'RequestEntityTooLarge', message: 'The request body is too large.' } } },
  delayMs: 0,
};

/** An HTTPS server on 127.0.0.1 over a core: it makes the core's delays real, and keeps silent where the core does. */
export async function startHttpsFront(
  parts: { readonly port: number; readonly key: string; readonly cert: string },
  serve: (request: Received) => Reply<Answer>,
): Promise<HttpsFront> {
  const timers = new Set<NodeJS.Timeout>();
  const server = createServer({ key: parts.key, cert: parts.cert }, (request, response) => {
    read(request).then(
      (received) => {
        try {
          answer(received === 'too-large' ? TOO_LARGE : serve(received), response, timers);
        } catch (defect) {
          response.destroy();
          throw defect;
        }
      },
      () => {
        response.destroy();
      },
    );
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(parts.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo; // a TCP server's address
  return {
    url: `https://localhost:${String(port)}`,
    port,
    close: () =>
      new Promise((resolve) => {
        for (const timer of timers) clearTimeout(timer);
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function answer(reply: Reply<Answer>, response: ServerResponse, timers: Set<NodeJS.Timeout>): void {
  if (reply.kind === 'never') return;
  const { status, headers, body, content } = reply.answer;
  const write = (): void => {
    const type = content?.type ?? (body === undefined ? undefined : (headers['content-type'] ?? 'application/json'));
    response.writeHead(status, { ...headers, ...(type !== undefined && { 'content-type': type }) });
    response.end(content ? Buffer.from(content.base64, 'base64') : body === undefined ? undefined : JSON.stringify(body));
  };
  if (reply.delayMs <= 0) {
    write();
    return;
  }
  const timer = setTimeout(() => {
    timers.delete(timer);
    write();
  }, reply.delayMs);
  timers.add(timer);
}

/** Reads to the end in any case: a client that is cut off while it sends would take the answer for lost. */
async function read(request: IncomingMessage): Promise<Received | 'too-large'> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size < BODY_LIMIT_BYTES) chunks.push(chunk);
  }
  if (size >= BODY_LIMIT_BYTES) return 'too-large';
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  const bytes = Buffer.concat(chunks);
  return { method: request.method ?? 'GET', url: request.url ?? '/', headers, text: bytes.toString('utf8'), bytes };
}

/** The segments of a path, decoded; one that is not percent-encoded stays as it is, and names nothing. */
export const segmentsOf = (path: string): string[] =>
  path.split('/').map((segment) => {
    try {
      return decodeURIComponent(segment);
    } catch {
      return segment;
    }
  });

/** The token of an `Authorization: Bearer` header. */
export const bearerOf = (headers: Readonly<Record<string, string>>): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(headers['authorization'] ?? '')?.[1];

/** Parsed JSON; a text that is none comes back as it is, and no core takes a text for an object. */
export function jsonOf(text: string): Json | undefined {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as Json; // whatever JSON.parse returns is Json
  } catch {
    return text;
  }
}
