import { z } from 'zod';
import { defaulted, optional, required } from './part';
import * as rules from './rules';

/** The platform's own settings, by their environment names: how the outside is reached. Each capability brings its own. */
export const PlatformSettings = z.object({
  MICROSOFT_ENABLED: defaulted(rules.flag, 'false', {
    allowed: '`true`, in any letter case; all else is off',
    about:
      'Switches the integration on. Off unless said: an app that was only meant to be looked at must not write into calendars. On but incomplete: the app runs, sends nothing, and health names what is missing.',
  }),
  MICROSOFT_TENANT_ID: optional(rules.tenant, {
    needed: 'when on, and for staff',
    about: 'The directory (tenant). Staff sign in with it, too.',
  }),
  MICROSOFT_CLIENT_ID: optional(rules.guid, { needed: 'when on', about: 'The app registration (application id).' }),
  MICROSOFT_CREDENTIAL: optional(rules.oneOf('managed-identity', 'certificate', 'secret'), {
    needed: 'see text',
    about:
      'The one kind of credential. Absent: the kind whose secret or certificate is set. When it fails, that is reported; no other kind is tried.',
  }),
  MICROSOFT_CLIENT_SECRET: optional(rules.secretText, { needed: 'one of two', about: "The client secret's value." }),
  MICROSOFT_CLIENT_SECRET_NAME: optional(rules.vaultName, {
    needed: 'one of two',
    about: 'Where the client secret stands in Key Vault.',
  }),
  MICROSOFT_CLIENT_CERTIFICATE: optional(rules.pem, {
    needed: 'one of two',
    about: 'The key is an RSA key. Line ends may be written `\\n`.',
  }),
  MICROSOFT_CLIENT_CERTIFICATE_NAME: optional(rules.vaultName, {
    needed: 'one of two',
    about: 'The vault keeps a certificate with its key as a secret of the same name; its content type must be PEM.',
  }),
  MICROSOFT_MANAGED_IDENTITY_CLIENT_ID: optional(
    rules.guid,
    'A user-assigned identity; absent: the system-assigned one. Also used for Key Vault, Cosmos DB and Service Bus.',
  ),
  MICROSOFT_AUTHORITY_HOST: defaulted(rules.httpsOrigin, 'https://login.microsoftonline.com', {
    needed: 'no, worldwide',
    about: 'Sign-in host of a national cloud, such as `https://login.microsoftonline.us`.',
  }),
  MICROSOFT_GRAPH_URL: defaulted(rules.graphUrl, 'https://graph.microsoft.com/v1.0', {
    needed: 'no, worldwide',
    about: 'Microsoft Graph of a national cloud, with its version, such as `https://graph.microsoft.us/v1.0`.',
  }),
  KEY_VAULT_URL: optional(rules.httpsOrigin, {
    needed: 'with a `_NAME`',
    about:
      '`https://contoso.vault.azure.net`. Opened by managed identity, or by the credential above if that does not come from the vault itself.',
  }),
  API_AUDIENCE: optional(rules.list, 'What staff tokens must be made for. Absent: the client id, and `api://` with the client id.'),
  COSMOS_ENDPOINT: required(rules.publicOrigin, 'The Cosmos DB account.'),
  COSMOS_KEY: optional(rules.secretText, "The account's key. Absent: managed identity."),
  COSMOS_DATABASE: defaulted(rules.databaseName, 'instep', 'The database.'),
  SERVICE_BUS_CONNECTION: optional(rules.serviceBusConnection, {
    needed: 'one of two',
    about: "Service Bus by key. The trigger's connection has this name.",
  }),
  SERVICE_BUS_CONNECTION__fullyQualifiedNamespace: optional(rules.namespace, {
    needed: 'one of two',
    about: 'Service Bus by managed identity.',
  }),
  APP_URL: required(rules.publicUrl, 'The public address, base of every link in mails and events.'),
  SIGNING_KEY: optional(rules.key, {
    needed: 'one of two',
    about: 'Signs links and derives ids from idempotency keys. How to change it: [azure-administrator.md](azure-administrator.md).',
  }),
  SIGNING_KEY_NAME: optional(rules.vaultName, { needed: 'one of two', about: 'Where the key stands in Key Vault.' }),
  PREVIOUS_SIGNING_KEY: optional(
    rules.key,
    'The signing key before the present one: links that it signed open until they expire. Absent: they open no more.',
  ),
  PREVIOUS_SIGNING_KEY_NAME: optional(rules.vaultName, 'Where that key stands in Key Vault.'),
});
export type PlatformSettings = z.infer<typeof PlatformSettings>;
export type SettingName = keyof PlatformSettings;

/** Older names that are still read (requirements X-17). */
export const ALIASES = {
  MS_AUTH_ENABLED: 'MICROSOFT_ENABLED',
  MS_AUTH_TENANT_ID: 'MICROSOFT_TENANT_ID',
  MS_AUTH_CLIENT_ID: 'MICROSOFT_CLIENT_ID',
  MS_AUTH_SECRET: 'MICROSOFT_CLIENT_SECRET',
} as const satisfies Readonly<Record<string, SettingName>>;
