import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientCertificateCredential, ClientSecretCredential } from '@azure/identity';
import type { TokenCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { generate } from 'selfsigned';
import { FaultScript } from '../../infra/local/kernel/faults';
import { TenantCore } from '../../infra/local/tenant/core';
import { readJwt } from '../../infra/local/tenant/entra/signing';
import { startTenant } from '../../infra/local/tenant/wire';
import { VaultCore } from '../../infra/local/vault/core';
import { startVault } from '../../infra/local/vault/wire';
import type { HttpsFront } from '../../infra/local/wire/https-front';
import { tokenFailure } from '../../shared/adapters/entra/token-failure';
import { DAY, MINUTE } from '../../shared/kernel/clock';
import { trustedCertificates } from '../support/entra/trust';

const APP = '6f1d8a52-0000-4000-8000-0000000000a1';
const OTHER = '6f1d8a52-0000-4000-8000-0000000000a2';
const GRAPH = 'https://graph.microsoft.com/.default';
const VAULT = 'https://vault.azure.net/.default';

let offset = 0;
const now = (): number => Date.now() + offset;
let faults: FaultScript;
let core: TenantCore;
let vault: VaultCore;
let tenantFront: HttpsFront;
let vaultFront: HttpsFront;
let folder: string;
let trafficLog: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identity-'));
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  offset = 0;
  faults = new FaultScript();
  core = new TenantCore({ now, random: () => 0.5, faults, domains: ['city.example'] });
  vault = new VaultCore({
    now,
    random: () => 0.5,
    faults,
    tenantId: core.entra.tenantId,
    authorityHost: () => core.entra.authorityHost,
    allowedApps: [APP],
  });
  core.addUser({ address: 'oak@city.example', displayName: 'Oak room', kind: 'room' });
  core.entra.apps.register({ appId: APP, displayName: 'Instep', secret: 'right', roles: ['Calendars.ReadWrite'] });
  core.entra.apps.register({ appId: OTHER, displayName: 'Another app', secret: 'other' });
  const certificates = await trustedCertificates();
  trafficLog = join(folder, `${String(now())}-${String(Math.random())}.jsonl`);
  tenantFront = await startTenant(core, { port: 0, ...certificates, trafficLog });
  vaultFront = await startVault(vault, { port: 0, ...certificates, openToken: (token) => core.entra.keys.open(token) });
});
afterEach(async () => {
  await tenantFront.close();
  await vaultFront.close();
});

const options = () => ({ authorityHost: tenantFront.url, disableInstanceDiscovery: true, retryOptions: { maxRetries: 0 } });
const bySecret = (secret: string, appId = APP, tenant = core.entra.tenantId): TokenCredential =>
  new ClientSecretCredential(tenant, appId, secret, options());
const tokenOf = async (credential: TokenCredential, scope = GRAPH): Promise<string> => (await credential.getToken(scope))?.token ?? '';
const claimsOf = (token: string) => readJwt(token)?.claims;

/** The AADSTS number of a refusal, `granted`, or what else went wrong. */
type Ask = (secret: string, appId: string, tenant: string) => Promise<string>;
const inProcess: Ask = (secret, appId, tenant) => {
  const reply = core.grant(tenant, { grant_type: 'client_credentials', client_id: appId, client_secret: secret, scope: GRAPH });
  if (reply.kind === 'never') return Promise.resolve('never');
  return Promise.resolve(reply.answer.kind === 'granted' ? 'granted' : numberIn(JSON.stringify(reply.answer.body)));
};
const overTheWire: Ask = async (secret, appId, tenant) => {
  try {
    await bySecret(secret, appId, tenant).getToken(GRAPH);
    return 'granted';
  } catch (error) {
    return numberIn(String(error));
  }
};
const numberIn = (text: string): string => /AADSTS(\d+)/.exec(text)?.[1] ?? text;

