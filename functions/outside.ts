import { graphClient } from '../shared/adapters/graph/client';
import { probeGraph } from '../shared/adapters/graph/probe';
import { cosmosDatabase } from '../shared/adapters/cosmos/cosmos-database';
import { appTokens } from '../shared/adapters/entra/app-tokens';
import { credentialFactory, graphScope, lazyCredential, type SecretSource } from '../shared/adapters/entra/credential';
import { accessTokens } from '../shared/adapters/entra/access-tokens';
import { readMetadata } from '../shared/adapters/entra/metadata';
import { keyVaultSecrets } from '../shared/adapters/key-vault/secrets';
import { serviceBusBus } from '../shared/adapters/service-bus/service-bus-bus';
import { hmacDigest } from '../shared/adapters/system/digest';
import { jsonLog } from '../shared/adapters/system/json-log';
import { systemClock } from '../shared/adapters/system/system-clock';
import type { Config } from '../shared/config/config';
import { isExampleKey, isOfExampleFile } from '../shared/config/examples';
import type { KeyMaterial } from '../shared/config/microsoft';
import type { Clock } from '../shared/kernel/clock';
import { ExternalFailure, loggedFailure } from '../shared/kernel/failure';
import type { Graph } from '../shared/kernel/graph';
import type { Digest } from '../shared/kernel/signing';
import { invocationSink } from './host/invocation-log';
import { once } from './host/once';
import type { Outside, Probe, Probes } from './host/outside';

/** What needs no setting: there also when the settings cannot be used. */
export const unconditional = { clock: systemClock, log: jsonLog(invocationSink) } as const;

/** The real outside. */
export function liveOutside(config: Config): Outside {
  const { clock } = unconditional;
  const { microsoft, staff } = config;
  const noSecrets: SecretSource = {
    read: (name) =>
      Promise.reject(
        new ExternalFailure('key-vault.read', {
          kind: 'denied',
          code: 'vault-missing',
          reason: `no vault is set that could hold ${name}`,
          who: 'operator',
        }),
      ),
    forget: () => undefined,
  };
  const identity = { kind: 'managed-identity', clientId: config.managedIdentityClientId } as const;
  const authorityHost = microsoft.state === 'enabled' ? microsoft.authorityHost : 'https://login.microsoftonline.com';
  // A vault is not opened with what it holds itself.
  const choice = microsoft.state === 'enabled' && isAtHand(microsoft.credential) ? microsoft.credential : identity;
  const host = lazyCredential(() => credentialFactory({ choice: identity, authorityHost, secrets: noSecrets })(false));
  const opener = lazyCredential(() => credentialFactory({ choice, authorityHost, secrets: noSecrets })(false));
  const secrets = config.keyVaultUrl === undefined ? noSecrets : keyVaultSecrets({ url: config.keyVaultUrl, credential: opener, clock });
  const { database, bus, signingKey, previousSigningKey, isPublic } = config;
  const signingWith = (key: KeyMaterial): (() => Promise<Digest>) =>
    once(async () => hmacDigest(key.from === 'setting' ? bytesOf(key.text.reveal()) : keyOf(await secrets.read(key.name), isPublic)));
  const live = microsoft.state === 'enabled' ? liveGraph(microsoft, secrets, clock) : undefined;
  const signing = signingWith(signingKey);
  const previousSigning = previousSigningKey && signingWith(previousSigningKey);
  const { log } = unconditional;
  const checkSignIn =
    staff.state === 'enabled'
      ? accessTokens({
          ...{ ...staff, clock, fetch: (url: string, init?: RequestInit) => fetch(url, init) },
          onUnavailable: (why) => log.warn('sign-in.not-checked', loggedFailure(why)),
        })
      : undefined;
  const queue = serviceBusBus(
    bus.kind === 'connection-string'
      ? { connectionString: bus.connectionString.reveal() }
      : { fullyQualifiedNamespace: bus.namespace, credential: host },
  );
  const inVault = vaultNames(config);
  const probes: Probes = {
    bus: () => queue.reach('nudges'),
    signing: quietly(signing),
    ...(previousSigning && { previousSigning: quietly(previousSigning) }),
    ...(inVault.length > 0 && { vault: quietly(() => Promise.all(inVault.map((name) => secrets.read(name)))) }),
    ...(checkSignIn && { signInKeys: checkSignIn.probe }),
    ...live?.probes,
  };
  return {
    ...unconditional,
    database: cosmosDatabase(
      { endpoint: database.endpoint, database: database.name, ...(database.key ? { key: database.key.reveal() } : { credential: host }) },
      clock,
    ),
    bus: queue,
    graph: live?.graph ?? absentGraph(microsoft),
    signing,
    previousSigning,
    checkSignIn: checkSignIn ?? (() => Promise.resolve({ kind: 'unavailable' })),
    probes,
  };
}

const quietly =
  (ask: () => Promise<unknown>): Probe =>
  async () => {
    await ask();
  };

/** What the app needs from the vault while it runs. The key before the present one is none of that: its absence stops nothing. */
function vaultNames({ signingKey, microsoft }: Config): readonly string[] {
  const credential = microsoft.state === 'enabled' ? microsoft.credential : undefined;
  const material =
    credential?.kind === 'secret' ? credential.secret : credential?.kind === 'certificate' ? credential.certificate : undefined;
  return [signingKey, material].flatMap((one) => (one?.from === 'vault' ? [one.name] : []));
}

type Microsoft = Config['microsoft'];
type Enabled = Extract<Microsoft, { state: 'enabled' }>;

function liveGraph(
  { tenantId, credential, authorityHost, graphUrl }: Enabled,
  secrets: SecretSource,
  clock: Clock,
): { graph: Graph; probes: Probes } {
  const newCredential = credentialFactory({ choice: credential, authorityHost, secrets });
  const tokens = appTokens({
    ...{ scope: graphScope(graphUrl), clock, newCredential },
    readMetadata: () => readMetadata({ tenantId, authorityHost, fetch: (url, init) => fetch(url, init) }),
  });
  return {
    graph: graphClient({ url: graphUrl, tokens, clock }),
    probes: { microsoftToken: quietly(() => tokens.current()), graph: () => probeGraph(graphUrl, (url, init) => fetch(url, init)) },
  };
}

/** Nothing is sent; each item says why. */
function absentGraph(microsoft: Microsoft): Graph {
  const reason =
    microsoft.state === 'inert'
      ? `these settings are missing: ${microsoft.missing.join(', ')}`
      : 'the integration is switched off (MICROSOFT_ENABLED)';
  const answer = { kind: 'not-sent', failure: { kind: 'denied', code: 'microsoft-off', reason, who: 'operator' } } as const;
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

const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64url');

/** @internal What a vault holds is checked here, as the settings check their own. */
export function keyOf(text: string, isPublic: boolean): Uint8Array {
  const refused = (code: string, reason: string) =>
    new ExternalFailure('signing-key', { kind: 'denied', code, reason, who: 'azure-admin' });
  const key = bytesOf(text);
  if (key.length < 32) throw refused('key-unusable', 'the signing key must be base64url of at least 32 bytes');
  if (isPublic && (isExampleKey(text) || isOfExampleFile('SIGNING_KEY', text)))
    throw refused('key-guessable', 'the signing key must be made by chance: the one in the vault is an example, or can be guessed');
  return key;
}
