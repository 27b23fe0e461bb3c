import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What any answer costs here: reads the body, answers 201 with one of the same form and size, and decides nothing. */
export async function startBaseline(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const body = JSON.stringify({
    id: 'r-town-hall-0123456789abcdef0123456789abcdef',
    status: 'pending',
    spaceId: 'oak',
    startsAt: '2026-03-02T14:00:00Z',
    endsAt: '2026-03-02T15:00:00Z',
    sync: { state: 'pending' },
    manageUrl: `http://127.0.0.1:7071/manage#${'x'.repeat(120)}`,
  });
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.writeHead(201, { 'content-type': 'application/json' }).end(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