describe.each([
  ['the core', inProcess],
  ['@azure/identity over the wire', overTheWire],
])('tokens by client secret: %s', (_, ask) => {
  it('grants a token for the right secret, under the id and under a domain of the tenant', async () => {
    await expect(ask('right', APP, core.entra.tenantId)).resolves.toBe('granted');
    await expect(ask('right', APP, 'city.example')).resolves.toBe('granted');
  });

  it('refuses a wrong secret, an expired one and an unknown app, each by its number', async () => {
    await expect(ask('wrong', APP, core.entra.tenantId)).resolves.toBe('7000215');
    await expect(ask('right', '6f1d8a52-0000-4000-8000-0000000000ff', core.entra.tenantId)).resolves.toBe('700016');
    core.entra.apps.expireSecret(APP, now());
    await expect(ask('right', APP, core.entra.tenantId)).resolves.toBe('7000222');
  });

  it('takes the new secret beside the old one after a rotation', async () => {
    core.entra.apps.addSecret(APP, 'next', now() + DAY);

    await expect(ask('right', APP, core.entra.tenantId)).resolves.toBe('granted');
    await expect(ask('next', APP, core.entra.tenantId)).resolves.toBe('granted');
  });
});

describe('tokens over the wire', () => {
  it('knows no tenant of another name, neither in its metadata nor at the token endpoint', async () => {
    const metadata = await fetch(`${tenantFront.url}/elsewhere.example/v2.0/.well-known/openid-configuration`);
    const error: unknown = await bySecret('right', APP, 'elsewhere.example')
      .getToken(GRAPH)
      .catch((caught: unknown) => caught);

    expect([metadata.status, await metadata.json()]).toMatchObject([400, { error: 'invalid_tenant', error_codes: [90002] }]);
    expect(error).toBeInstanceOf(Error);
    await expect(inProcess('right', APP, 'elsewhere.example')).resolves.toBe('90002');
  });

  it('carries the roles granted at that time, and lasts between 60 and 90 minutes', async () => {
    const before = claimsOf(await tokenOf(bySecret('right')));
    core.entra.apps.grant(APP, 'User.Read.All');
    const after = claimsOf(await tokenOf(bySecret('right')));

    expect(before).toMatchObject({ aud: 'https://graph.microsoft.com', appid: APP, idtyp: 'app', roles: ['Calendars.ReadWrite'] });
    expect(after).toMatchObject({ roles: ['Calendars.ReadWrite', 'User.Read.All'] });
    const life = Number(after?.['exp']) - Number(after?.['iat']);
    expect(life).toBeGreaterThanOrEqual(3_599);
    expect(life).toBeLessThanOrEqual(5_400);
  });

  it('gives a Graph token that only Graph can check', async () => {
    const keys = createRemoteJWKSet(new URL(`${tenantFront.url}/${core.entra.tenantId}/discovery/v2.0/keys`));
    const forGraph = await tokenOf(bySecret('right'));
    const forVault = await tokenOf(bySecret('right'), VAULT);

    await expect(jwtVerify(forGraph, keys)).rejects.toThrow('signature verification failed');
    await expect(jwtVerify(forVault, keys)).resolves.toMatchObject({ payload: { aud: 'https://vault.azure.net' } });
  });

  it('accepts a certificate that is registered, and no other', async () => {
    const ours = await generate([{ name: 'commonName', value: 'instep' }], { keySize: 2048, algorithm: 'sha256' });
    const theirs = await generate([{ name: 'commonName', value: 'other' }], { keySize: 2048, algorithm: 'sha256' });
    core.entra.apps.addCertificate(APP, ours.cert);
    const byCertificate = (key: string, cert: string) =>
      new ClientCertificateCredential(core.entra.tenantId, APP, { certificate: `${key}\n${cert}` }, options());

    const token = await tokenOf(byCertificate(ours.private, ours.cert));
    const stranger = byCertificate(theirs.private, theirs.cert).getToken(GRAPH);
    const stolen = byCertificate(theirs.private, ours.cert).getToken(GRAPH);

    expect(claimsOf(token)).toMatchObject({ appid: APP });
    await expect(stranger).rejects.toThrow('AADSTS700027');
    await expect(stolen).rejects.toThrow('AADSTS700027');
  });

  it('refuses an assertion that is too old', async () => {
    const pair = await generate([{ name: 'commonName', value: 'instep' }], { keySize: 2048, algorithm: 'sha256' });
    core.entra.apps.addCertificate(APP, pair.cert);
    offset = 20 * MINUTE;

    const asked = new ClientCertificateCredential(
      core.entra.tenantId,
      APP,
      { certificate: `${pair.private}\n${pair.cert}` },
      options(),
    ).getToken(GRAPH);

    await expect(asked).rejects.toThrow('AADSTS700027');
  });

  it('publishes metadata and keys of both versions, with the old key after a roll-over', async () => {
    const get = async (path: string) =>
      (await (await fetch(`${tenantFront.url}/${core.entra.tenantId}/${path}`)).json()) as Record<string, unknown>;
    const staff = core.staffToken({ audience: 'api', oid: APP, name: 'Ann', roles: ['Instep.Admin'] });

    const [v1, v2] = [await get('.well-known/openid-configuration'), await get('v2.0/.well-known/openid-configuration')];
    core.entra.keys.roll();
    const keys = createRemoteJWKSet(new URL(String(v2['jwks_uri'])));
    const next = core.staffToken({ audience: 'api', oid: APP, name: 'Ann', roles: [] });

    expect(v1['issuer']).toBe(`https://sts.windows.net/${core.entra.tenantId}/`);
    expect(v2['issuer']).toBe(`${tenantFront.url}/${core.entra.tenantId}/v2.0`);
    await expect(jwtVerify(staff, keys, { issuer: String(v2['issuer']), audience: 'api' })).resolves.toBeDefined();
    await expect(jwtVerify(next, keys)).resolves.toBeDefined();
    expect(readJwt(staff)?.header['kid']).not.toBe(readJwt(next)?.header['kid']);
  });

  it('answers 503 while it is out of order, and keeps silent when told to', async () => {
    faults.add({
      id: 'down',
      core: 'tenant',
      match: { surface: 'entra', operation: 'token' },
      when: 'before',
      effect: { kind: 'refuse', status: 503 },
    });
    const down = tokenFailure(
      await bySecret('right')
        .getToken(GRAPH)
        .catch((error: unknown) => error),
    );
    faults.add({ id: 'down', core: 'tenant', match: { surface: 'entra' }, when: 'before', effect: { kind: 'never' } });
    const silent = fetch(`${tenantFront.url}/${core.entra.tenantId}/discovery/v2.0/keys`, { signal: AbortSignal.timeout(100) });

    expect(down).toMatchObject({ kind: 'unavailable' });
    await expect(silent).rejects.toThrow('timeout');
  });
});

