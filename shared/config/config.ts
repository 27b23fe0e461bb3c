import { z } from 'zod';
import type { Secret } from '../kernel/secret';
import { material, microsoft, staff } from './microsoft';
import type { KeyMaterial, MicrosoftConfig, StaffConfig } from './microsoft';
import { hostWarnings, HOST_NAMES } from './host-settings';
import type { Settings, SettingsPart } from './part';
import { bare } from './examples';
import { examplesIn, isPublic } from './production';
import { ALIASES, PlatformSettings, type SettingName } from './settings';
import { unknownNames } from './unknown';

/** Everything the app is told from outside, read once at start. URLs end without a slash. */
export interface Config {
  readonly microsoft: MicrosoftConfig;
  readonly staff: StaffConfig;
  readonly keyVaultUrl?: string | undefined;
  /** Absent: the host's system-assigned identity. */
  readonly managedIdentityClientId?: string | undefined;
  /** Without a key: managed identity. */
  readonly database: { readonly endpoint: string; readonly key?: Secret | undefined; readonly name: string };
  readonly bus:
    | { readonly kind: 'connection-string'; readonly connectionString: Secret }
    | { readonly kind: 'managed-identity'; readonly namespace: string };
  readonly appUrl: string;
  /** Whether others can reach the app; then no key may be one that they know. */
  readonly isPublic: boolean;
  /** base64url of at least 32 bytes; what a vault holds is checked when it is read. */
  readonly signingKey: KeyMaterial;
  /** The one before it, whose links still open. */
  readonly previousSigningKey?: KeyMaterial | undefined;
  /** Those of the app's parts, by their environment names, as their shapes read them. */
  readonly settings: Settings;
  /** What is allowed but probably not meant; logged at start and shown on the health page. */
  readonly warnings: readonly string[];
}

/** The settings are not usable. The message names every fault and what is allowed, never a value. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The settings are not usable:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Part of the app, as far as it has settings of its own. */
interface Part {
  readonly settings: SettingsPart;
}

/** The typed settings of an environment, the platform's and those of all parts; blank counts as absent. Throws ConfigError. */
export function readConfig(env: Environment, parts: readonly Part[]): Config {
  const present = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined || value.trim() === '' ? [] : [[name, value.trim()]])),
  );
  const conflicts = Object.entries(ALIASES).flatMap(([alias, name]) => adopt(present, alias, name));
  const platform = PlatformSettings.safeParse(present);
  const shape = Object.assign({}, ...parts.map(({ settings }) => settings.shape)) as z.ZodRawShape; // shapes, merged
  const own = z.object(shape).safeParse(present);
  const problems = [
    ...conflicts,
    ...[platform, own].flatMap(({ error }) => error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? []),
    ...together(present),
    ...examplesIn(present, { ...PlatformSettings.shape, ...shape }),
  ];
  if (problems.length > 0 || !platform.success || !own.success) throw new ConfigError(problems);
  const known = [...Object.keys(PlatformSettings.shape), ...Object.keys(shape), ...Object.keys(ALIASES)];
  return configOf(platform.data, own.data, parts, present, unknownNames(present, known, HOST_NAMES));
}

/** Lets an alias stand in for its absent setting. */
function adopt(present: Record<string, string>, alias: string, name: SettingName): readonly string[] {
  const other = present[alias];
  if (other === undefined) return [];
  const own = present[name];
  present[name] ??= other;
  const same = own === undefined || own === other || (name !== 'MICROSOFT_CLIENT_SECRET' && own.toLowerCase() === other.toLowerCase());
  return same ? [] : [`${name} and ${alias} have different values; set one of them`];
}

