import { promptTravel } from '../../infra/local/kernel/travel';
import type { TenantCore } from '../../infra/local/tenant/core';
import { graphPort } from '../../infra/local/tenant/port';
import { startTenant } from '../../infra/local/tenant/wire';
import { appTokens } from '../../shared/adapters/entra/app-tokens';
import { credentialFactory } from '../../shared/adapters/entra/credential';
import { graphClient } from '../../shared/adapters/graph/client';
import type { Clock } from '../../shared/kernel/clock';
import type { Graph } from '../../shared/kernel/graph';
import { trustedCertificates } from './entra/trust';

/** A registration of the tenant, with its secret as it is by now. */
export interface Registered {
  readonly appId: string;
  readonly secret: () => string;
}

export interface GraphSubject {
  /** Graph as the app with this client id. */
  as(appId: string): Graph;
  close(): Promise<void>;
}

type StartGraph = (core: TenantCore, clock: Clock, apps: readonly [Registered, ...Registered[]]) => Promise<GraphSubject>;

/** The implementations of Graph that one contract suite runs on. `GRAPH_TRAFFIC_LOG` names a file for what goes over the wire. */
export const graphImplementations: readonly [string, StartGraph][] = [
  [
    'the port on the core',
    (core, _clock, apps) => {
      const port = graphPort(core, promptTravel, apps);
      return Promise.resolve({ as: (appId) => port.as(appId), close: () => Promise.resolve() });
    },
  ],
  [
    'the adapter over the wire',
    async (core, clock, apps) => {
      const trafficLog = process.env['GRAPH_TRAFFIC_LOG'];
      const front = await startTenant(core, { port: 0, ...(await trustedCertificates()), ...(trafficLog && { trafficLog }) });
      const clients = new Map(
        apps.map(({ appId, secret }) => {
          const choice = {
            kind: 'secret',
            tenantId: core.entra.tenantId,
            clientId: appId,
            secret: { from: 'vault', name: 'graph' },
          } as const;
          const secrets = { read: () => Promise.resolve(secret()), forget: () => undefined };
          const newCredential = credentialFactory({ choice, authorityHost: front.url, secrets });
          const tokens = appTokens({ scope: 'https://graph.microsoft.com/.default', clock, newCredential });
          return [appId, graphClient({ url: `${front.url}/v1.0`, tokens, clock })];
        }),
      );
      return {
        as: (appId) => {
          const client = clients.get(appId);
          if (!client) throw new Error(`there are no credentials of '${appId}'`);
          return client;
        },
        close: () => front.close(),
      };
    },
  ],
];