describe('Graph over the wire', () => {
  const graph = async (method: string, path: string, token: string | undefined, body?: string, more: Record<string, string> = {}) => {
    const headers = { 'content-type': 'application/json', ...more, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    const response = await fetch(`${tenantFront.url}/v1.0${path}`, { method, headers, ...(body !== undefined && { body }) });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as { error?: { code: string } } & Record<string, unknown>,
    };
  };

  it('believes a token of its own making for Graph, and nothing else', async () => {
    const path = '/users/oak@city.example/events';
    const good = await tokenOf(bySecret('right'));
    const [head = '', , tail = ''] = good.split('.');
    const forged = `${head}.${Buffer.from(JSON.stringify({ ...claimsOf(good), roles: ['Calendars.ReadWrite', 'User.Read.All'] })).toString('base64url')}.${tail}`;
    const forVault = await tokenOf(bySecret('right'), VAULT);
    const forUs = core.staffToken({ audience: APP, oid: APP, name: 'Ann', roles: ['Instep.Admin'] });

    const answers = await Promise.all([good, forged, forVault, forUs, undefined, 'rubbish'].map((token) => graph('GET', path, token)));
    offset = 2 * 60 * MINUTE;
    const late = await graph('GET', path, good);

    expect([...answers, late].map(({ status }) => status)).toEqual([200, 401, 401, 401, 401, 401, 401]);
    expect(late.body.error?.code).toBe('InvalidAuthenticationToken');
    expect(late.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('echoes the client request id and gives one of its own', async () => {
    const answer = await graph('GET', '/users/nobody/events', await tokenOf(bySecret('right')), undefined, { 'client-request-id': 'ours' });

    expect(answer.headers.get('client-request-id')).toBe('ours');
    expect(answer.body.error).toMatchObject({
      code: 'ErrorInvalidUser',
      innerError: { 'client-request-id': 'ours', 'request-id': answer.headers.get('request-id') },
    });
  });

  it('refuses a body that is no JSON, and names a path that it does not cover', async () => {
    const token = await tokenOf(bySecret('right'));

    const broken = await graph('POST', '/users/oak@city.example/events', token, '{"subject":');
    const uncovered = await graph('GET', '/users/oak@city.example/contacts', token);

    expect(broken.status).toBe(400);
    expect(uncovered.status).toBe(501);
    expect(uncovered.body.error).toMatchObject({ message: expect.stringContaining('/users/oak@city.example/contacts') as unknown });
  });

  it('sends a draft, where no body goes and none comes back', async () => {
    core.addUser({ address: 'office@city.example', displayName: 'City office', kind: 'shared' });
    for (const role of ['Mail.ReadWrite', 'Mail.Send']) core.entra.apps.grant(APP, role);
    const token = await tokenOf(bySecret('right'));
    const messages = '/users/office@city.example/messages';
    const message = { subject: 'Approved', toRecipients: [{ emailAddress: { address: 'citizen@elsewhere.example' } }] };
    const immutable = { prefer: 'IdType="ImmutableId"' };

    const draft = await graph('POST', messages, token, JSON.stringify(message), immutable);
    const path = `${messages}/${encodeURIComponent(String(draft.body['id']))}`;
    const sent = await graph('POST', `${path}/send`, token, undefined, immutable);
    const read = await graph('GET', path, token, undefined, immutable);
    const mime = await graph('POST', '/users/office@city.example/sendMail', token, 'U3ViamVjdDog', { 'content-type': 'text/plain' });

    expect([draft.status, sent.status, sent.body, read.body['isDraft'], mime.status]).toEqual([201, 202, {}, false, 501]);
    expect(core.snapshot().deliveredOutside).toMatchObject([{ to: ['citizen@elsewhere.example'], subject: 'Approved' }]);
  });

  it('leads to the next page on its own origin', async () => {
    for (let i = 0; i < 12; i += 1) core.outlook.create('oak@city.example', { subject: 'x', start: i, end: i + 1 });
    const first = await graph('GET', '/users/oak@city.example/events', await tokenOf(bySecret('right')));

    expect(first.body['value']).toHaveLength(10);
    expect(first.body['@odata.nextLink']).toBe(`${tenantFront.url}/v1.0/users/oak@city.example/events?$skip=10`);
  });

  it('survives paths that are not percent-encoded', async () => {
    const token = await tokenOf(bySecret('right'));

    const statuses = [
      (await graph('GET', '/users/%E0%A4%A/events', token)).status,
      (await fetch(`${tenantFront.url}/%E0%A4%A/oauth2/v2.0/token`, { method: 'POST' })).status,
      (await fetch(`${tenantFront.url}/%E0%A4%A/toString`)).status,
      (await fetch(`${vaultFront.url}/secrets/%E0%A4%A`)).status,
    ];

    expect(statuses).toEqual([400, 400, 501, 401]);
  });

  it('makes the latency of Graph real', async () => {
    core.options.latencyMs = 60;
    const token = await tokenOf(bySecret('right'));
    const began = performance.now();

    await graph('GET', '/users/oak@city.example/events', token);

    expect(performance.now() - began).toBeGreaterThanOrEqual(55);
  });

  it('logs every request and answer as a line of JSON, without the token', async () => {
    const token = await tokenOf(bySecret('right'));
    await graph('POST', '/users/oak@city.example/events', token, JSON.stringify({ subject: 'x' }));
    await graph('GET', '/users/oak@city.example/events', token);
    await tenantFront.close();

    const text = await readFile(trafficLog, 'utf8');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

    expect(lines.map(({ method, url, status }) => [method, url, status])).toEqual([
      ['POST', '/v1.0/users/oak@city.example/events', 501],
      ['GET', '/v1.0/users/oak@city.example/events', 200],
    ]);
    expect(lines[0]).toMatchObject({ body: { subject: 'x' }, response: { error: { code: 'NotImplemented' } } });
    expect(text).not.toContain(token);
  });
});

describe('@azure/keyvault-secrets on the vault', () => {
  const client = (credential = bySecret('right')) =>
    new SecretClient(vaultFront.url, credential, { disableChallengeResourceVerification: true, retryOptions: { maxRetries: 0 } });

  it('reads the newest version and any other by its name', async () => {
    vault.put('client-secret', 'one');
    const first = await client().getSecret('client-secret');
    await client().setSecret('client-secret', 'two', { expiresOn: new Date('2030-01-01T00:00:00Z'), contentType: 'text/plain' });

    const newest = await client().getSecret('client-secret');
    const old = await client().getSecret('client-secret', { version: String(first.properties.version) });

    expect([first.value, newest.value, old.value]).toEqual(['one', 'two', 'one']);
    expect(newest.properties).toMatchObject({ expiresOn: new Date('2030-01-01T00:00:00Z'), contentType: 'text/plain', enabled: true });
  });

  it('lists secrets and versions page by page, without values', async () => {
    for (let i = 0; i < 30; i += 1) vault.put(`secret-${String(i)}`, 'x');
    vault.put('secret-0', 'y');

    const names: string[] = [];
    for await (const { name } of client().listPropertiesOfSecrets()) names.push(name);
    const versions: unknown[] = [];
    for await (const properties of client().listPropertiesOfSecretVersions('secret-0')) versions.push(properties);

    expect(new Set(names).size).toBe(30);
    expect(versions).toHaveLength(2);
    expect(versions[0]).not.toHaveProperty('value');
  });

  it('refuses what is missing, disabled or not for this app', async () => {
    vault.put('client-secret', 'one');
    vault.enable('client-secret', false);

    await expect(client().getSecret('nothing')).rejects.toMatchObject({ statusCode: 404, code: 'SecretNotFound' });
    await expect(client().getSecret('client-secret')).rejects.toMatchObject({ statusCode: 403 });
    await client().updateSecretProperties('client-secret', (await versionOf('client-secret')) ?? '', { enabled: true });
    await expect(client().getSecret('client-secret')).resolves.toMatchObject({ value: 'one' });
    await expect(client(bySecret('other', OTHER)).getSecret('client-secret')).rejects.toMatchObject({ statusCode: 403 });
  });

  it('challenges a call without a token, and does not take one for Graph', async () => {
    const url = `${vaultFront.url}/secrets/x?api-version=7.6`;
    const bare = await fetch(url);
    const wrong = await fetch(url, { headers: { authorization: `Bearer ${await tokenOf(bySecret('right'))}` } });

    expect([bare.status, wrong.status]).toEqual([401, 401]);
    expect(bare.headers.get('www-authenticate')).toBe(
      `Bearer authorization="${tenantFront.url}/${core.entra.tenantId}", resource="https://vault.azure.net"`,
    );
  });

  async function versionOf(name: string): Promise<string | undefined> {
    for await (const { version } of client().listPropertiesOfSecretVersions(name)) return version;
    return undefined;
  }
});
