import { CosmosClient } from '@azure/cosmos';
import { app } from '@azure/functions';
import { ClientSecretCredential, ManagedIdentityCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { ServiceBusClient } from '@azure/service-bus';

/** A function app that reaches every piece of the cloud with the plain SDKs and nothing but its settings. */

const setting = (name: string): string => process.env[name] ?? '';

app.http('pid', { route: 'pid', methods: ['GET'], authLevel: 'anonymous', handler: () => ({ jsonBody: process.pid }) });

app.http('secret', {
  route: 'secret',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: async () => ({ jsonBody: (await clientSecret()).length }),
});

app.http('users', {
  route: 'users',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: async () => {
    const authorityHost = setting('MICROSOFT_AUTHORITY_HOST');
    const credential = new ClientSecretCredential(setting('MICROSOFT_TENANT_ID'), setting('MICROSOFT_CLIENT_ID'), await clientSecret(), {
      authorityHost,
      disableInstanceDiscovery: true,
    });
    const { token } = await credential.getToken('https://graph.microsoft.com/.default');
    const response = await fetch(`${setting('MICROSOFT_GRAPH_URL')}/users?$top=999`, { headers: { authorization: `Bearer ${token}` } });
    const { value } = (await response.json()) as { value: unknown[] };
    return { jsonBody: value.length };
  },
});

app.http('document', {
  route: 'document',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: async () => {
    const client = new CosmosClient({ endpoint: setting('COSMOS_ENDPOINT'), key: setting('COSMOS_KEY') });
    const items = client.database('instep').container('items');
    const { resource } = await items.items.create({ id: crypto.randomUUID(), pk: 'p' });
    return { jsonBody: resource?.pk };
  },
});

app.http('nudge', {
  route: 'nudge',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: async () => {
    const client = new ServiceBusClient(setting('SERVICE_BUS_CONNECTION'));
    await client.createSender('nudges').sendMessages({ body: { lane: 'x' } });
    await client.close();
    return { jsonBody: 'sent' };
  },
});

async function clientSecret(): Promise<string> {
  const vault = new SecretClient(setting('KEY_VAULT_URL'), new ManagedIdentityCredential(), { disableChallengeResourceVerification: true });
  return (await vault.getSecret(setting('MICROSOFT_CLIENT_SECRET_NAME'))).value ?? '';
}
