import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { DatabaseCore } from './core';
import type { Response } from './wire/exchange';
import { parsed, refusal } from './wire/exchange';
import { route } from './wire/routes';
import { isSigned } from './wire/signature';

export interface DatabaseFront {
  readonly port: number;
  /** What the client takes as `endpoint` and `key`. */
  readonly url: string;
  readonly key: string;
  close(): Promise<void>;
}

const KEY = Buffer.from('local key of the simulated database').toString('base64');

/** Longer than clients keep an idle connection, so that none is closed under a request. */
const KEEP_ALIVE_MS = 65_000;

/** The Cosmos DB REST API on loopback in front of the core, for @azure/cosmos. Port 0 takes any free one. */
export async function startDatabase(core: DatabaseCore, options: { readonly port: number; readonly key?: string }): Promise<DatabaseFront> {
  const key = options.key ?? KEY;
  const delays = new Set<NodeJS.Timeout>();
  let url = '';
  let activities = 0;

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const text = await bodyOf(incoming);
    const path = new URL(incoming.url ?? '/', url).pathname;
    const method = incoming.method ?? 'GET';
    const { authorization = '' } = incoming.headers;
    const date = incoming.headers['x-ms-date'];
    if (!isSigned({ method, path, date: typeof date === 'string' ? date : '', authorization }, key)) {
      write(outgoing, refusal(401, "The input authorization token can't serve the request. The wrong key is being used."));
      return;
    }
    const segments = path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
    const reply = route(core, url, { method, segments, headers: incoming.headers, body: parsed(text) });
    if (reply.kind === 'never') return;
    if (reply.delayMs === 0) {
      write(outgoing, reply.answer);
      return;
    }
    const delay = setTimeout(() => {
      delays.delete(delay);
      write(outgoing, reply.answer);
    }, reply.delayMs);
    delays.add(delay);
  };

  const write = (outgoing: ServerResponse, response: Response): void => {
    activities += 1;
    const text = response.body === undefined ? '' : JSON.stringify(response.body);
    outgoing.sendDate = false;
    outgoing.writeHead(response.status, {
      date: new Date(core.now()).toUTCString(),
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'x-ms-activity-id': `00000000-0000-0000-0000-${activities.toString(16).padStart(12, '0')}`,
      ...response.headers,
    });
    outgoing.end(text);
  };

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true }, (incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      write(outgoing, refusal(500, error instanceof Error ? (error.stack ?? error.message) : String(error)));
    });
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  url = `http://127.0.0.1:${port}/`;

  return {
    port,
    url,
    key,
    close: async () => {
      for (const delay of delays) clearTimeout(delay);
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer); // no encoding is set
  return Buffer.concat(chunks).toString();
}
