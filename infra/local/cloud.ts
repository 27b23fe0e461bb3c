import { randomBytes, randomUUID } from 'node:crypto';
import type { EpochMs } from '../../shared/kernel/clock';
import { startApiFront } from './api-front';
import { DIRECTORY_ROLES, ROLES } from './consents';
import { BusCore } from './bus/core';
import { startBus } from './bus/wire';
import { DatabaseCore } from './database/core';
import { startDatabase } from './database/wire';
import { startHost, type HostLine, type RunningHost } from './host/host';
import { TimerStore } from './host/triggers/timer-listener';
import { startIdentity } from './identity';
import { FaultScript } from './kernel/faults';
import { localCertificates } from './kernel/tls';
import { portsFrom } from './ports';
import type { RunningCloud, StaffWanted } from './running-cloud';
import { seedSpaces, seedTenant } from './seed';
import { APPROVER, DOMAIN } from './seed-data';
import { appSettings } from './settings';
import { guidOf } from './tenant/guid';
import { RESOURCES } from './tenant/entra/registrations';
import { TenantCore } from './tenant/core';
import { startTenant } from './tenant/wire';
import { VaultCore } from './vault/core';
import { startVault } from './vault/wire';
import { GraphTraffic } from './viewer/graph-traffic';
import { startViewer } from './viewer/wire';
import { wantedToken } from './wanted-token';

export interface CloudOptions {
  /** What `npm run build` wrote. */
  readonly appDir: string;
  /** The API listens here, the rest on the five ports after it; 0 takes free ports. */
  readonly basePort: number;
  readonly instances: number;
  /** Keeps the certificates. */
  readonly dataDir: string;
  /** `tenant`: people and room mailboxes; `all`: spaces too. */
  readonly seed: 'nothing' | 'tenant' | 'all';
  readonly log: (line: HostLine) => void;
  /** File for the requests to Graph and their answers. */
  readonly graphTrafficLog?: string;
  /** Of the cores and of timers; absent: the system's. The app's own process keeps the system's clock. */
  readonly clock?: { now(): EpochMs };
  /** App settings that differ from the local ones. */
  readonly settings?: Readonly<Record<string, string>>;
}

const CLIENT_ID = guidOf('the app registration of Instep');
const IDENTITY_ID = guidOf('the managed identity of Instep');
/** Assigned to the app beside its own, and without a right anywhere. */
const BARE_IDENTITY_ID = guidOf('a user-assigned identity without rights');
const DIRECTORY_CLIENT_ID = guidOf('the app registration of Instep for people, groups and lists');
const OBSERVER_ID = guidOf('the app registration of an observer');
const CLIENT_SECRET_NAME = 'microsoft-client-secret';
const DIRECTORY_SECRET_NAME = 'microsoft-directory-client-secret';

/** Throws what a piece throws that cannot start (a port in use, what the host refuses), with everything else stopped again. */
export async function startCloud(options: CloudOptions): Promise<RunningCloud> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return await assemble(options, closers, close);
  } catch (cause) {
    await close();
    throw cause;
  }
}

