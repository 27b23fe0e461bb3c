import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { MODULES } from '../../../functions/compose';
import { ConfigError, readConfig as readConfigOf } from '../../../shared/config/config';
import type { Config, Environment } from '../../../shared/config/config';

const readConfig = (env: Environment): Config => readConfigOf(env, MODULES);

const tenantId = '6f1d8a52-0000-4000-8000-000000000001';
const clientId = '6f1d8a52-0000-4000-8000-000000000002';
const certificate = '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----';

const least: Environment = {
  COSMOS_ENDPOINT: 'https://store.city.internal',
  SERVICE_BUS_CONNECTION__fullyQualifiedNamespace: 'city.servicebus.windows.net',
  APP_URL: 'https://rooms.city.internal',
  SIGNING_KEY: createHash('sha256').update('a key').digest('base64url'),
  MAIL_SENDER: 'bookings@city.internal',
  AzureWebJobsDisableHomepage: 'true',
  AzureWebJobsStorage__accountName: 'cityrooms',
};
const before = createHash('sha256').update('the key before').digest('base64url');
const on: Environment = {
  ...least,
  MICROSOFT_ENABLED: 'true',
  MICROSOFT_TENANT_ID: tenantId,
  MICROSOFT_CLIENT_ID: clientId,
  MICROSOFT_CLIENT_SECRET: 'hush-hush',
};

const problems = (env: Environment): readonly string[] => {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};
const enabled = (config: Config) => (config.microsoft.state === 'enabled' ? config.microsoft : undefined);

