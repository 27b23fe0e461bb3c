import { MODULES } from '../../../functions/compose';
import { readConfig } from '../../../shared/config/config';
import { aPublicApp, CLIENT_ID } from '../../support/builders/environment';

const warnings = (more: Readonly<Record<string, string>>): readonly string[] => readConfig({ ...aPublicApp, ...more }, MODULES).warnings;

describe('a name that is no setting', () => {
  it.each([
    ['MAIL_SENDR', 'MAIL_SENDER'],
    ['mail_approver', 'MAIL_APPROVER'],
    ['PLACE', 'PLACES'],
    ['SWEEP-SCHEDULE', 'SWEEP_SCHEDULE'],
    ['SINGING_KEY_NAME', 'SIGNING_KEY_NAME'],
    ['COSMOSDATABASE', 'COSMOS_DATABASE'],
    ['TIME_ZONE', 'DEFAULT_TIME_ZONE'],
    ['TIMEZONE', 'DEFAULT_TIME_ZONE'],
    ['KEY_VAULT', 'KEY_VAULT_URL'],
    ['SWEEP_CRON', 'SWEEP_SCHEDULE'],
    ['CLIENT_SECRET', 'MICROSOFT_CLIENT_SECRET'],
    ['BASE_URL', 'APP_URL'],
    ['SUBJECT_TEMPLATE', 'EVENT_SUBJECT_TEMPLATE'],
  ])('and nearly is one is warned about: %s', (name, meant) => {
    expect(warnings({ [name]: 'x' })).toEqual([`${name} is no setting and is not read; ${meant} is one`]);
  });

  it.each(['MICROSOFT_SHARED_CALENDAR_NAME', 'MAIL_DOMAIN', 'RETENTION_AUDIT_DAYS'])(
    'of a family of settings is warned about: %s',
    (name) => {
      expect(warnings({ [name]: 'x' })).toEqual([`${name} is no setting and is not read`]);
    },
  );

  it('is left alone where it is blank, or belongs to the platform', () => {
    const platform = {
      MAIL_SENDR: ' ',
      PATH: '/usr/bin',
      HOME: '/home',
      WEBSITE_SITE_NAME: 'rooms',
      IDENTITY_ENDPOINT: 'http://127.0.0.1:1',
      MSI_SECRET: 'x',
      FUNCTIONS_WORKER_RUNTIME: 'node',
      FUNCTIONS_EXTENSION_VERSION: '~4',
      AzureWebJobsStorage__blobServiceUri: 'https://rooms.blob.core.windows.net',
      APPLICATIONINSIGHTS_CONNECTION_STRING: 'x',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      LANG: 'C',
      TZ: 'UTC',
    };

    expect(warnings(platform)).toEqual([]);
  });
});

describe('what the host does other than meant', () => {
  it('is warned about: no storage, without which no timer runs', () => {
    const without = { AzureWebJobsStorage__accountName: '' };

    expect(warnings(without)).toEqual([expect.stringContaining('AzureWebJobsStorage is missing')]);
    expect(warnings({ ...without, AzureWebJobsStorage: 'DefaultEndpointsProtocol=https;AccountName=cityrooms;AccountKey=a' })).toEqual([]);
    expect(warnings({ ...without, AzureWebJobsStorage__blobServiceUri: 'https://cityrooms.blob.core.windows.net' })).toEqual([]);
    expect(warnings({ ...without, APP_URL: 'http://localhost:7071' })).toEqual([]);
  });

  const byIdentity = { MICROSOFT_MANAGED_IDENTITY_CLIENT_ID: CLIENT_ID };
  const told = { SERVICE_BUS_CONNECTION__credential: 'managedidentity', SERVICE_BUS_CONNECTION__clientId: CLIENT_ID.toUpperCase() };

  it('is warned about: a queue that it reads by another identity', () => {
    expect(warnings(byIdentity)).toEqual([expect.stringContaining('SERVICE_BUS_CONNECTION__clientId are missing')]);
    expect(warnings({ ...byIdentity, ...told, SERVICE_BUS_CONNECTION__credential: 'secret' })).toHaveLength(1);
    expect(warnings({ ...byIdentity, ...told, SERVICE_BUS_CONNECTION__clientId: aPublicApp['MICROSOFT_TENANT_ID'] ?? '' })).toEqual([
      expect.stringContaining('differ'),
    ]);
    expect(warnings({ ...byIdentity, ...told })).toEqual([]);
  });

  it.each(['AzureWebJobs.work-lane.Disabled', 'AzureWebJobs_sweep_Disabled'])(
    'is warned about: a function that is switched off, %s',
    (name) => {
      expect(warnings({ [name]: 'true' })).toEqual([
        expect.stringMatching(/^AzureWebJobs.* is true: the function (?:work-lane|sweep) does not run$/),
      ]);
      expect(warnings({ [name]: 'false' })).toEqual([]);
    },
  );
});