async function assemble(options: CloudOptions, closers: (() => Promise<void>)[], close: () => Promise<void>): Promise<RunningCloud> {
  const kept = <T extends { close(): Promise<void> }>(piece: T): T => {
    closers.push(() => piece.close());
    return piece;
  };
  const now = (): EpochMs => options.clock?.now() ?? Date.now();
  const ports = portsFrom(options.basePort);
  const faults = new FaultScript(() => Math.random());
  const parts = { now, random: () => Math.random(), faults };
  const tenantCore = new TenantCore({ ...parts, domains: [DOMAIN] });
  const { apps, keys, tenantId } = tenantCore.entra;
  const cores = {
    tenant: tenantCore,
    vault: new VaultCore({ ...parts, tenantId, authorityHost: () => tenantCore.entra.authorityHost, allowedApps: [IDENTITY_ID] }),
    bus: new BusCore(parts, faults),
    database: new DatabaseCore(parts, faults),
  };
  const { key, cert, ca, caFile } = await localCertificates(options.dataDir, now());

  const hosts: RunningHost[] = [];
  const api = kept(await startApiFront(() => hosts, { port: ports.api }));
  const traffic = new GraphTraffic(now);
  const onTraffic = traffic.note.bind(traffic);
  const trafficLog = options.graphTrafficLog === undefined ? {} : { trafficLog: options.graphTrafficLog };
  const tenant = kept(await startTenant(cores.tenant, { port: ports.tenant, key, cert, onTraffic, ...trafficLog }));
  const bus = kept(await startBus(cores.bus, { port: ports.bus }));
  const database = kept(await startDatabase(cores.database, { port: ports.database }));
  const vault = kept(await startVault(cores.vault, { port: ports.vault, key, cert, openToken: (token) => keys.open(token) }));

  const clientSecret = randomBytes(24).toString('base64url');
  const identitySecret = randomUUID();
  apps.register({ appId: CLIENT_ID, displayName: 'Instep', secret: clientSecret, roles: ROLES });
  const directorySecret = randomBytes(24).toString('base64url');
  apps.register({ appId: DIRECTORY_CLIENT_ID, displayName: 'Instep, directory', secret: directorySecret, roles: DIRECTORY_ROLES });
  apps.register({ appId: IDENTITY_ID, displayName: 'Instep (managed identity)', secret: identitySecret });
  apps.register({ appId: BARE_IDENTITY_ID, displayName: 'Instep (user-assigned identity)', secret: identitySecret });
  const observerSecret = randomUUID();
  apps.register({ appId: OBSERVER_ID, displayName: 'An observer', secret: observerSecret, roles: ['Calendars.Read', 'Mail.Read'] });
  cores.vault.put(CLIENT_SECRET_NAME, clientSecret);
  cores.vault.put(DIRECTORY_SECRET_NAME, directorySecret);
  const identity = kept(
    await startIdentity(
      (resource, chosen) => {
        if (chosen !== undefined && chosen.toLowerCase() !== BARE_IDENTITY_ID) return undefined;
        const form = {
          grant_type: 'client_credentials',
          client_id: chosen === undefined ? IDENTITY_ID : BARE_IDENTITY_ID,
          client_secret: identitySecret,
          scope: `${resource}/.default`,
        };
        const reply = cores.tenant.token(tenantId, form);
        return reply.kind === 'never' ? { status: 504, body: {} } : reply.answer;
      },
      now,
      randomUUID(),
    ),
  );

  const settings: Record<string, string> = {
    ...appSettings({
      apiUrl: api.url,
      tenantUrl: tenant.url,
      databaseUrl: database.url,
      databaseKey: database.key,
      busConnection: bus.connectionString,
      vaultUrl: vault.url,
      tenantId,
      clientId: CLIENT_ID,
      clientSecretName: CLIENT_SECRET_NAME,
      signingKey: randomBytes(32).toString('base64url'),
      caFile,
      identity,
      mailDomain: DOMAIN,
      approver: APPROVER,
    }),
    ...options.settings,
  };
  const timers = new TimerStore();
  for (let at = 1; at <= options.instances; at += 1) {
    const name = options.instances > 1 ? { name: String(at) } : {};
    hosts.push(kept(await startHost({ appDir: options.appDir, settings, log: options.log, clock: { now }, timers, ...name })));
  }

  const urls = { api: api.url, tenant: tenant.url, database: database.url, vault: vault.url };
  const fill: RunningCloud['fill'] = { now: { state: 'off' } };
  const running = {
    urls,
    cores,
    faults,
    hosts,
    bus,
    settings,
    tenantId,
    clientId: CLIENT_ID,
    directoryClientId: DIRECTORY_CLIENT_ID,
    fill,
    now,
    staffToken: (wanted: StaffWanted) => wantedToken(cores.tenant, CLIENT_ID, wanted),
    observer: () => ({ graph: cores.tenant.graphUrl, token: observerToken(cores.tenant, observerSecret), ca }),
  };
  let seeded = false;
  const viewer = kept(await startViewer({ cloud: { ...running, starting: () => !seeded }, traffic, port: ports.viewer }));
  if (options.seed !== 'nothing') seedTenant(cores.tenant, DIRECTORY_CLIENT_ID);
  if (options.seed === 'all') await seedSpaces(api.url, running.staffToken({ roles: ['Instep.Admin'] }));
  seeded = true;
  return {
    ...running,
    urls: { ...urls, viewer: viewer.url },
    close,
  };
}

/** As any app gets one: at the tenant's token endpoint. */
function observerToken(tenant: TenantCore, secret: string): string {
  const scope = `${RESOURCES.graph}/.default`;
  const reply = tenant.token(tenant.entra.tenantId, {
    grant_type: 'client_credentials',
    client_id: OBSERVER_ID,
    client_secret: secret,
    scope,
  });
  const token = reply.kind === 'reply' ? reply.answer.body['access_token'] : undefined;
  if (typeof token !== 'string') throw new Error('the tenant gives the observer no token');
  return token;
}
