import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { ViewedCloud } from '../running-cloud';

export interface Viewer {
  /** Origin without trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

const TokenBody = z.strictObject({ roles: z.array(z.string()).default([]), name: z.string().optional() });

/** What a person or a script may ask of the simulated cloud itself, on loopback: `POST /_instep/token`, `GET /_instep/state`. */
export async function startViewer({ cloud, port }: { readonly cloud: ViewedCloud; readonly port: number }): Promise<Viewer> {
  const answer = async (request: IncomingMessage): Promise<{ status: number; body: unknown }> => {
    const what = `${request.method ?? ''} ${request.url ?? ''}`;
    if (what === 'GET /_instep/state') return { status: 200, body: cloud.cores.tenant.snapshot() };
    if (what !== 'POST /_instep/token') return { status: 404, body: { error: `there is no ${what}` } };
    const wanted = TokenBody.safeParse(parsed(await textOf(request)));
    if (!wanted.success) return { status: 400, body: { error: z.prettifyError(wanted.error) } };
    const { roles, name } = wanted.data;
    return { status: 200, body: { token: cloud.staffToken({ roles, ...(name !== undefined && { name }) }) } };
  };
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body }) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      () => response.destroy(),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo; // a TCP server that listens
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding was set
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
