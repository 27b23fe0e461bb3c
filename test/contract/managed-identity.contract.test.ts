import { ManagedIdentityCredential } from '@azure/identity';
import { startIdentity, type IdentityEndpoint } from '../../infra/local/identity';

const OWN = 'b3a7c914-2e58-4f06-9d8c-71e4a05c6d23';
const RESOURCE = 'https://vault.azure.net';

describe('the managed identity endpoint', () => {
  const before = { ...process.env };
  let endpoint: IdentityEndpoint;
  const asked: (string | undefined)[] = [];

  beforeAll(async () => {
    endpoint = await startIdentity(
      (_resource, identity) => {
        asked.push(identity);
        if (identity !== undefined && identity !== OWN) return undefined;
        return { status: 200, body: { access_token: `token of ${identity ?? 'the app itself'}`, expires_in: 3_600 } };
      },
      () => Date.now(),
      'the header',
    );
    process.env['IDENTITY_ENDPOINT'] = endpoint.endpoint;
    process.env['IDENTITY_HEADER'] = endpoint.header;
  });
  afterAll(async () => {
    for (const name of ['IDENTITY_ENDPOINT', 'IDENTITY_HEADER']) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
    await endpoint.close();
  });

  const tokenOf = async (clientId?: string): Promise<string> => {
    const credential = new ManagedIdentityCredential({ ...(clientId !== undefined && { clientId }), retryOptions: { maxRetries: 0 } });
    return (await credential.getToken(`${RESOURCE}/.default`)).token;
  };
  const ask = async (query: string): Promise<readonly [number, unknown]> => {
    const response = await fetch(`${endpoint.endpoint}?api-version=2019-08-01&resource=${RESOURCE}${query}`, {
      headers: { 'x-identity-header': endpoint.header },
    });
    return [response.status, await response.json()];
  };

  it('gives a token of the app itself, and of an identity that is assigned to it', async () => {
    expect(await tokenOf()).toBe('token of the app itself');
    expect(await tokenOf(OWN)).toBe(`token of ${OWN}`);
  });

  it('gives none of an identity that is not', async () => {
    await expect(tokenOf('9b1f4c62-7d83-4e05-a6c8-20d75b3f91ea')).rejects.toThrow(/400|No User Assigned/);
    expect(await ask('&client_id=9b1f4c62-7d83-4e05-a6c8-20d75b3f91ea')).toEqual([
      400,
      { statusCode: 400, message: expect.stringContaining('No User Assigned or Delegated Managed Identity found') },
    ]);
  });

  it('refuses by name to choose one by another id', async () => {
    asked.length = 0;

    expect((await ask('&mi_res_id=/subscriptions/x'))[0]).toBe(501);
    expect((await ask('&principal_id=x'))[0]).toBe(501);
    expect(asked).toEqual([]);
  });
});
