import { z } from 'zod';
import { isNcrontab } from './ncrontab';
import * as rules from './rules';
import type { Rule } from './rules';

const parsed = <T>(rule: Rule<T>) =>
  z.string({ error: `is missing; it must be ${rule.allowed}` }).transform((text, context): T => {
    const value = rule.read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `must be ${rule.allowed}` });
    return z.NEVER;
  });

const required = <T>(rule: Rule<T>) => parsed(rule);
const optional = <T>(rule: Rule<T>) => parsed(rule).optional();
const defaulted = <T>(rule: Rule<T>, text: string) => parsed(rule).prefault(text);

const schedule: Rule<string> = {
  allowed: 'an NCRONTAB schedule of six fields, such as 0 * * * * *',
  read: (text) => (isNcrontab(text) ? text : undefined),
};

/** Every setting of the app, by its environment name. docs/settings.md explains them; local.settings.example.json shows them. */
export const Settings = z.object({
  MICROSOFT_ENABLED: defaulted(rules.flag, 'false'),
  MICROSOFT_TENANT_ID: optional(rules.guid),
  MICROSOFT_CLIENT_ID: optional(rules.guid),
  MICROSOFT_CREDENTIAL: optional(rules.oneOf('managed-identity', 'certificate', 'secret')),
  MICROSOFT_CLIENT_SECRET: optional(rules.secretText),
  MICROSOFT_CLIENT_SECRET_NAME: optional(rules.vaultName),
  MICROSOFT_CLIENT_CERTIFICATE: optional(rules.pem),
  MICROSOFT_CLIENT_CERTIFICATE_NAME: optional(rules.vaultName),
  MICROSOFT_MANAGED_IDENTITY_CLIENT_ID: optional(rules.guid),
  MICROSOFT_AUTHORITY_HOST: defaulted(rules.httpsOrigin, 'https://login.microsoftonline.com'),
  MICROSOFT_GRAPH_URL: defaulted(rules.httpsUrl, 'https://graph.microsoft.com/v1.0'),
  KEY_VAULT_URL: optional(rules.httpsOrigin),
  API_AUDIENCE: optional(rules.list),
  COSMOS_ENDPOINT: required(rules.publicUrl),
  COSMOS_KEY: optional(rules.secretText),
  COSMOS_DATABASE: defaulted(rules.databaseName, 'instep'),
  SERVICE_BUS_CONNECTION: optional(rules.serviceBusConnection),
  SERVICE_BUS_CONNECTION__fullyQualifiedNamespace: optional(rules.namespace),
  APP_URL: required(rules.publicUrl),
  SIGNING_KEY: optional(rules.key),
  SIGNING_KEY_NAME: optional(rules.vaultName),
  PREVIOUS_SIGNING_KEY: optional(rules.key),
  PREVIOUS_SIGNING_KEY_NAME: optional(rules.vaultName),
  EVENT_SUBJECT_TEMPLATE: defaulted(rules.subjectTemplate, '{title}'),
  SWEEP_SCHEDULE: defaulted(schedule, '0 * * * * *'),
  UNKNOWN_SETTLE_SECONDS: defaulted(rules.seconds(1, 3_600), '120'),
  DEFAULT_TIME_ZONE: defaulted(rules.timeZone, 'Etc/UTC'),
  ORGANISATION_NAME: defaulted(rules.anyText, 'Instep'),
  MAIL_DOMAIN: optional(rules.domain),
  MAIL_SENDER: optional(rules.mailAddress),
  MAIL_REPLY_TO: optional(rules.mailAddress),
  MAIL_APPROVER: optional(rules.mailAddress),
  TRUSTED_PROXY_HOPS: defaulted(rules.wholeNumber(0, 8), '1'),
  CLIENT_WRITES_PER_HOUR: defaulted(rules.wholeNumber(1, 1_000_000), '60'),
  MAIL_PER_MINUTE: defaulted(rules.wholeNumber(1, 30), '30'),
  SCHEDULE_READER: optional(rules.mailAddress),
  RETENTION_CONTACT_DAYS: defaulted(rules.wholeNumber(1, 36_500), '365'),
  RETENTION_MAIL_DAYS: defaulted(rules.wholeNumber(1, 3_650), '90'),
  PLACES: defaulted(rules.oneOf('write', 'off'), 'off'),
});
export type Settings = z.infer<typeof Settings>;
export type SettingName = keyof Settings;

/** Older names that are still read (requirements X-17). */
export const ALIASES = {
  MS_AUTH_ENABLED: 'MICROSOFT_ENABLED',
  MS_AUTH_TENANT_ID: 'MICROSOFT_TENANT_ID',
  MS_AUTH_CLIENT_ID: 'MICROSOFT_CLIENT_ID',
  MS_AUTH_SECRET: 'MICROSOFT_CLIENT_SECRET',
} as const satisfies Readonly<Record<string, SettingName>>;