describe('settings', () => {
  it('have defaults for all but endpoints, address and signing key', () => {
    expect(readConfig(least)).toMatchObject({
      microsoft: { state: 'off' },
      database: { endpoint: 'https://store.city.internal', name: 'instep' },
      bus: { kind: 'managed-identity', namespace: 'city.servicebus.windows.net' },
      settings: {
        EVENT_SUBJECT_TEMPLATE: '{title}',
        SWEEP_SCHEDULE: '0 * * * * *',
        UNKNOWN_SETTLE_SECONDS: 120_000,
        DEFAULT_TIME_ZONE: 'Etc/UTC',
        MAIL_SENDER: 'bookings@city.internal',
        MAIL_PER_MINUTE: 30,
        PLACES: 'off',
        RETENTION_CONTACT_DAYS: 365,
        RETENTION_MAIL_DAYS: 90,
      },
      warnings: [],
    });
  });

  it('name who is asked to decide', () => {
    expect(readConfig({ ...least, MAIL_APPROVER: 'keeper@city.internal' }).settings).toMatchObject({
      MAIL_APPROVER: 'keeper@city.internal',
    });
  });

  it('switch the room finder on, and say how long what is personal is kept', () => {
    expect(readConfig({ ...least, PLACES: 'write', RETENTION_CONTACT_DAYS: '30', RETENTION_MAIL_DAYS: '7' })).toMatchObject({
      settings: { PLACES: 'write', RETENTION_CONTACT_DAYS: 30, RETENTION_MAIL_DAYS: 7 },
    });
    expect(problems({ ...least, PLACES: 'on', RETENTION_CONTACT_DAYS: '0', RETENTION_MAIL_DAYS: 'ever' })).toHaveLength(3);
  });

  it.each([undefined, 'false'])('warn when the host shows its own homepage (%s)', (text) => {
    expect(readConfig({ ...least, AzureWebJobsDisableHomepage: text }).warnings).toEqual([
      expect.stringContaining('AzureWebJobsDisableHomepage is not true'),
    ]);
  });

  it('warn when nobody can be told by mail', () => {
    expect(readConfig({ ...least, MAIL_SENDER: '' }).warnings).toEqual([expect.stringContaining('MAIL_SENDER is missing')]);
  });

  it('warn when Exchange cannot be asked what is free, once Microsoft is on', () => {
    expect(readConfig(on).warnings).toEqual([expect.stringContaining('SCHEDULE_READER is missing')]);
    expect(readConfig({ ...on, SCHEDULE_READER: 'freebusy@city.internal' })).toMatchObject({
      settings: { SCHEDULE_READER: 'freebusy@city.internal' },
      warnings: [],
    });
  });

  it('name every missing one at once', () => {
    const found = problems({ APP_URL: ' ' });

    expect(found.map((problem) => problem.split(' ')[0]).sort()).toEqual([
      'APP_URL',
      'COSMOS_ENDPOINT',
      'SERVICE_BUS_CONNECTION',
      'SIGNING_KEY',
    ]);
    expect(found.every((problem) => problem.includes('is missing'))).toBe(true);
  });

  it.each([
    ['MICROSOFT_TENANT_ID', 'contoso', 'the GUID'],
    ['MICROSOFT_CREDENTIAL', 'password', 'managed-identity, certificate or secret'],
    ['MICROSOFT_CLIENT_CERTIFICATE', 'not a certificate', 'PEM'],
    ['MICROSOFT_CLIENT_SECRET_NAME', 'my secret', 'Key Vault secret'],
    ['MICROSOFT_AUTHORITY_HOST', 'http://login.example', 'https'],
    ['MICROSOFT_AUTHORITY_HOST', 'https://login.example/tenant', 'without a path'],
    ['MICROSOFT_GRAPH_URL', 'http://localhost:7073/v1.0', 'https'],
    ['MICROSOFT_GRAPH_URL', 'https://graph.microsoft.com', '/v1.0'],
    ['MICROSOFT_GRAPH_URL', 'https://graph.microsoft.com/beta', '/v1.0'],
    ['MICROSOFT_GRAPH_URL', 'https://graph.microsoft.us/v1.0/users', '/v1.0'],
    ['MICROSOFT_TENANT_ID', '9188040D-6c67-4c5b-b112-36a304b66dad', 'personal accounts'],
    ['KEY_VAULT_URL', 'vault', 'https'],
    ['API_AUDIENCE', 'one,,two', 'parted by commas'],
    ['COSMOS_ENDPOINT', 'http://store.example', 'loopback'],
    ['COSMOS_ENDPOINT', 'https://city.documents.azure.com:443/dbs/instep', 'without a path'],
    ['COSMOS_ENDPOINT', 'http://127.0.0.1:8081/x', 'without a path'],
    ['APP_URL', 'http://rooms.city.internal', 'loopback'],
    ['APP_URL', 'https://user:word@rooms.city.internal', 'https'],
    ['APP_URL', 'ftp://localhost', 'https'],
    ['SIGNING_KEY', Buffer.alloc(31).toString('base64url'), 'at least 32 bytes'],
    ['SIGNING_KEY', `${Buffer.alloc(40).toString('base64url')}!`, 'base64url'],
    ['PREVIOUS_SIGNING_KEY', 'short', 'at least 32 bytes'],
    ['EVENT_SUBJECT_TEMPLATE', '{title} {email}', '{reference}'],
    ['SWEEP_SCHEDULE', '* * * * *', 'NCRONTAB'],
    ['UNKNOWN_SETTLE_SECONDS', '1.5', 'whole number'],
    ['UNKNOWN_SETTLE_SECONDS', '0', '1 to 3600'],
    ['DEFAULT_TIME_ZONE', 'Mars/Olympus', 'IANA'],
    ['DEFAULT_TIME_ZONE', '+01:00', 'IANA'],
    ['MAIL_SENDER', 'bookings', 'a mail address'],
    ['MAIL_SENDER', 'a@b@city.internal', 'a mail address'],
    ['MAIL_REPLY_TO', 'Office <office@city.internal>', 'a mail address'],
    ['MAIL_APPROVER', 'the boss', 'a mail address'],
    ['SCHEDULE_READER', 'freebusy', 'a mail address'],
    ['MAIL_PER_MINUTE', '31', 'from 1 to 30'],
    ['MAIL_PER_MINUTE', '0', 'from 1 to 30'],
  ])('stop the start when %s is %j', (name, value, allowed) => {
    const found = problems({ ...on, MICROSOFT_CLIENT_SECRET: undefined, [name]: value });

    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${name} must be `));
    expect(found[0]).toContain(allowed);
  });

  const bus = 'Endpoint=sb://city.servicebus.windows.net/';
  const byKey = `${bus};SharedAccessKeyName=a;SharedAccessKey=b`;
  const withBus = (text: string): Environment => ({
    ...least,
    SERVICE_BUS_CONNECTION__fullyQualifiedNamespace: '',
    SERVICE_BUS_CONNECTION: text,
  });

  it.each([
    'city.servicebus.windows.net',
    bus,
    `${bus};SharedAccessKeyName=a`,
    `${bus};SharedAccessKeyName=a;SharedAccessKey=`,
    `${bus};SharedAccessKey=b`,
    `${byKey};EntityPath=other`,
    byKey.toLowerCase(),
    'Endpoint=sb://;SharedAccessKeyName=a;SharedAccessKey=b',
  ])('stop the start when SERVICE_BUS_CONNECTION is no connection string of the namespace: %s', (text) => {
    expect(problems(withBus(text))).toEqual([expect.stringMatching(/^SERVICE_BUS_CONNECTION must be /)]);
  });

  it.each([byKey, `${byKey};EntityPath=nudges`, 'Endpoint = sb://city.servicebus.windows.net ; SharedAccessKey=b=; SharedAccessKeyName=a'])(
    'take SERVICE_BUS_CONNECTION: %s',
    (text) => {
      expect(problems(withBus(text))).toEqual([]);
    },
  );

  it('that name two things are not taken when they are one', () => {
    const vault = { ...least, SIGNING_KEY: '', SIGNING_KEY_NAME: 'signing', KEY_VAULT_URL: 'https://city.vault.azure.net' };

    expect(problems({ ...least, PREVIOUS_SIGNING_KEY: `${least['SIGNING_KEY'] ?? ''}=` })).toEqual([
      expect.stringMatching(/^PREVIOUS_SIGNING_KEY is the value of SIGNING_KEY/),
    ]);
    expect(problems({ ...vault, PREVIOUS_SIGNING_KEY_NAME: 'Signing' })).toEqual([
      expect.stringMatching(/^PREVIOUS_SIGNING_KEY_NAME is the value of SIGNING_KEY_NAME/),
    ]);
    expect(problems({ ...on, MICROSOFT_TENANT_ID: clientId.toUpperCase() })).toEqual([
      expect.stringMatching(/^MICROSOFT_TENANT_ID is the value of MICROSOFT_CLIENT_ID/),
    ]);
  });

  it('never show a value, neither in the error nor in a dump', () => {
    const error = new ConfigError(problems({ ...on, SIGNING_KEY: 'too-short-but-secret', MICROSOFT_CLIENT_SECRET_NAME: 'x' }));
    const config = readConfig(on);

    expect(error.message).not.toContain('too-short-but-secret');
    expect(error.message).not.toContain('hush-hush');
    expect(JSON.stringify(config)).not.toContain('hush-hush');
    expect(inspect(config, { depth: 9, showHidden: true })).not.toContain('hush-hush');
  });

  it.each(['http://localhost:7071', 'http://127.0.0.1:7071/', 'http://[::1]:7071', 'https://rooms.city.internal/'])(
    'accept %s as the address',
    (url) => {
      expect(readConfig({ ...least, APP_URL: url }).appUrl).toBe(url.replace(/\/$/, ''));
    },
  );

  it('do not let a secret and the name of a secret stand side by side', () => {
    const env = { ...on, KEY_VAULT_URL: 'https://city.vault.azure.net' };

    expect(problems({ ...env, MICROSOFT_CLIENT_SECRET_NAME: 'graph' })).toEqual([expect.stringContaining('exclude each other')]);
    expect(problems({ ...env, SIGNING_KEY_NAME: 'signing' })).toEqual([expect.stringContaining('exclude each other')]);
    expect(problems({ ...env, PREVIOUS_SIGNING_KEY: before, PREVIOUS_SIGNING_KEY_NAME: 'old' })).toEqual([
      expect.stringContaining('exclude each other'),
    ]);
  });

  it('want a vault for a signing key that is in one', () => {
    expect(problems({ ...least, SIGNING_KEY: '', SIGNING_KEY_NAME: 'signing' })).toEqual([
      'KEY_VAULT_URL is missing; SIGNING_KEY_NAME needs it',
    ]);
    expect(problems({ ...least, PREVIOUS_SIGNING_KEY_NAME: 'old' })).toEqual([
      'KEY_VAULT_URL is missing; PREVIOUS_SIGNING_KEY_NAME needs it',
    ]);
  });

  it('know the signing key before the present one, as its text or by its name in the vault, or that there is none', () => {
    const env = { ...least, KEY_VAULT_URL: 'https://city.vault.azure.net' };

    expect(readConfig(env).previousSigningKey).toBeUndefined();
    expect(readConfig({ ...env, PREVIOUS_SIGNING_KEY_NAME: 'old' }).previousSigningKey).toEqual({ from: 'vault', name: 'old' });
    expect(readConfig({ ...env, PREVIOUS_SIGNING_KEY: before }).previousSigningKey).toMatchObject({ from: 'setting' });
  });
});

describe('the integration', () => {
  it.each(['true', 'TRUE', ' True '])('is on when MICROSOFT_ENABLED is %j', (text) => {
    expect(readConfig({ ...on, MICROSOFT_ENABLED: text }).microsoft.state).toBe('enabled');
  });

  it.each(['false', 'FALSE', '', undefined])('is off, without a warning, when MICROSOFT_ENABLED is %j', (text) => {
    expect(readConfig({ ...on, MICROSOFT_ENABLED: text })).toMatchObject({ microsoft: { state: 'off' }, warnings: [] });
  });

  it.each(['yes', '1', 'on'])('is off, with a warning, when MICROSOFT_ENABLED is %j', (text) => {
    const config = readConfig({ ...on, MICROSOFT_ENABLED: text });

    expect(config.microsoft.state).toBe('off');
    expect(config.warnings).toHaveLength(1);
  });

  it.each([
    [{ MICROSOFT_TENANT_ID: '' }, ['MICROSOFT_TENANT_ID']],
    [{ MICROSOFT_CLIENT_ID: '' }, ['MICROSOFT_CLIENT_ID']],
    [{ MICROSOFT_CLIENT_SECRET: '' }, ['MICROSOFT_CREDENTIAL']],
    [{ MICROSOFT_CREDENTIAL: 'secret', MICROSOFT_CLIENT_SECRET: '' }, ['MICROSOFT_CLIENT_SECRET']],
    [{ MICROSOFT_CREDENTIAL: 'certificate' }, ['MICROSOFT_CLIENT_CERTIFICATE']],
    [{ MICROSOFT_CLIENT_SECRET: '', MICROSOFT_CLIENT_SECRET_NAME: 'graph' }, ['KEY_VAULT_URL']],
    [{ MICROSOFT_TENANT_ID: '', MICROSOFT_CLIENT_ID: '' }, ['MICROSOFT_TENANT_ID', 'MICROSOFT_CLIENT_ID']],
  ])('is inert and names the gap with %j', (change, missing) => {
    const config = readConfig({ ...on, ...change });

    expect(config.microsoft).toEqual({ state: 'inert', missing });
    expect(config.warnings).toEqual([expect.stringContaining(missing.join(', '))]);
  });

  it('takes the kind of credential whose material is set', () => {
    expect(enabled(readConfig(on))?.credential.kind).toBe('secret');
    expect(enabled(readConfig({ ...on, MICROSOFT_CLIENT_SECRET: '', MICROSOFT_CLIENT_CERTIFICATE: certificate }))?.credential.kind).toBe(
      'certificate',
    );
  });

  it('asks which one counts when a secret and a certificate are set', () => {
    const both = { ...on, MICROSOFT_CLIENT_CERTIFICATE: certificate };

    expect(problems(both)).toEqual([expect.stringMatching(/^MICROSOFT_CREDENTIAL is missing/)]);
    expect(enabled(readConfig({ ...both, MICROSOFT_CREDENTIAL: 'Certificate' }))?.credential.kind).toBe('certificate');
  });

  it('keeps to the stated kind although another would be there', () => {
    const config = readConfig({ ...on, MICROSOFT_CREDENTIAL: 'managed-identity', MICROSOFT_MANAGED_IDENTITY_CLIENT_ID: clientId });

    expect(enabled(config)?.credential).toEqual({ kind: 'managed-identity', clientId });
  });

  it('reads a secret of the vault by name', () => {
    const config = readConfig({
      ...on,
      MICROSOFT_CLIENT_SECRET: '',
      MICROSOFT_CLIENT_SECRET_NAME: 'graph',
      KEY_VAULT_URL: 'https://city.vault.azure.net/',
    });

    expect(enabled(config)?.credential).toEqual({ kind: 'secret', tenantId, clientId, secret: { from: 'vault', name: 'graph' } });
  });
});

describe('the older names', () => {
  const older = {
    ...least,
    MS_AUTH_ENABLED: 'True',
    MS_AUTH_TENANT_ID: tenantId,
    MS_AUTH_CLIENT_ID: clientId,
    MS_AUTH_SECRET: 'hush-hush',
  };

  it('are read', () => {
    const microsoft = enabled(readConfig(older));

    expect(microsoft).toMatchObject({ tenantId, clientId, credential: { kind: 'secret' } });
  });

  it('may repeat the newer ones', () => {
    expect(problems({ ...older, ...on, MS_AUTH_TENANT_ID: tenantId.toUpperCase() })).toEqual([]);
  });

  it.each([
    ['MS_AUTH_TENANT_ID', 'MICROSOFT_TENANT_ID', clientId],
    ['MS_AUTH_SECRET', 'MICROSOFT_CLIENT_SECRET', 'HUSH-HUSH'],
    ['MS_AUTH_ENABLED', 'MICROSOFT_ENABLED', 'false'],
  ])('stop the start when %s contradicts %s', (alias, name, value) => {
    expect(problems({ ...on, [alias]: value })).toEqual([`${name} and ${alias} have different values; set one of them`]);
  });
});

describe('staff', () => {
  it('are checked against the client id and its URI when no audience is stated', () => {
    expect(readConfig(on).staff).toMatchObject({ state: 'enabled', tenantId, audiences: [clientId, `api://${clientId}`] });
  });

  it('are checked against the stated audiences although the integration is off', () => {
    const config = readConfig({ ...least, MICROSOFT_TENANT_ID: tenantId, API_AUDIENCE: 'api://instep, api://rooms' });

    expect(config.staff).toMatchObject({ state: 'enabled', audiences: ['api://instep', 'api://rooms'] });
  });

  it('cannot be checked without a tenant, and the gap has a name', () => {
    expect(readConfig(least).staff).toEqual({ state: 'inert', missing: ['MICROSOFT_TENANT_ID', 'API_AUDIENCE'] });
  });
});
