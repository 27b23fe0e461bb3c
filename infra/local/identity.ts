import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface IdentityEndpoint {
  readonly endpoint: string;
  readonly header: string;
  close(): Promise<void>;
}

interface Issued {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * A token of one of the app's managed identities for a resource (`https://vault.azure.net`), or what Entra says instead. `identity`: the client id
 * of a user-assigned one; absent: the system-assigned one. Undefined: the app has no such identity.
 */
export type IssueToken = (resource: string, identity: string | undefined) => Issued | undefined;

/** "How to use managed identities for App Service": by these names a user-assigned identity is chosen. */
const CHOICES = ['client_id', 'principal_id', 'object_id', 'mi_res_id'] as const;
const NO_IDENTITY = 'No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.';

/**
 * The endpoint that App Service gives its apps for their managed identity (IDENTITY_ENDPOINT, IDENTITY_HEADER; API version 2019-08-01).
 * `header` is the secret that only this machine's app knows.
 */
export async function startIdentity(issue: IssueToken, now: () => number, header: string): Promise<IdentityEndpoint> {
  const server = createServer((request, response) => {
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const url = new URL(request.url ?? '/', 'http://localhost');
    const resource = url.searchParams.get('resource');
    const chosen = CHOICES.flatMap((name) => {
      const value = url.searchParams.get(name);
      return value === null ? [] : [{ name, value }];
    });
    const told = Buffer.from(String(request.headers['x-identity-header'] ?? ''));
    if (url.pathname !== '/msi/token' || request.method !== 'GET') send(404, { statusCode: 404, message: 'Not found' });
    else if (told.length !== header.length || !timingSafeEqual(told, Buffer.from(header)))
      send(401, { statusCode: 401, message: 'Unauthorized' });
    else if (url.searchParams.get('api-version') !== '2019-08-01' || !resource) send(400, { statusCode: 400, message: 'Bad request' });
    else if (chosen.some(({ name }) => name !== 'client_id'))
      send(501, {
        statusCode: 501,
        message: 'The simulated identity endpoint does not cover identities chosen by another id than client_id.',
      });
    else {
      const issued = issue(resource, chosen[0]?.value);
      if (!issued) {
        send(400, { statusCode: 400, message: NO_IDENTITY });
        return;
      }
      const { status, body } = issued;
      const { access_token, expires_in } = body;
      const expiresOn = Math.floor(now() / 1_000) + Number(expires_in ?? 0);
      send(status, status === 200 ? { access_token, expires_on: String(expiresOn), resource, token_type: 'Bearer' } : body);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  return {
    endpoint: `http://127.0.0.1:${String(port)}/msi/token`,
    header,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
