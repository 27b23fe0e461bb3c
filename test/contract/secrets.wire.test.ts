import { SecretClient } from '@azure/keyvault-secrets';
import { generate } from 'selfsigned';
import { FaultScript } from '../../infra/local/kernel/faults';
import { TenantCore } from '../../infra/local/tenant/core';
import { startTenant } from '../../infra/local/tenant/wire';
import { VaultCore } from '../../infra/local/vault/core';
import { startVault } from '../../infra/local/vault/wire';
import { appTokens } from '../../shared/adapters/entra/app-tokens';
import type { AppTokens } from '../../shared/adapters/entra/app-tokens';
import { credentialFactory, lazyCredential } from '../../shared/adapters/entra/credential';
import type { CredentialChoice } from '../../shared/adapters/entra/credential';
import { keyVaultSecrets } from '../../shared/adapters/key-vault/secrets';
import type { KeyVaultSecrets } from '../../shared/adapters/key-vault/secrets';
import { MINUTE } from '../../shared/kernel/clock';
import type { Clock } from '../../shared/kernel/clock';
import { Secret } from '../../shared/kernel/secret';
import { trustedCertificates } from '../support/entra/trust';

const APP = '6f1d8a52-0000-4000-8000-0000000000a1';
const OPENER = '6f1d8a52-0000-4000-8000-0000000000a2';

describe('key material in a vault', () => {
  let own: { readonly private: string; readonly cert: string };
  let offset: number;
  let tenant: TenantCore;
  let vault: VaultCore;
  let faults: FaultScript;
  let secrets: KeyVaultSecrets;
  let close: () => Promise<void>;
  let client: SecretClient;
  let tokensWith: (material: 'secret' | 'certificate') => AppTokens;

  beforeAll(async () => {
    own = await generate([{ name: 'commonName', value: 'instep' }], { keySize: 2048, algorithm: 'sha256' });
  });
  beforeEach(async () => {
    offset = 0;
    const certificates = await trustedCertificates();
    const clock: Clock = { now: () => Date.now() + offset, random: () => 0.5, id: () => 'unused' };
    faults = new FaultScript();
    tenant = new TenantCore({ now: () => clock.now(), random: () => 0.5, faults });
    tenant.entra.apps.register({ appId: APP, displayName: 'Instep', secret: 'first', certificate: own.cert });
    tenant.entra.apps.register({ appId: OPENER, displayName: 'The host', secret: 'opens' });
    const front = await startTenant(tenant, { port: 0, ...certificates });
    const { tenantId } = tenant.entra;
    const parts = { now: () => clock.now(), random: () => 0.5, faults, tenantId, authorityHost: () => front.url, allowedApps: [OPENER] };
    vault = new VaultCore(parts);
    vault.put('graph', 'first');
    vault.put('graph-certificate', `${own.private}\n${own.cert}`.replaceAll('\n', '\\n'));
    const door = await startVault(vault, { port: 0, ...certificates, openToken: (token) => tenant.entra.keys.open(token) });

    const unused = { read: () => Promise.reject(new Error('not from a vault')), forget: () => undefined };
    const opens: CredentialChoice = { kind: 'secret', tenantId, clientId: OPENER, secret: { from: 'setting', text: new Secret('opens') } };
    const opener = credentialFactory({ choice: opens, authorityHost: front.url, secrets: unused });
    client = new SecretClient(
      door.url,
      lazyCredential(() => opener(false)),
      { disableChallengeResourceVerification: true, retryOptions: { maxRetries: 0 } },
    );
    secrets = keyVaultSecrets({ url: door.url, credential: lazyCredential(() => opener(false)), clock });
    tokensWith = (kind) => {
      const app = { tenantId, clientId: APP };
      const choice: CredentialChoice =
        kind === 'secret'
          ? { kind, ...app, secret: { from: 'vault', name: 'graph' } }
          : { kind, ...app, certificate: { from: 'vault', name: 'graph-certificate' } };
      const newCredential = credentialFactory({ choice, authorityHost: front.url, secrets });
      return appTokens({ scope: 'https://graph.microsoft.com/.default', clock, newCredential });
    };
    close = async () => {
      await door.close();
      await front.close();
    };
  });
  afterEach(() => close());

  it.each(['secret', 'certificate'] as const)('makes a token with a %s', async (kind) => {
    const token = await tokensWith(kind).current();

    expect(tenant.principalOfToken(token.value)).toMatchObject({ appId: APP });
  });

  it('is refused when the certificate is not registered, and nothing else is tried', async () => {
    tenant.entra.apps.removeCertificates(APP);

    await expect(tokensWith('certificate').current()).rejects.toMatchObject({
      failure: { kind: 'denied', reason: expect.stringContaining('AADSTS700027') },
    });
  });

  it('is read once in ten minutes', async () => {
    await secrets.read('graph');
    vault.put('graph', 'second');

    expect(await secrets.read('graph')).toBe('first');
    offset += 10 * MINUTE;
    expect(await secrets.read('graph')).toBe('second');
  });

  it('is read again as soon as what was read is refused', async () => {
    const tokens = tokensWith('secret');
    const old = await tokens.current();
    tenant.entra.apps.expireSecret(APP, Date.now());
    tenant.entra.apps.addSecret(APP, 'second');
    vault.put('graph', 'second');

    const fresh = await tokens.fresh(old);

    expect(tenant.principalOfToken(fresh.value)).toMatchObject({ appId: APP });
    expect(fresh.value).not.toBe(old.value);
  });

  it('that is missing is named, and found once it is there', async () => {
    const missing = { failure: { kind: 'denied', reason: 'the vault holds no secret signing' } };
    await expect(secrets.read('signing')).rejects.toMatchObject(missing);
    vault.put('signing', 'key');

    expect(await secrets.read('signing')).toBe('key');
  });

  it('that the vault withholds leaves no token, with the reason of the vault', async () => {
    faults.add({ id: 'shut', core: 'vault', match: {}, when: 'before', effect: { kind: 'refuse', status: 403 } });

    await expect(tokensWith('secret').current()).rejects.toMatchObject({
      failure: { kind: 'denied', reason: 'the vault refuses to give the secret graph' },
    });
  });

  it('has no versions where nobody knows the secret, page by page none is lost, and too large a page is refused', async () => {
    for (let n = 0; n < 30; n += 1) vault.put('turned', String(n));
    const idsOf = async (name: string): Promise<readonly (string | undefined)[]> => {
      const found: (string | undefined)[] = [];
      for await (const { version } of client.listPropertiesOfSecretVersions(name)) found.push(version);
      return found;
    };

    expect(await idsOf('nobody')).toEqual([]);
    expect(new Set(await idsOf('turned')).size).toBe(30);
    await expect(client.getSecret('nobody')).rejects.toMatchObject({ statusCode: 404, code: 'SecretNotFound' });
    const page = client.listPropertiesOfSecrets().byPage({ maxPageSize: 26 }).next();
    await expect(page).rejects.toMatchObject({ statusCode: 400, code: 'BadParameter' });
  });
});
