import type { Reply } from '../kernel/faults';
import { bearerOf, jsonOf, segmentsOf, startHttpsFront, type Answer, type HttpsFront, type Received } from '../wire/https-front';
import type { TenantCore } from './core';
import { isJson, JSON_TYPE } from './graph/odata/content';
import type { GraphCall } from './model';
import { openTrafficLog } from './traffic-log';

export interface TenantWire {
  /** 0 takes a free port. */
  readonly port: number;
  readonly key: string;
  readonly cert: string;
  /** File that every Graph request and its answer are appended to, a line of JSON each. */
  readonly trafficLog?: string;
  /** Hears of every Graph request and what becomes of it. */
  readonly onTraffic?: (request: Received, reply: Reply<Answer>) => void;
}

/** The tenant over HTTPS: Entra ID and Graph v1.0 on one origin, which becomes the authority and the root of Graph's links. */
export async function startTenant(core: TenantCore, { port, key, cert, trafficLog, onTraffic }: TenantWire): Promise<HttpsFront> {
  const log = trafficLog === undefined ? undefined : openTrafficLog(trafficLog);
  const front = await startHttpsFront({ port, key, cert }, (request) => {
    if (!request.url.startsWith('/v1.0/')) return entra(core, request);
    const reply = graph(core, request);
    log?.write(request, reply);
    onTraffic?.(request, reply);
    return reply;
  });
  core.entra.authorityHost = front.url;
  core.graphUrl = `${front.url}/v1.0`;
  return {
    ...front,
    close: async () => {
      await front.close();
      await log?.close();
    },
  };
}

function graph(core: TenantCore, request: Received): Reply<Answer> {
  const { method, url, headers } = request;
  const token = bearerOf(headers);
  const call = { method, path: url.slice('/v1.0'.length), headers, ...sentBody(request) };
  return core.graph(call, token === undefined ? undefined : core.principalOfToken(token));
}

/** Bytes when the caller names a type other than JSON. */
function sentBody({ headers, text, bytes }: Received): Pick<GraphCall, 'body' | 'content'> {
  const type = headers['content-type'] ?? JSON_TYPE;
  if (bytes.length > 0 && !isJson(type)) return { content: { type, base64: bytes.toString('base64') } };
  const body = jsonOf(text);
  return body === undefined ? {} : { body };
}

function entra(core: TenantCore, { method, url, text }: Received): Reply<Answer> {
  const [path = ''] = url.split('?');
  const [, tenant = '', ...rest] = segmentsOf(path);
  const what = rest.join('/');
  if (method === 'POST' && what === 'oauth2/v2.0/token') {
    const reply = core.token(tenant, Object.fromEntries(new URLSearchParams(text)));
    return reply.kind === 'never' ? reply : { ...reply, answer: { ...reply.answer, headers: { 'cache-control': 'no-store, no-cache' } } };
  }
  const reply = method === 'GET' ? core.published(tenant, what) : undefined;
  if (!reply)
    return {
      kind: 'reply',
      answer: { status: 501, headers: {}, body: { error: `The simulated tenant does not cover ${method} ${path}` } },
      delayMs: 0,
    };
  return reply.kind === 'never' ? reply : { ...reply, answer: { ...reply.answer, headers: { 'access-control-allow-origin': '*' } } };
}
