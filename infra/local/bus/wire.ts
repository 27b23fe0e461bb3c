import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { ClientConnection } from './client-connection';
import type { BusCore } from './core';
import { MAX_MESSAGE_BYTES } from './message';
import { accept, newConnection, noticeLoss, writeEmptyFrame } from './rhea-internals';
import { SharedAccess } from './shared-access';
import { Timers } from './timers';

export interface BusFront {
  readonly port: number;
  /** For the unmodified client: plain TCP, by its switch for the development emulator. */
  readonly connectionString: string;
  /** Looks at the core's clock now. Needed only where that clock does not run by itself. */
  poke(): void;
  /** Cuts every connection without a word, as a failing network does. Locks run on. */
  cutConnections(): void;
  close(): Promise<void>;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** AMQP 1.0 on loopback in front of the core, for @azure/service-bus. Timers follow `core.nextEventAt()`. Port 0 takes any free one. */
export async function startBus(core: BusCore, options: { readonly port: number }): Promise<BusFront> {
  const access = new SharedAccess();
  const timers = new Timers();
  const clients = new Map<Socket, ClientConnection>();
  let wake: NodeJS.Timeout | undefined;
  let looking = false;
  let closed = false;

  const look = () => {
    looking = false;
    if (closed) return;
    core.tick();
    for (const client of clients.values()) client.pump();
    clearTimeout(wake);
    const next = core.nextEventAt();
    if (next !== undefined) wake = setTimeout(look, Math.min(Math.max(next - core.now(), 1), LONGEST_TIMER_MS));
  };
  const lookSoon = () => {
    if (looking) return;
    looking = true;
    process.nextTick(look);
  };

  const server = createServer((socket) => {
    socket.setNoDelay(true);
    const connection = newConnection(MAX_MESSAGE_BYTES);
    const client = new ClientConnection(core, connection, access, timers);
    connection.on('error', () => socket.destroy());
    connection.on('protocol_error', () => socket.destroy());
    accept(connection, socket);
    clients.set(socket, client);
    // Carries the acknowledgement of what came: the client keeps Nagle's algorithm on, and would wait 40 ms for it.
    socket.on('data', () => connection.is_open() && writeEmptyFrame(connection));
    socket.on('close', () => {
      noticeLoss(connection);
      clients.delete(socket);
      client.close();
    });
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The bus listens on no TCP port.');
  const { port } = address;

  const stop = core.onAvailable(lookSoon);
  look();
  const cutConnections = () => {
    for (const socket of clients.keys()) socket.destroy();
  };

  return {
    port,
    connectionString: access.connectionString(port),
    poke: look,
    cutConnections,
    close: async () => {
      closed = true;
      stop();
      clearTimeout(wake);
      timers.clear();
      const ended = once(server, 'close');
      server.close();
      cutConnections();
      await ended;
    },
  };
}
