import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../infra/build';
import { startCloud } from '../../infra/local/cloud';
import type { RunningCloud } from '../../infra/local/running-cloud';

let cloud: RunningCloud;
let dataDir: string;

beforeAll(async () => {
  const { appDir } = await buildApp({
    entry: join(__dirname, '../support/cloud-app/main.ts'),
    hostJson: join(__dirname, '../support/cloud-app/host.json'),
    outDir: join(__dirname, '../../dist/cloud-app'),
  });
  dataDir = await mkdtemp(join(tmpdir(), 'instep-'));
  cloud = await startCloud({ appDir, basePort: 0, instances: 2, dataDir, seed: 'tenant', log: () => undefined });
}, 20_000);

afterAll(async () => {
  await cloud.close();
  await rm(dataDir, { recursive: true });
});

const ask = async (path: string): Promise<unknown> => {
  const response = await fetch(`${cloud.urls.api}${path}`);
  return response.ok ? response.json() : `status ${String(response.status)}`;
};

describe('an app in the local cloud, with the plain SDKs and its settings', () => {
  it('reads its client secret from the vault with its managed identity', async () => {
    expect(await ask('/secret')).toBe(32);
  });

  it('gets a token from the tenant with that secret and asks Graph', async () => {
    expect(await ask('/users')).toBe(54);
  });

  it('finds a group, a list and a second registration that may write it', () => {
    const { lists, entra, snapshot } = cloud.cores.tenant;
    const [list] = lists.all();

    expect(snapshot().groups).toMatchObject([{ displayName: 'Facilities', members: expect.arrayContaining(['aoife.byrne@city.example']) }]);
    expect(list).toMatchObject({ name: 'Keys', site: { grants: new Map([[cloud.directoryClientId, 'write']]) } });
    expect([...(entra.apps.find(cloud.directoryClientId)?.roles ?? [])]).toContain('Sites.Selected');
  });

  it('writes a document', async () => {
    expect(await ask('/document')).toBe('p');
  });

  it('sends a message', async () => {
    expect(await ask('/nudge')).toBe('sent');
    expect(cloud.cores.bus.snapshot()).toMatchObject([{ queue: 'nudges', counts: { active: 1 } }]);
  });
});

describe('the root of the API', () => {
  it('is left to the app: the homepage of the host is off', async () => {
    expect((await fetch(`${cloud.urls.api}/`)).status).toBe(204); // what the host answers where the app has nothing there
  });
});

describe('two instances behind one address', () => {
  it('take requests in turn', async () => {
    const pids = [await ask('/pid'), await ask('/pid'), await ask('/pid')];

    expect(pids[0]).not.toBe(pids[1]);
    expect(pids[2]).toBe(pids[0]);
    expect(new Set(pids)).toEqual(new Set(cloud.hosts.map(({ pid }) => pid)));
  });

  it('leave requests to the other while one is dead', async () => {
    const [first, second] = cloud.hosts;
    const back = first && once(first.events, 'ready');

    first?.kill();
    const pids = [await ask('/pid'), await ask('/pid')];
    await back;

    expect(pids).toEqual([second?.pid, second?.pid]);
  });
});

describe('a token for staff', () => {
  const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

  it('comes from the viewer, for somebody of the tenant by name', async () => {
    const response = await fetch(`${cloud.urls.viewer}/_instep/token`, {
      method: 'POST',
      body: JSON.stringify({ roles: ['Instep.Admin'], name: 'Grace Doyle' }),
    });
    const { token } = (await response.json()) as { token: string };

    expect(claimsOf(token)).toMatchObject({
      aud: cloud.clientId,
      tid: cloud.tenantId,
      iss: `${cloud.urls.tenant}/${cloud.tenantId}/v2.0`,
      roles: ['Instep.Admin'],
      name: 'Grace Doyle',
      preferred_username: 'grace.doyle@city.example',
    });
  });

  it('is refused when the wish is not understood', async () => {
    const response = await fetch(`${cloud.urls.viewer}/_instep/token`, { method: 'POST', body: '{"role":"Instep.Admin"}' });

    expect(response.status).toBe(400);
  });
});

it('refuses to start on a port in use, naming it, and leaves nothing running', async () => {
  const port = Number(new URL(cloud.urls.api).port);

  const starting = startCloud({ appDir: '', basePort: port, instances: 1, dataDir, seed: 'nothing', log: () => undefined });

  await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE', port });
});
