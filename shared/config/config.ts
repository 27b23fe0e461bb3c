import type { Secret } from '../kernel/secret';
import { material, microsoft, staff } from './microsoft';
import type { KeyMaterial, MicrosoftConfig, StaffConfig } from './microsoft';
import { ALIASES, Settings } from './settings';
import type { SettingName } from './settings';

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
  /** base64url of at least 32 bytes; what a vault holds is checked when it is read. */
  readonly signingKey: KeyMaterial;
  /** The one before it, whose links still open. */
  readonly previousSigningKey?: KeyMaterial | undefined;
  readonly eventSubjectTemplate: string;
  /** NCRONTAB, six fields. */
  readonly sweepSchedule: string;
  readonly unknownSettleMs: number;
  readonly defaultTimeZone: string;
  readonly organisationName: string;
  readonly mailDomain?: string | undefined;
  /** Without a sender nobody is told by mail. */
  readonly mail: {
    readonly sender?: string | undefined;
    readonly replyTo?: string | undefined;
    readonly approver?: string | undefined;
    readonly perMinute: number;
  };
  /** The mailbox through which Exchange is asked what is free; absent: it is never asked. */
  readonly scheduleReader?: string | undefined;
  /** How long contacts are kept after the end of their reservation, and what is left of a mail after it was sent. */
  readonly retention: { readonly contactDays: number; readonly mailDays: number };
  /** Whether the room finder is written to. */
  readonly places: 'write' | 'off';
  /** How many proxies before the app append to `x-forwarded-for`, and how often one client address may ask for something. */
  readonly clients: { readonly trustedProxyHops: number; readonly writesPerHour: number };
  /** What is allowed but probably not meant; logged at start and shown on the health page. */
  readonly warnings: readonly string[];
}

/**
 * The settings are not usable. The message names every fault and what is allowed, never a value.
 * @internal Nobody catches it but the tests: it ends the start.
 */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The settings are not usable:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The typed settings of an environment; blank counts as absent. Throws ConfigError. */
export function readConfig(env: Environment): Config {
  const present = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined || value.trim() === '' ? [] : [[name, value.trim()]])),
  );
  const conflicts = Object.entries(ALIASES).flatMap(([alias, name]) => adopt(present, alias, name));
  const parsed = Settings.safeParse(present);
  const problems = [
    ...conflicts,
    ...(parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)),
    ...together(present),
  ];
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems);
  return assemble(parsed.data, present);
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
    ...needed('SERVICE_BUS_CONNECTION', 'SERVICE_BUS_CONNECTION__fullyQualifiedNamespace'),
    ...needed('SIGNING_KEY', 'SIGNING_KEY_NAME'),
    ...inVault('SIGNING_KEY_NAME'),
    ...inVault('PREVIOUS_SIGNING_KEY_NAME'),
    ...(ambiguous ? ['MICROSOFT_CREDENTIAL is missing; a secret and a certificate are set, say which one counts'] : []),
  ];
}

function assemble(settings: Settings, present: Environment): Config {
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
    signingKey: material(settings.SIGNING_KEY, settings.SIGNING_KEY_NAME) ?? { from: 'vault', name: '' }, // one of the two is set
    previousSigningKey: material(settings.PREVIOUS_SIGNING_KEY, settings.PREVIOUS_SIGNING_KEY_NAME),
    eventSubjectTemplate: settings.EVENT_SUBJECT_TEMPLATE,
    sweepSchedule: settings.SWEEP_SCHEDULE,
    unknownSettleMs: settings.UNKNOWN_SETTLE_SECONDS,
    defaultTimeZone: settings.DEFAULT_TIME_ZONE,
    organisationName: settings.ORGANISATION_NAME,
    mailDomain: settings.MAIL_DOMAIN,
    clients: { trustedProxyHops: settings.TRUSTED_PROXY_HOPS, writesPerHour: settings.CLIENT_WRITES_PER_HOUR },
    mail: {
      sender: settings.MAIL_SENDER,
      replyTo: settings.MAIL_REPLY_TO,
      approver: settings.MAIL_APPROVER,
      perMinute: settings.MAIL_PER_MINUTE,
    },
    scheduleReader: settings.SCHEDULE_READER,
    retention: { contactDays: settings.RETENTION_CONTACT_DAYS, mailDays: settings.RETENTION_MAIL_DAYS },
    places: settings.PLACES,
    warnings: [
      ...unclearFlag(present),
      ...gap(integration),
      ...silence(settings),
      ...unlimited(settings),
      ...unasked(integration, settings),
    ],
  };
}

const unclearFlag = ({ MICROSOFT_ENABLED: text }: Environment): readonly string[] =>
  text === undefined || /^(true|false)$/i.test(text) ? [] : ['MICROSOFT_ENABLED is neither true nor false and counts as false'];

const gap = (integration: MicrosoftConfig): readonly string[] =>
  integration.state === 'inert'
    ? [`MICROSOFT_ENABLED is true, but nothing is sent to Microsoft: ${integration.missing.join(', ')} missing`]
    : [];

const unlimited = ({ TRUSTED_PROXY_HOPS: hops }: Settings): readonly string[] =>
  hops === 0 ? ['TRUSTED_PROXY_HOPS is 0: requests are not limited by client address'] : [];

const silence = ({ MAIL_SENDER: sender }: Settings): readonly string[] =>
  sender === undefined ? ['MAIL_SENDER is missing: nobody who makes a reservation is told by mail'] : [];

const unasked = (integration: MicrosoftConfig, { SCHEDULE_READER: reader }: Settings): readonly string[] =>
  integration.state === 'enabled' && reader === undefined
    ? ['SCHEDULE_READER is missing: what staff book in Outlook does not refuse a reservation, it is found as a clash afterwards']
    : [];
