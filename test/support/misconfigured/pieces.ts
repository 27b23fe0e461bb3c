import { InvocationContext, HttpRequest, type FunctionHandler, type HttpHandler, type HttpResponseInit } from '@azure/functions';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { FunctionsHost } from '../../../functions/host/register';
import { start } from '../../../functions/start';
import { BusCore } from '../../../infra/local/bus/core';
import { startBus } from '../../../infra/local/bus/wire';
import { DatabaseCore } from '../../../infra/local/database/core';
import { startDatabase } from '../../../infra/local/database/wire';
import { startIdentity, type IdentityEndpoint } from '../../../infra/local/identity';
import { FaultScript } from '../../../infra/local/kernel/faults';
import { appSettings } from '../../../infra/local/settings';
import { TenantCore } from '../../../infra/local/tenant/core';
import { startTenant } from '../../../infra/local/tenant/wire';
import { VaultCore } from '../../../infra/local/vault/core';
import { startVault } from '../../../infra/local/vault/wire';
import { chance } from '../builders/environment';
import { trustedCertificates } from '../entra/trust';

const CLIENT_ID = 'b3a7c914-2e58-4f06-9d8c-71e4a05c6d23';
const IDENTITY_ID = '9b1f4c62-7d83-4e05-a6c8-20d75b3f91ea';
/** Assigned to the app too, and without a right anywhere. */
export const BARE_IDENTITY_ID = '2c5e8f13-6a94-4b70-8d21-f3097e4ba5c6';
const SECRET_NAME = 'microsoft-client-secret';
const DOMAIN = 'city.example';

export type Env = Record<string, string>;

/** The directory, and the identities of the app: one for all tests, since the library of managed identities keeps its tokens for the whole process. */
export interface Directory {
  readonly tenant: TenantCore;
  readonly url: string;
  readonly identity: IdentityEndpoint;
  close(): Promise<void>;
}

/** The pieces of a cloud on real wires, in the process of the test, and the settings that fit them. */
export interface Pieces {
  readonly settings: Env;
  readonly tenant: TenantCore;
  readonly vault: VaultCore;
  readonly bus: BusCore;
  /** An address where nobody listens. */
  readonly nowhere: string;
  close(): Promise<void>;
}

const SECRET = chance('the secret of the registration');
const parts = { now: (): number => Date.now(), random: () => 0.5 };

export async function startDirectory(): Promise<Directory> {
  const tenant = new TenantCore({ ...parts, faults: new FaultScript(), domains: [DOMAIN] });
  const { tenantId, apps } = tenant.entra;
  const front = await startTenant(tenant, { port: 0, ...(await trustedCertificates()) });
  apps.register({ appId: CLIENT_ID, displayName: 'Instep', secret: SECRET, roles: ['Calendars.ReadWrite', 'Mail.ReadWrite', 'Mail.Send'] });
  for (const appId of [IDENTITY_ID, BARE_IDENTITY_ID]) apps.register({ appId, displayName: 'an identity', secret: SECRET });
  tenant.addUser({ address: `oak@${DOMAIN}`, displayName: 'Oak', kind: 'room' });
  for (const name of ['bookings', 'freebusy']) tenant.addUser({ address: `${name}@${DOMAIN}`, displayName: name, kind: 'shared' });
  const issue = (resource: string, chosen: string | undefined) => {
    if (chosen !== undefined && chosen !== BARE_IDENTITY_ID) return undefined;
    const form = {
      grant_type: 'client_credentials',
      client_id: chosen ?? IDENTITY_ID,
      client_secret: SECRET,
      scope: `${resource}/.default`,
    };
    const reply = tenant.token(tenantId, form);
    return reply.kind === 'never' ? { status: 504, body: {} } : reply.answer;
  };
  const identity = await startIdentity(issue, parts.now, randomUUID());
  // That library reads these itself.
  process.env['IDENTITY_ENDPOINT'] = identity.endpoint;
  process.env['IDENTITY_HEADER'] = identity.header;
  return {
    ...{ tenant, url: front.url, identity },
    close: async () => {
      for (const name of ['IDENTITY_ENDPOINT', 'IDENTITY_HEADER']) Reflect.deleteProperty(process.env, name);
      await identity.close();
      await front.close();
    },
  };
}

