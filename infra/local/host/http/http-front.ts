import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InvocationResponse, LogLevel, TypedData } from '../messages';
import type { Homepage } from './homepage';
import { matchRoute } from './routes';
import { isHost, withoutDotSegments } from './request-target';
import { sendAnswer, sendBare } from './send';
import type { HttpFunction } from '../triggers/read-triggers';
import { requestData } from '../typed-data';

export interface HttpFrontOptions {
  /** In the order in which the host asks them. */
  readonly functions: readonly HttpFunction[];
  readonly homepage: Homepage;
  /** Rejects when the function failed or no app process came up in time (`HostUnavailable`). */
  readonly invoke: (trigger: HttpFunction, data: TypedData) => Promise<InvocationResponse>;
  readonly log: (level: LogLevel, text: string) => void;
}

export class HostUnavailable extends Error {}

/** The host's own limit, 100 MiB (`maxRequestBodySize`). */
const MAX_BODY_BYTES = 104_857_600;

export type Serve = (request: IncomingMessage, response: ServerResponse) => void;

/** The host's own paths: newer hosts answer 404 there even where a route catches all (ReservedRouteGuardMiddleware). */
const RESERVED = /^\/(admin|runtime)(\/|$)/i;

/** A path or method that no function has: 404 without a body. A failed function: 500 without a body. */
export function httpFront({ functions, homepage, invoke, log }: HttpFrontOptions): Serve {
  const routes = functions.map(({ route }) => route);
  const byName = new Map(functions.map((trigger) => [trigger.name, trigger]));

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = request.url ?? '/';
    const [asked = '/'] = target.split('?', 1);
    const path = withoutDotSegments(asked);
    const authority = request.headers.host ?? 'localhost';
    if (path.includes('%00') || !isHost(authority)) {
      sendBare(response, 400, { connection: 'close' }); // Kestrel's answer; the host does not see the request
      return;
    }
    if (path === '/' && homepage) {
      request.resume();
      homepage(response);
      return;
    }
    const match = RESERVED.test(path) ? undefined : matchRoute(routes, request.method ?? 'GET', path);
    const trigger = match && byName.get(match.target);
    if (!match || !trigger) {
      request.resume();
      sendBare(response, path === '/' ? 204 : 404); // 204: the homepage, switched off
      return;
    }
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > MAX_BODY_BYTES) {
      sendBare(response, 413, { connection: 'close' });
      return;
    }
    const body = await readBody(request);
    const { method, rawHeaders } = request;
    const incoming = { method, rawHeaders, url: path + target.slice(asked.length) };
    const answer = await invoke(trigger, requestData(incoming, authority, match.params, length > 0 ? body : undefined));
    const http = answer.returnValue?.http;
    if (http) sendAnswer(response, http, request.method === 'HEAD');
    else sendBare(response, 204); // the function returned nothing; a real one should always say what it means
  };

  return (request, response) => {
    serve(request, response).catch((cause: unknown) => {
      log('debug', `${request.method ?? ''} ${request.url ?? ''}: ${cause instanceof Error ? cause.message : String(cause)}`);
      if (response.headersSent || response.destroyed) response.destroy();
      else sendBare(response, cause instanceof HostUnavailable ? 503 : 500);
    });
  };
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding was set
  return Buffer.concat(chunks);
}
