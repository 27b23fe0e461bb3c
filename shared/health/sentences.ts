import { MINUTE, type EpochMs } from '../kernel/clock';
import { instantText } from '../kernel/instants';
import type { Finding, Part, Trouble } from './model';

type Told = Omit<Finding, 'part' | 'code' | 'stops'>;

const azure = (sentence: string): Told => ({ sentence, who: 'azure-admin' });
const operator = (sentence: string): Told => ({ sentence, who: 'operator' });

/** Refusals by the codes of the adapters: a sentence may name settings, never what they hold. */
const DENIED: Readonly<Record<string, Told>> = {
  'database-missing': azure(
    'The database of COSMOS_DATABASE, or a container in it, does not exist: create them, or correct COSMOS_DATABASE and COSMOS_ENDPOINT.',
  ),
  'database-refused': azure(
    "The database refuses the app: give its identity the role Cosmos DB Built-in Data Contributor, or correct COSMOS_KEY; see the account's network rules.",
  ),
  'bus-refused': azure(
    'Service Bus refuses the app: give its identity the role Azure Service Bus Data Sender, or correct SERVICE_BUS_CONNECTION.',
  ),
  'queue-missing': azure('Service Bus has no queue nudges, or it is disabled: create it, or correct SERVICE_BUS_CONNECTION.'),
  'identity-missing': azure(
    'The host gives the app no managed identity: assign one to the function app, or correct MICROSOFT_MANAGED_IDENTITY_CLIENT_ID.',
  ),
  'secret-missing': azure(
    'The vault of KEY_VAULT_URL does not hold a secret that a setting ending in _NAME names: put it there, or correct the name. The log says which.',
  ),
  'secret-refused': azure(
    'The vault of KEY_VAULT_URL does not give the app its secrets: give its identity the role Key Vault Secrets User, and enable the secret. The log says which.',
  ),
  'secret-empty': azure('A secret in the vault of KEY_VAULT_URL is empty: put its value there. The log says which.'),
  'vault-missing': operator('A setting names a secret of a vault and no vault is set: set KEY_VAULT_URL.'),
  'key-unusable': azure('The signing key in the vault is no base64url of at least 32 bytes: put another version there.'),
  'key-guessable': azure('The signing key in the vault is an example, or can be guessed: put 32 bytes made by chance there.'),
  'not-graph': operator('The address in MICROSOFT_GRAPH_URL does not answer as Microsoft Graph: correct it.'),
};

/** What does not answer, and the setting that says where it is. */
const PLACES: Readonly<Record<Part, string>> = {
  database: 'The database (COSMOS_ENDPOINT)',
  bus: 'Service Bus (SERVICE_BUS_CONNECTION)',
  queue: 'The queue',
  sweep: 'The sweep',
  'signing-key': 'Key Vault (KEY_VAULT_URL)',
  'previous-signing-key': 'Key Vault (KEY_VAULT_URL)',
  vault: 'Key Vault (KEY_VAULT_URL)',
  'staff-sign-in': "Microsoft Entra ID's sign-in keys (MICROSOFT_AUTHORITY_HOST)",
  microsoft: 'Microsoft (MICROSOFT_AUTHORITY_HOST, MICROSOFT_GRAPH_URL)',
};

/** What a part that cannot be used means, and who ends it. */
export function findingOf(part: Part, trouble: Trouble): Finding {
  const stops = part !== 'previous-signing-key';
  switch (trouble.kind) {
    case 'denied': {
      const told = DENIED[trouble.code ?? ''] ?? entra(part, trouble.code);
      return { part, code: trouble.code ?? 'denied', ...told, stops };
    }
    case 'starting':
      return { part, code: 'starting', ...operator(`The app is starting: ${PLACES[part]} has not answered it yet; wait a minute.`), stops };
    case 'throttled':
      return { part, code: 'throttled', ...azure(`${PLACES[part]} is asked for more than it may give: raise its throughput.`), stops };
    case 'malformed':
      return { part, code: 'malformed', ...operator(`${PLACES[part]} does not take what Instep asks: the log has it; report it.`), stops };
    case 'unavailable':
    case 'unanswered':
    case 'late': {
      const what = 'what' in trouble ? trouble.what : PLACES[part];
      return { part, code: 'unreachable', ...unreachable(what), stops };
    }
  }
}

const unreachable = (what: string): Told =>
  operator(
    `${what} does not answer. See the service health of Azure and Microsoft 365; if that is well, correct the address in the setting or the network rules.`,
  );

