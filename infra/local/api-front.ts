import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningHost } from './host/host';

export interface ApiFront {
  /** Origin without trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** What Azure's front end is to the instances of an app: one address, requests handed round to those that live. */
export async function startApiFront(hosts: () => readonly RunningHost[], options: { readonly port: number }): Promise<ApiFront> {
  let turn = 0;
  const server = createServer((request, response) => {
    const all = hosts();
    const living = all.filter((host) => host.alive);
    const choice = living.length > 0 ? living : all; // a host that starts lets the request wait
    turn += 1;
    const host = choice[turn % choice.length];
    if (host) {
      forwarded(request);
      host.serve(request, response);
    } else response.writeHead(503, { 'content-length': '0' }).end();
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * Appends who speaks to us to what the client says of it, as Azure's front end does: `address:port` after a comma (seen on Azure:
 * github.com/bitwarden/server/issues/215, github.com/pbojinov/request-ip/issues/29). The client's own entries stay.
 */
function forwarded({ rawHeaders, socket: { remoteAddress = '', remotePort = 0 } }: IncomingMessage): void {
  const sent: string[] = [];
  for (let at = rawHeaders.length - 2; at >= 0; at -= 2) {
    if (rawHeaders[at]?.toLowerCase() === 'x-forwarded-for') sent.unshift(rawHeaders.splice(at, 2)[1] ?? '');
  }
  rawHeaders.push('X-Forwarded-For', [...sent, `${remoteAddress}:${String(remotePort)}`].join(', '));
}
