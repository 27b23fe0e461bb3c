import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { fillView } from '../fill/state';
import { ApiClient } from './api';
import { checked, jsonBody, Problem, send, sendProblem, unknown } from './exchange';
import { Switchboard } from './faults/switchboard';
import { fulfil, listed } from './faults/wishes';
import type { GraphTraffic } from './graph-traffic';
import { guard } from './guard';
import { inboxOf } from './mails/mail-list';
import { openedMail } from './mails/opened-mail';
import { actInOutlook } from './outlook';
import { overviewOf } from './overview/overview';
import { PAGE_HEADERS, pages } from './pages';
import { dayPlanOf } from './plan/day-plan';
import { reservationDetails } from './plan/reservation-details';
import { stateOf } from './state';
import { Ticks } from './ticks';
import type { Viewed } from './viewed';
import { watchHosts } from './watch-hosts';

export interface Viewer {
  /** Origin without trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

export interface ViewerOptions {
  readonly cloud: Viewed;
  /** Absent: the page shows no requests to Graph. */
  readonly traffic?: GraphTraffic;
  /** 0 takes a free port. */
  readonly port: number;
}

const TokenBody = z.strictObject({
  roles: z.array(z.string().max(100)).max(20).default([]),
  name: z.string().optional(),
  application: z.boolean().default(false),
});

const DayQuery = z.strictObject({ date: z.iso.date({ error: 'must be a date, such as 2026-03-02' }).optional() });
const MailsQuery = z.strictObject({ to: z.string().max(320).optional(), reservation: z.string().max(300).optional() });
const IdQuery = z.strictObject({ id: z.string().min(1) });
const KeyQuery = z.strictObject({ key: z.string().min(1) });

/** Throws Problem. */
const queried = <S extends z.ZodType>(schema: S, { url = '/' }: IncomingMessage): z.output<S> =>
  checked(schema, Object.fromEntries(new URL(url, 'http://viewer').searchParams));

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** What a person or a script sees of the simulated cloud and does to it, on 127.0.0.1: the page at `/`, JSON below `/_instep/`. */
export async function startViewer({ cloud, traffic, port }: ViewerOptions): Promise<Viewer> {
  const board = new Switchboard(cloud);
  const hosts = watchHosts(cloud.hosts);
  const api = new ApiClient(cloud);
  const page = pages();
  const overview = () =>
    overviewOf(cloud, { trouble: board.on(), roles: board.rights.roles, hosts: hosts.seen(), requests: traffic?.recent() ?? [] });
  const { changes, stop } = changesOf(cloud);
  const ticks = new Ticks(() => [changes(), JSON.stringify([board.on(), hosts.seen(), traffic?.recent()[0]?.id])].join(' '));

  const routes: Readonly<Record<string, Handler>> = {
    'GET /_instep/state': (_, response) => send(response, 200, stateOf(cloud.cores.tenant)),
    'GET /_instep/overview': (_, response) => send(response, 200, overview()),
    'GET /_instep/fill': (_, response) => send(response, 200, fillView(cloud.fill.now)),
    'GET /_instep/day': (request, response) => send(response, 200, dayPlanOf(cloud, queried(DayQuery, request).date)),
    'GET /_instep/reservation': (request, response) => send(response, 200, reservationDetails(cloud, queried(IdQuery, request).id)),
    'GET /_instep/mails': (request, response) => send(response, 200, inboxOf(cloud, queried(MailsQuery, request))),
    'GET /_instep/mail': (request, response) => send(response, 200, openedMail(cloud, queried(KeyQuery, request).key)),
    'GET /_instep/stream': (request, response) => ticks.listen(request, response),
    'GET /_instep/faults': (_, response) => send(response, 200, listed(board)),
    'POST /_instep/faults': async (request, response) => {
      fulfil(board, await jsonBody(request));
      send(response, 200, listed(board));
    },
    'POST /_instep/outlook': async (request, response) => send(response, 200, actInOutlook(cloud.cores.tenant, await jsonBody(request))),
    'POST /_instep/token': async (request, response) => {
      const { roles, name, application } = checked(TokenBody, await jsonBody(request));
      send(response, 200, { token: cloud.staffToken({ roles, application, ...(name !== undefined && { name }) }) });
    },
    'POST /_instep/observer': (_, response) => send(response, 200, cloud.observer()),
    'POST /_instep/book': async (request, response) => {
      const { status, body } = await api.book(await jsonBody(request));
      send(response, status, body);
    },
    'POST /_instep/act': async (request, response) => {
      const { status, body } = await api.act(await jsonBody(request));
      send(response, status, body);
    },
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    guard(request);
    const [path = '/'] = (request.url ?? '/').split('?');
    const handler = routes[`${request.method ?? ''} ${path}`];
    if (handler) await handler(request, response);
    else if (request.method !== 'GET' || !page(path, response)) throw unknown(`There is no ${request.method ?? ''} ${path}.`);
  };

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
    answer(request, response).catch((cause: unknown) => {
      if (response.headersSent) response.destroy();
      else sendProblem(response, cause instanceof Problem ? cause : new Problem(500, 'A defect of the viewer', String(cause)));
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo; // a TCP server that listens
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    close: async () => {
      const closed = once(server, 'close');
      ticks.close();
      stop();
      hosts.close();
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A text that differs after every change of a calendar, a document or a queue. */
function changesOf({ cores: { tenant, database, bus } }: Viewed): { changes: () => string; stop: () => void } {
  let moved = 0;
  let shown = 0;
  let last = tenant.snapshot();
  const stop = bus.onAvailable(() => {
    moved += 1;
  });
  const changes = (): string => {
    const snapshot = tenant.snapshot(); // the same object until something changes
    if (snapshot !== last) shown += 1;
    last = snapshot;
    const lsns = database.containers.names().map((name) => database.containers.store(name)?.lsn);
    return [shown, moved, ...lsns].join(' ');
  };
  return { changes, stop };
}
