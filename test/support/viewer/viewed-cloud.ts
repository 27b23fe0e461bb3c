import { EventEmitter } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BusCore } from '../../../infra/local/bus/core';
import { DatabaseCore } from '../../../infra/local/database/core';
import type { RunningHost } from '../../../infra/local/host/host';
import { FaultScript } from '../../../infra/local/kernel/faults';
import { TenantCore } from '../../../infra/local/tenant/core';
import { VaultCore } from '../../../infra/local/vault/core';
import type { Viewed } from '../../../infra/local/viewer/viewed';
import { wantedToken } from '../../../infra/local/wanted-token';
import type { Document } from '../../../shared/kernel/database';
import type { JsonObject } from '../../../shared/kernel/json';

export const APP = '11111111-2222-4333-8444-555555555555';
export const OTHER_APP = '0b000000-0000-4000-8000-000000000002';

export interface ApiRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** The cores with two rooms and two people, one host that only dies, and an API that notes what it is asked; no app. */
export class ViewedCloud {
  now = Date.UTC(2026, 2, 2, 8);
  readonly faults = new FaultScript(() => 0.5);
  readonly cores: Viewed['cores'];
  /** Newest last. */
  readonly asked: ApiRequest[] = [];
  /** What the API answers next. */
  answer = { status: 201, body: { id: 'oak.1', status: 'pending' } as unknown };
  kills = 0;
  starting = false;
  readonly viewed: Viewed;
  private readonly api: Server;

  private constructor(api: Server) {
    this.api = api;
    const parts = { now: () => this.now, random: () => 0.5, faults: this.faults };
    const tenant = new TenantCore(parts);
    const bus = new BusCore(parts, this.faults);
    const database = new DatabaseCore(parts, this.faults);
    const vault = new VaultCore({ ...parts, tenantId: tenant.entra.tenantId, authorityHost: () => tenant.entra.authorityHost });
    this.cores = { tenant, bus, database, vault };
    tenant.entra.apps.register({ appId: APP, displayName: 'Instep', secret: 's3cret', roles: ['Calendars.ReadWrite'] });
    tenant.entra.apps.register({ appId: OTHER_APP, displayName: 'People and groups', secret: '0ther', roles: ['User.ReadWrite.All'] });
    tenant.addUser({ address: 'oak@city.example', displayName: 'Oak Room', kind: 'room' });
    tenant.addUser({ address: 'elm@city.example', displayName: 'Elm Room', kind: 'room' });
    tenant.addUser({ address: 'ann@city.example', displayName: 'Ann Byrne', kind: 'user' });
    tenant.addUser({ address: 'bob@city.example', displayName: 'Bob Costa', kind: 'user' });
    const host = {
      pid: 42,
      alive: true,
      events: new EventEmitter(),
      kill: () => {
        this.kills += 1;
        host.events.emit('died', { code: null, signal: 'SIGKILL' });
      },
    };
    this.viewed = {
      urls: { api: `http://127.0.0.1:${String((api.address() as AddressInfo).port)}` }, // it listens already
      cores: this.cores,
      faults: this.faults,
      hosts: [host as unknown as RunningHost], // the viewer looks at these members only
      settings: { MICROSOFT_CLIENT_SECRET_NAME: 'client-secret' },
      clientId: APP,
      fill: { now: { state: 'off' } },
      starting: () => this.starting,
      now: () => this.now,
      observer: () => ({ graph: tenant.graphUrl, token: 'an-observers-token', ca: 'PEM' }),
      staffToken: (wanted) => wantedToken(tenant, APP, { name: 'Ann Byrne', ...wanted }),
    };
  }

  static async start(): Promise<ViewedCloud> {
    const api = createServer();
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    const cloud = new ViewedCloud(api);
    api.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
        cloud.asked.push({ method: request.method, path: request.url, headers: request.headers, body });
        response.writeHead(cloud.answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(cloud.answer.body));
      });
    });
    return cloud;
  }

  /** What the app would ask of Microsoft; answers the body. */
  graph(method: string, path: string, body: JsonObject): JsonObject {
    const principal = {
      tenantId: this.cores.tenant.entra.tenantId,
      appId: APP,
      roles: ['Calendars.ReadWrite', 'Mail.ReadWrite', 'Mail.Send'],
      idtyp: 'app',
      expiresAt: this.now + 1,
    } as const;
    const headers = { 'content-type': 'application/json', prefer: 'IdType="ImmutableId"' };
    const reply = this.cores.tenant.graph({ method, path, headers, body }, principal);
    if (reply.kind === 'never' || reply.answer.status >= 300) throw new Error(`Graph did not take it: ${JSON.stringify(reply)}`);
    return (reply.answer.body ?? {}) as JsonObject; // Graph answers objects to all that tests ask
  }

  /** What the app would have committed. */
  commit(container: string, document: Document): void {
    const reply = this.cores.database.write({
      container,
      partition: document.pk,
      operation: { kind: 'upsert', document: { ...document } },
    });
    if (reply.kind === 'never' || reply.answer.status >= 300) throw new Error(`the document was not written: ${JSON.stringify(reply)}`);
  }

  async close(): Promise<void> {
    this.api.closeAllConnections();
    await new Promise((resolve) => this.api.close(resolve));
  }
}