/** Entra's own words for its codes stand in the log and in the reasons of lanes; the number is enough to look it up. */
function entra(part: Part, code: string | undefined): Told {
  const named = code?.startsWith('AADSTS') ? ` (${code})` : '';
  return part === 'staff-sign-in'
    ? operator(
        `Nobody of the staff can sign in: Microsoft Entra ID does not know the directory of MICROSOFT_TENANT_ID${named}. Correct it and restart the app.`,
      )
    : {
        sentence: `The app cannot sign in to Microsoft${named}: see the registration, its secret or certificate and MICROSOFT_TENANT_ID, MICROSOFT_CLIENT_ID. GET /api/v1/lanes says what to do.`,
        who: 'directory-admin',
      };
}

export const signInInert = (missing: readonly string[]): Finding => ({
  part: 'staff-sign-in',
  code: 'settings-missing',
  ...operator(`Nobody of the staff can sign in: ${missing.join(', ')} missing.`),
  stops: true,
});

export const microsoftInert = (missing: readonly string[]): Finding => ({
  part: 'microsoft',
  code: 'settings-missing',
  ...operator(`MICROSOFT_ENABLED is true and nothing is written to Microsoft: ${missing.join(', ')} missing.`),
  stops: true,
});

/** What kept the loop from signing in, which may be the vault or the host's identity; it asks again by itself. */
export const appBlocked = ({ code, who }: Pick<Finding, 'code' | 'who'>): Finding => ({
  part: 'microsoft',
  code,
  sentence: 'The app cannot sign in to Microsoft, and all writes wait; it is tried again within five minutes. GET /api/v1/lanes says why.',
  who,
  stops: true,
});

export const unreachableSince = ({ since, what = 'Microsoft' }: { readonly since: EpochMs; readonly what?: string }): Finding => ({
  part: 'microsoft',
  code: 'unreachable',
  ...operator(
    `${what} has not answered since ${instantText(since)}. See the service health; if that is well, correct the address in the setting or the network rules.`,
  ),
  stops: true,
});

export const lanesFailing = (lanes: number): Finding => ({
  part: 'database',
  code: 'lanes-failing',
  ...operator(
    `The database has failed every turn in ${String(lanes)} of the lanes for some minutes, so nothing leaves there: GET /api/v1/lanes says which; find sync.lane.interrupted in the log and report it.`,
  ),
  stops: false,
});

export const queueNotRead = (waitedMs: number): Finding => ({
  part: 'queue',
  code: 'queue-not-read',
  ...azure(
    `Work has waited for ${String(Math.floor(waitedMs / MINUTE))} minutes and nobody takes it up: see that the function work-lane is on, and that the host may read the queue (role Azure Service Bus Data Receiver; with a user-assigned identity SERVICE_BUS_CONNECTION__credential and __clientId).`,
  ),
  stops: true,
});

export const sweepLate = (lastAt: EpochMs | undefined): Finding => ({
  part: 'sweep',
  code: 'sweep-late',
  ...azure(
    `No sweep has ended well ${lastAt === undefined ? 'since the app started' : `since ${instantText(lastAt)}`}: see that the function sweep is on and its last runs, and that the host reaches its storage (AzureWebJobsStorage); restart the app.`,
  ),
  stops: true,
});

/** @internal One of each, for the page that explains them. */
export const everyFinding = (): readonly Finding[] => [
  ...Object.entries(DENIED).map(([code, told]): Finding => ({ part: 'vault', code, ...told, stops: true })),
  findingOf('staff-sign-in', { kind: 'denied', code: 'AADSTS90002', reason: '' }),
  findingOf('microsoft', { kind: 'denied', code: 'AADSTS7000222', reason: '' }),
  findingOf('database', { kind: 'unavailable' }),
  findingOf('database', { kind: 'starting', ms: 2_000 }),
  findingOf('database', { kind: 'throttled' }),
  findingOf('database', { kind: 'malformed', reason: '' }),
  unreachableSince({ since: Date.UTC(2026, 2, 2, 8) }),
  appBlocked({ code: 'credential-refused', who: 'directory-admin' }),
  microsoftInert(['MICROSOFT_CLIENT_ID']),
  signInInert(['MICROSOFT_TENANT_ID']),
  lanesFailing(2),
  queueNotRead(5 * MINUTE),
  sweepLate(Date.UTC(2026, 2, 2, 8)),
];
