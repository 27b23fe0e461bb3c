import { graphClient } from '../shared/adapters/graph/client';
import { cosmosDatabase } from '../shared/adapters/cosmos/cosmos-database';
import { appTokens } from '../shared/adapters/entra/app-tokens';
import { credentialFactory, graphScope, lazyCredential, type SecretSource } from '../shared/adapters/entra/credential';
import { accessTokens } from '../shared/adapters/entra/access-tokens';
import { keyVaultSecrets } from '../shared/adapters/key-vault/secrets';
import { serviceBusBus } from '../shared/adapters/service-bus/service-bus-bus';
import { hmacDigest } from '../shared/adapters/system/digest';
import { jsonLog } from '../shared/adapters/system/json-log';
import { systemClock } from '../shared/adapters/system/system-clock';
import type { Config } from '../shared/config/config';
import type { KeyMaterial } from '../shared/config/microsoft';
import type { Clock } from '../shared/kernel/clock';
import { ExternalFailure } from '../shared/kernel/failure';
import type { Graph } from '../shared/kernel/graph';
import type { Digest } from '../shared/kernel/signing';
import { invocationSink } from './host/invocation-log';
import { once } from './host/once';
import type { Outside } from './host/outside';

/** What needs no setting: there also when the settings cannot be used. */
export const unconditional = { clock: systemClock, log: jsonLog(invocationSink) } as const;

/** The real outside. */
export function liveOutside(config: Config): Outside {
  const { clock } = unconditional;
  const { microsoft, staff } = config;
  const noSecrets: SecretSource = {
    read: (name) =>
      Promise.reject(new ExternalFailure('key-vault.read', { kind: 'denied', reason: `no vault is set that could hold ${name}` })),
    forget: () => undefined,
  };
  const identity = { kind: 'managed-identity', clientId: config.managedIdentityClientId } as const;
  const authorityHost = microsoft.state === 'enabled' ? microsoft.authorityHost : 'https://login.microsoftonline.com';
  // A vault is not opened with what it holds itself.
  const choice = microsoft.state === 'enabled' && isAtHand(microsoft.credential) ? microsoft.credential : identity;
  const host = lazyCredential(() => credentialFactory({ choice: identity, authorityHost, secrets: noSecrets })(false));
  const opener = lazyCredential(() => credentialFactory({ choice, authorityHost, secrets: noSecrets })(false));
  const secrets = config.keyVaultUrl === undefined ? noSecrets : keyVaultSecrets({ url: config.keyVaultUrl, credential: opener, clock });
  const { database, bus, signingKey, previousSigningKey } = config;
  const signingWith = (key: KeyMaterial): (() => Promise<Digest>) =>
    once(async () => hmacDigest(keyOf(key.from === 'setting' ? key.text.reveal() : await secrets.read(key.name))));
  return {
    ...unconditional,
    database: cosmosDatabase(
      { endpoint: database.endpoint, database: database.name, ...(database.key ? { key: database.key.reveal() } : { credential: host }) },
      clock,
    ),
    bus: serviceBusBus(
      bus.kind === 'connection-string'
        ? { connectionString: bus.connectionString.reveal() }
        : { fullyQualifiedNamespace: bus.namespace, credential: host },
    ),
    graph: microsoft.state === 'enabled' ? liveGraph(microsoft, secrets, clock) : absentGraph(microsoft),
    signing: signingWith(signingKey),
    previousSigning: previousSigningKey && signingWith(previousSigningKey),
    checkSignIn:
      staff.state === 'enabled'
        ? accessTokens({ ...staff, clock, fetch: (url, init) => fetch(url, init) })
        : () => Promise.resolve({ kind: 'unavailable' }),
  };
}

type Microsoft = Config['microsoft'];
type Enabled = Extract<Microsoft, { state: 'enabled' }>;

function liveGraph({ credential, authorityHost, graphUrl }: Enabled, secrets: SecretSource, clock: Clock): Graph {
  const newCredential = credentialFactory({ choice: credential, authorityHost, secrets });
  return graphClient({ url: graphUrl, tokens: appTokens({ scope: graphScope(graphUrl), clock, newCredential }), clock });
}

/** Nothing is sent; each item says why. */
function absentGraph(microsoft: Exclude<Microsoft, Enabled>): Graph {
  const reason =
    microsoft.state === 'inert'
      ? `these settings are missing: ${microsoft.missing.join(', ')}`
      : 'the integration is switched off (MICROSOFT_ENABLED)';
  const answer = { kind: 'not-sent', failure: { kind: 'denied', reason } } as const;
  return { send: (requests) => Promise.resolve(requests.map(() => answer)) };
}

function isAtHand(credential: Enabled['credential']): boolean {
  switch (credential.kind) {
    case 'managed-identity':
      return true;
    case 'certificate':
      return credential.certificate.from === 'setting';
    case 'secret':
      return credential.secret.from === 'setting';
  }
}

/** What a vault holds is checked here, as the settings check their own. */
function keyOf(text: string): Uint8Array {
  const key = Buffer.from(text, 'base64url');
  if (key.length >= 32) return key;
  throw new ExternalFailure('signing-key', { kind: 'denied', reason: 'the signing key must be base64url of at least 32 bytes' });
}
