import { createHash } from 'node:crypto';
import type { Environment } from '../../../shared/config/config';

/** A text by chance that is the same in each run. */
export const chance = (seed: string): string => createHash('sha256').update(seed).digest('base64url');

const TENANT_ID = '6f1d8a52-94c3-4d7e-8b1a-3c5e7f902b41';
export const CLIENT_ID = 'b3a7c914-2e58-4f06-9d8c-71e4a05c6d23';

/** Every setting of an installation that is no example. */
export const aPublicApp: Environment = {
  AzureWebJobsDisableHomepage: 'true',
  AzureWebJobsStorage__accountName: 'cityrooms',
  APP_URL: 'https://rooms.city.internal',
  COSMOS_ENDPOINT: 'https://store.city.internal',
  SERVICE_BUS_CONNECTION__fullyQualifiedNamespace: 'city-rooms.servicebus.windows.net',
  SIGNING_KEY: chance('signing key'),
  MICROSOFT_ENABLED: 'true',
  MICROSOFT_TENANT_ID: TENANT_ID,
  MICROSOFT_CLIENT_ID: CLIENT_ID,
  MICROSOFT_CREDENTIAL: 'secret',
  MICROSOFT_CLIENT_SECRET: chance('client secret'),
  MAIL_SENDER: 'bookings@city.internal',
  SCHEDULE_READER: 'freebusy@city.internal',
  ORGANISATION_NAME: 'Oberndorf',
};