/** Settings that exclude or need each other. */
function together(present: Environment): readonly string[] {
  const has = (name: SettingName): boolean => present[name] !== undefined;
  const exclusive = (left: SettingName, right: SettingName): readonly string[] =>
    has(left) && has(right) ? [`${left} and ${right} exclude each other; set one of them`] : [];
  const needed = (left: SettingName, right: SettingName): readonly string[] =>
    has(left) || has(right) ? [] : [`${left} is missing; set it or ${right}`];
  const inVault = (name: SettingName): readonly string[] =>
    has(name) && !has('KEY_VAULT_URL') ? [`KEY_VAULT_URL is missing; ${name} needs it`] : [];
  const different = (left: SettingName, right: SettingName, must: string): readonly string[] =>
    has(left) && bare(present[left]) === bare(present[right]) ? [`${left} is the value of ${right}; ${must}`] : [];
  const ambiguous =
    !has('MICROSOFT_CREDENTIAL') &&
    (has('MICROSOFT_CLIENT_SECRET') || has('MICROSOFT_CLIENT_SECRET_NAME')) &&
    (has('MICROSOFT_CLIENT_CERTIFICATE') || has('MICROSOFT_CLIENT_CERTIFICATE_NAME'));
  return [
    ...exclusive('MICROSOFT_CLIENT_SECRET', 'MICROSOFT_CLIENT_SECRET_NAME'),
    ...exclusive('MICROSOFT_CLIENT_CERTIFICATE', 'MICROSOFT_CLIENT_CERTIFICATE_NAME'),
    ...exclusive('SERVICE_BUS_CONNECTION', 'SERVICE_BUS_CONNECTION__fullyQualifiedNamespace'),
    ...exclusive('SIGNING_KEY', 'SIGNING_KEY_NAME'),
    ...exclusive('PREVIOUS_SIGNING_KEY', 'PREVIOUS_SIGNING_KEY_NAME'),
    ...different('PREVIOUS_SIGNING_KEY', 'SIGNING_KEY', 'it is the key before that, or is not set'),
    ...different('PREVIOUS_SIGNING_KEY_NAME', 'SIGNING_KEY_NAME', 'it names the key before that, or is not set'),
    ...different('MICROSOFT_TENANT_ID', 'MICROSOFT_CLIENT_ID', 'the one is a directory, the other an app registration'),
    ...needed('SERVICE_BUS_CONNECTION', 'SERVICE_BUS_CONNECTION__fullyQualifiedNamespace'),
    ...needed('SIGNING_KEY', 'SIGNING_KEY_NAME'),
    ...inVault('SIGNING_KEY_NAME'),
    ...inVault('PREVIOUS_SIGNING_KEY_NAME'),
    ...(ambiguous ? ['MICROSOFT_CREDENTIAL is missing; a secret and a certificate are set, say which one counts'] : []),
  ];
}

function configOf(
  settings: PlatformSettings,
  own: Settings,
  parts: readonly Part[],
  present: Environment,
  unknown: readonly string[],
): Config {
  const connection = settings.SERVICE_BUS_CONNECTION;
  const integration = microsoft(settings);
  return {
    microsoft: integration,
    staff: staff(settings),
    keyVaultUrl: settings.KEY_VAULT_URL,
    managedIdentityClientId: settings.MICROSOFT_MANAGED_IDENTITY_CLIENT_ID,
    database: { endpoint: settings.COSMOS_ENDPOINT, key: settings.COSMOS_KEY, name: settings.COSMOS_DATABASE },
    bus: connection
      ? { kind: 'connection-string', connectionString: connection }
      : { kind: 'managed-identity', namespace: settings.SERVICE_BUS_CONNECTION__fullyQualifiedNamespace ?? '' }, // one of the two is set
    appUrl: settings.APP_URL,
    isPublic: isPublic(present, PlatformSettings.shape),
    signingKey: material(settings.SIGNING_KEY, settings.SIGNING_KEY_NAME) ?? { from: 'vault', name: '' }, // one of the two is set
    previousSigningKey: material(settings.PREVIOUS_SIGNING_KEY, settings.PREVIOUS_SIGNING_KEY_NAME),
    settings: own,
    warnings: [
      ...unclearFlag(present),
      ...hostWarnings(present, isPublic(present, PlatformSettings.shape)),
      ...unknown,
      ...gap(integration),
      ...parts.flatMap(({ settings: part }) => part.warnings?.(own, integration) ?? []),
    ],
  };
}

const unclearFlag = ({ MICROSOFT_ENABLED: text }: Environment): readonly string[] =>
  text === undefined || /^(true|false)$/i.test(text) ? [] : ['MICROSOFT_ENABLED is neither true nor false and counts as false'];

const gap = (integration: MicrosoftConfig): readonly string[] =>
  integration.state === 'inert'
    ? [`MICROSOFT_ENABLED is true, but nothing is sent to Microsoft: ${integration.missing.join(', ')} missing`]
    : [];
