/** Where the pieces of one local cloud are, and the credentials that open them. */
export interface Endpoints {
  readonly apiUrl: string;
  readonly tenantUrl: string;
  readonly databaseUrl: string;
  readonly databaseKey: string;
  readonly busConnection: string;
  readonly vaultUrl: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecretName: string;
  readonly signingKey: string;
  /** PEM file with the certificate authority of tenant and vault. */
  readonly caFile: string;
  /** The platform's managed identity endpoint, as App Service gives it to the app. */
  readonly identity: { readonly endpoint: string; readonly header: string };
  readonly mailDomain: string;
  /** Somebody of the staff, who is asked to decide. */
  readonly approver: string;
}

/** The app settings: those of production, with other endpoints and credentials. What the platform itself sets stands at the end. */
export function appSettings(at: Endpoints): Record<string, string> {
  return {
    MICROSOFT_ENABLED: 'true',
    MICROSOFT_TENANT_ID: at.tenantId,
    MICROSOFT_CLIENT_ID: at.clientId,
    MICROSOFT_CREDENTIAL: 'secret',
    MICROSOFT_CLIENT_SECRET_NAME: at.clientSecretName,
    MICROSOFT_AUTHORITY_HOST: at.tenantUrl,
    MICROSOFT_GRAPH_URL: `${at.tenantUrl}/v1.0`,
    KEY_VAULT_URL: at.vaultUrl,
    API_AUDIENCE: at.clientId,
    COSMOS_ENDPOINT: at.databaseUrl,
    COSMOS_KEY: at.databaseKey,
    SERVICE_BUS_CONNECTION: at.busConnection,
    APP_URL: at.apiUrl,
    SIGNING_KEY: at.signingKey,
    MAIL_SENDER: `bookings@${at.mailDomain}`,
    MAIL_APPROVER: at.approver,
    SCHEDULE_READER: `freebusy@${at.mailDomain}`,
    PLACES: 'write',
    // One machine plays a whole town.
    CLIENT_WRITES_PER_HOUR: '600',
    ORGANISATION_NAME: 'City of Example',

    NODE_EXTRA_CA_CERTS: at.caFile,
    IDENTITY_ENDPOINT: at.identity.endpoint,
    IDENTITY_HEADER: at.identity.header,
    FUNCTIONS_WORKER_RUNTIME: 'node',
    AzureWebJobsDisableHomepage: 'true',
  };
}
