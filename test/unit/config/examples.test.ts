import { createHash } from 'node:crypto';
import { z } from 'zod';
import { MODULES } from '../../../functions/compose';
import { Values } from '../../../local.settings.example.json';
import { ConfigError, readConfig } from '../../../shared/config/config';
import type { Environment } from '../../../shared/config/config';
import { PlatformSettings } from '../../../shared/config/settings';
import { aPublicApp, chance } from '../../support/builders/environment';

const EXAMPLE: Readonly<Record<string, string>> = Values;

const faults = (env: Environment): readonly string[] => {
  try {
    readConfig(env, MODULES);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

/** Two settings that exclude each other cannot stand side by side: the example's takes the other's place. */
const RIVALS: Readonly<Record<string, string>> = { SERVICE_BUS_CONNECTION: 'SERVICE_BUS_CONNECTION__fullyQualifiedNamespace' };
const withValue = (name: string, value: string): Environment => {
  const rival = RIVALS[name];
  return { ...aPublicApp, ...(rival !== undefined && { [rival]: '' }), [name]: value };
};

const shapes: z.ZodRawShape = Object.assign(
  {},
  PlatformSettings.shape,
  ...MODULES.map(({ settings: { shape } }) => shape),
) as z.ZodRawShape; // merged
const allowedOf = (name: string): string => {
  const schema = shapes[name] as z.ZodType | undefined; // shapes hold schemas
  const allowed = schema && z.globalRegistry.get(schema)?.['allowed'];
  return typeof allowed === 'string' ? allowed : '';
};

/** Values that a public app may share with the example: the defaults, and words, numbers and schedules, which say nothing of an installation. */
const HARMLESS = new Set([
  'FUNCTIONS_WORKER_RUNTIME',
  'AzureWebJobsDisableHomepage',
  ...Object.keys(EXAMPLE).filter((name) =>
    /^(?:true|managed-identity|write|a whole number|an NCRONTAB|an IANA|text with|one line that can be seen|a Cosmos DB database)/.test(
      allowedOf(name).replaceAll('`', ''),
    ),
  ),
  'MICROSOFT_AUTHORITY_HOST',
  'MICROSOFT_GRAPH_URL',
]);
const values = Object.entries(EXAMPLE).filter(([name, value]) => value !== '' && !HARMLESS.has(name));

/** As a value may be copied. */
const VARIANTS: readonly (readonly [how: string, change: (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['with spaces around it', (text) => `  ${text} `],
  ['in small letters', (text) => text.toLowerCase()],
  ['in capitals', (text) => text.toUpperCase()],
  ['without padding', (text) => text.replace(/=+;?$/, '')],
];

describe('the values of the example', () => {
  it('are told apart from an installation of its own', () => {
    expect(faults(aPublicApp)).toEqual([]);
  });

  it('that are harmless are the defaults, and words that say nothing of an installation', () => {
    expect(
      Object.keys(EXAMPLE)
        .filter((name) => EXAMPLE[name] !== '' && HARMLESS.has(name))
        .sort(),
    ).toEqual(
      [
        'AzureWebJobsDisableHomepage',
        'CLIENT_WRITES_PER_HOUR',
        'COSMOS_DATABASE',
        'DEFAULT_TIME_ZONE',
        'EVENT_SUBJECT_TEMPLATE',
        'FUNCTIONS_WORKER_RUNTIME',
        'MAIL_PER_MINUTE',
        'MICROSOFT_AUTHORITY_HOST',
        'MICROSOFT_CREDENTIAL',
        'MICROSOFT_ENABLED',
        'MICROSOFT_GRAPH_URL',
        'PLACES',
        'RETENTION_CONTACT_DAYS',
        'RETENTION_MAIL_DAYS',
        'STAFF_HORIZON_DAYS',
        'SWEEP_SCHEDULE',
        'TRUSTED_PROXY_HOPS',
        'UNKNOWN_SETTLE_SECONDS',
      ].sort(),
    );
    expect(values.map(([name]) => name)).toEqual(
      expect.arrayContaining(['SIGNING_KEY', 'COSMOS_KEY', 'SERVICE_BUS_CONNECTION', 'APP_URL']),
    );
  });

  describe.each(values)('%s', (name, value) => {
    it.each(VARIANTS)('stops the start of a public app, %s', (_how, change) => {
      const text = change(value);
      // In Azure, where the public address is that of an installation, or the example's own.
      const found = faults({ ...withValue(name, text), WEBSITE_HOSTNAME: 'city-rooms.azurewebsites.net' });

      expect(found.filter((fault) => fault.startsWith(name))).toHaveLength(1);
      expect(found.join().replaceAll(allowedOf(name), '')).not.toContain(text.trim());
    });
  });

  it('work together on a loopback address', () => {
    expect(faults(EXAMPLE)).toEqual([]);
    expect(faults({ ...EXAMPLE, WEBSITE_HOSTNAME: 'localhost:7071' })).toEqual([]);
  });

  it('do not work in Azure, the loopback address included', () => {
    const found = faults({ ...EXAMPLE, WEBSITE_HOSTNAME: 'city-rooms.azurewebsites.net' });

    expect(found.map((fault) => fault.split(' ')[0]).sort()).toEqual(values.map(([name]) => name).sort());
  });
});

describe('further examples, which the file does not have,', () => {
  it.each([
    ['SIGNING_KEY', Buffer.alloc(32, 7).toString('base64url')],
    ['SIGNING_KEY', Buffer.from(Array.from({ length: 32 }, (_, at) => at)).toString('base64url')],
    ['SIGNING_KEY', Buffer.from('please-change-me-before-you-start-it').toString('base64url')],
    ...[
      'supersecretsupersecretsupersecretsupersecret',
      'my-signing-key-my-signing-key-my-signing-key-1',
      'correct-horse-battery-staple-and-a-little-more',
      'Oberndorfer-Stadtverwaltung-Signaturschluessel1',
      'Abc123Xyz-Abc123Xyz-Abc123Xyz-Abc123Xyz-Abc12',
      'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
      createHash('sha256').update('').digest('base64url'),
      createHash('sha256').update('').digest('hex'),
      Buffer.from(EXAMPLE['SIGNING_KEY'] ?? '', 'base64url').toString('hex'),
      ...['the quick brown fox jumps over the lazy dog', '0123456789'.repeat(4), 'Straße über Öd nach Ärgernis und zurück'].map((words) =>
        Buffer.from(words).toString('base64url'),
      ),
      Buffer.from(chance('half').slice(0, 22).repeat(2), 'base64url').toString('base64url'),
    ].map((text): [string, string] => ['SIGNING_KEY', text]),
    ['PREVIOUS_SIGNING_KEY', EXAMPLE['SIGNING_KEY'] ?? ''],
    ['COSMOS_KEY', 'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw=='],
    ['MICROSOFT_CLIENT_SECRET', '<your client secret>'],
    ['MICROSOFT_TENANT_ID', '00000000-0000-0000-0000-000000000000'],
    ['MICROSOFT_CLIENT_ID', '11111111-2222-3333-4444-555555555555'],
    ['MICROSOFT_MANAGED_IDENTITY_CLIENT_ID', 'aaaabbbb-0000-cccc-1111-dddd2222eeee'],
    ['API_AUDIENCE', 'api://00000000-0000-0000-0000-000000000000'],
    ['KEY_VAULT_URL', 'https://contoso.vault.azure.net'],
    ['COSMOS_ENDPOINT', 'https://localhost:8081'],
    ['MICROSOFT_AUTHORITY_HOST', 'https://login.test'],
    ['SERVICE_BUS_CONNECTION__fullyQualifiedNamespace', 'contoso.servicebus.windows.net'],
    ['SERVICE_BUS_CONNECTION', 'Endpoint=sb://city-rooms.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey=ZXhhbXBsZQ=='],
    ['APP_URL', 'https://rooms.example.org'],
    ['MAIL_SENDER', 'bookings@contoso.com'],
    ['MAIL_APPROVER', 'anna@Example.COM'],
    ...['a@yourdomain.com', 'a@domain.com', 'a@mycontoso.com', 'a@my-company.at'].map((text): [string, string] => ['MAIL_SENDER', text]),
    ['APP_URL', 'https://host.docker.internal'],
    ['AzureWebJobsStorage', 'usedevelopmentstorage=true'],
    [
      'AzureWebJobsStorage',
      'AccountName=devstoreaccount1;AccountKey=a;DefaultEndpointsProtocol=http;BlobEndpoint=http://127.0.0.1:10000/x',
    ],
    ['AzureWebJobsStorage', 'AccountName=rooms;AccountKey=a;BlobEndpoint=http://localhost:10000/rooms'],
    ['AzureWebJobsStorage__blobServiceUri', 'http://127.0.0.1:10000/rooms'],
    ['AzureWebJobsStorage__accountName', 'devstoreaccount1'],
  ])('stop the start too: %s', (name, value) => {
    const found = faults(withValue(name, value));

    expect(found).toEqual([expect.stringMatching(new RegExp(`^${name} is an example value`))]);
  });
});

describe('a value of an installation', () => {
  it.each(Array.from({ length: 200 }, (_, at) => chance(`seed ${String(at)}`)))('is no example: the key %s', (key) => {
    const hex = Buffer.from(key, 'base64url').toString('hex');

    expect(faults({ ...aPublicApp, SIGNING_KEY: hex })).toEqual([]);
    expect(faults({ ...aPublicApp, SIGNING_KEY: key, COSMOS_KEY: `${key}=`, MICROSOFT_CLIENT_SECRET: key })).toEqual([]);
  });

  it.each([
    'https://rooms.oberndorf.at',
    'https://city-rooms.azurewebsites.net',
    'https://contest.org',
    'https://examples.gov',
    'https://rooms.domain.local',
  ])('is no example: %s', (url) => {
    expect(faults({ ...aPublicApp, APP_URL: url })).toEqual([]);
  });
});