/** An address that was somebody's and is nobody's any more: the system does not give the port away again soon. */
async function anEmptyPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${String(port)}`;
}

export async function startPieces({ tenant, url, identity }: Directory): Promise<Pieces> {
  const faults = new FaultScript();
  const { tenantId, keys } = tenant.entra;
  const bus = new BusCore(parts, faults);
  const busFront = await startBus(bus, { port: 0 });
  const databaseFront = await startDatabase(new DatabaseCore(parts, faults), { port: 0 });
  const vault = new VaultCore({ ...parts, faults, tenantId, authorityHost: () => url, allowedApps: [IDENTITY_ID] });
  const vaultFront = await startVault(vault, { port: 0, ...(await trustedCertificates()), openToken: (token) => keys.open(token) });
  vault.put(SECRET_NAME, SECRET);
  const {
    NODE_EXTRA_CA_CERTS: _caFile,
    PLACES: _places,
    MAIL_APPROVER: _approver,
    ...settings
  } = appSettings({
    ...{ apiUrl: 'http://localhost:7071', tenantUrl: url, databaseUrl: databaseFront.url, databaseKey: databaseFront.key },
    ...{ busConnection: busFront.connectionString, vaultUrl: vaultFront.url, tenantId, clientId: CLIENT_ID, clientSecretName: SECRET_NAME },
    ...{ signingKey: chance('signing key'), caFile: '', identity, mailDomain: DOMAIN, approver: '' },
  });
  return {
    ...{ settings, tenant, vault, bus },
    nowhere: await anEmptyPort(),
    close: async () => {
      for (const piece of [vaultFront, databaseFront, busFront]) await piece.close();
    },
  };
}

export interface Got {
  readonly status: number;
  readonly text: string;
}

/** The app as the host starts it with these settings: its functions, called as the host calls them. */
export class StartedApp {
  readonly lines: string[] = [];
  private readonly functions = new Map<string, FunctionHandler>();
  private readonly https = new Map<string, HttpHandler>();

  constructor(settings: Env) {
    const host: FunctionsHost = {
      http: (name, { handler }) => void this.https.set(name, handler),
      serviceBusQueue: (name, { handler }) => void this.functions.set(name, handler as FunctionHandler), // a handler of one trigger
      timer: (name, { handler }) => void this.functions.set(name, handler as FunctionHandler), // as above
    };
    start(settings, host);
  }

  private context(functionName: string): InvocationContext {
    return new InvocationContext({ functionName, logHandler: (_level, ...said) => void this.lines.push(said.join(' ')) });
  }

  async ask(
    name: string,
    options: { readonly params?: Env; readonly headers?: Env; readonly body?: object; readonly method?: string } = {},
  ): Promise<Got> {
    const { params = {}, headers = {}, body, method = 'GET' } = options;
    const bytes = body && Buffer.from(JSON.stringify(body));
    const request = new HttpRequest({
      ...{ method, params, url: 'http://localhost:7071/' },
      headers: { ...(bytes && { 'content-type': 'application/json', 'content-length': String(bytes.length) }), ...headers },
      ...(bytes && { body: { bytes } }),
    });
    const handler = this.https.get(name);
    if (!handler) return { status: 404, text: '' };
    const { status = 200, body: said } = (await handler(request, this.context(name))) as HttpResponseInit; // what our handlers give
    return { status, text: typeof said === 'string' ? said : '' };
  }

  /** Runs a function of a queue or a timer; a throw is what the host records as a failed invocation. */
  async run(name: string, input: unknown): Promise<'ran' | 'failed' | 'absent'> {
    const handler = this.functions.get(name);
    if (!handler) return 'absent';
    try {
      await handler(input, this.context(name));
      return 'ran';
    } catch {
      return 'failed';
    }
  }
}
