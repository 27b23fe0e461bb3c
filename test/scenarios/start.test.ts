import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../infra/build';
import { startCloud } from '../../infra/local/cloud';
import type { HostLine } from '../../infra/local/host/host';
import { isAlive, occupy, release, sixPorts, Started } from '../support/scenario/started';
import { until } from '../support/scenario/until';

interface Ready {
  readonly ready: boolean;
  readonly api: string;
  readonly tenant: string;
  readonly viewer: string;
}

const running: Started[] = [];

function start(...args: string[]): Started {
  const started = new Started('start.ts', args);
  running.push(started);
  return started;
}

const ready = async (started: Started): Promise<Ready> =>
  JSON.parse(
    await until('the line that says ready', () => started.out.includes('\n') && started.out, { withinMs: 60_000, seen: () => started.err }),
  ) as Ready;

afterEach(async () => {
  for (const started of running.splice(0)) {
    started.kill('SIGKILL');
    await started.ended;
  }
});

const spacesOf = async ({ api }: Ready): Promise<readonly unknown[]> => {
  const response = await fetch(`${api}/api/v1/spaces`);
  return ((await response.json()) as { items: readonly unknown[] }).items;
};

const mailboxesOf = async ({ viewer }: Ready): Promise<readonly { readonly kind: string }[]> => {
  const response = await fetch(`${viewer}/_instep/state`);
  return ((await response.json()) as { mailboxes: readonly { kind: string }[] }).mailboxes;
};

describe('npm start', () => {
  it('prints one line of JSON when ready, gives out tokens that the API accepts, and leaves nothing behind after Ctrl-C', async () => {
    const port = await sixPorts();
    const started = start('--json', '--port', String(port), '--instances', '2');
    const places = await ready(started);

    expect(places).toEqual({
      ready: true,
      api: `http://127.0.0.1:${String(port)}`,
      viewer: `http://127.0.0.1:${String(port + 1)}`,
      tenant: `https://localhost:${String(port + 2)}`,
    });
    expect(await spacesOf(places)).toHaveLength(12);

    const asked = new Started('token.ts', ['--role', 'Instep.Admin'], { PORT: String(port) });
    expect(await asked.ended).toEqual({ code: 0, signal: null });
    const lanes = (token: string) => fetch(`${places.api}/api/v1/lanes`, { headers: { authorization: `Bearer ${token}` } });
    expect((await lanes(asked.out.trim())).status).toBe(200);
    expect((await lanes(`${asked.out.trim()}x`)).status).toBe(401);

    const nowhere = await fetch(`${places.api}/`);
    expect([nowhere.status, await nowhere.json()]).toEqual([404, expect.objectContaining({ code: 'not-found' })]);
    const options = await fetch(`${places.api}/api/v1/spaces/oak.ics`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT, DELETE']);

    const filling = await until('the city is being filled', async () => {
      const response = await fetch(`${places.viewer}/_instep/fill`);
      const fill = (await response.json()) as { state: string; done: number };
      return fill.state === 'running' && fill.done > 0 && fill;
    });
    expect(filling).toMatchObject({ of: 300 });

    const children = await started.descendants();
    started.kill('SIGINT');

    expect(await started.ended).toEqual({ code: 0, signal: null });
    expect(children.length).toBeGreaterThanOrEqual(2);
    // The bundler's helper ends when it notices that nobody listens any more.
    await until('no process is left', () => !children.some(isAlive), { withinMs: 2_000 });
    expect(started.out.trim().split('\n')).toHaveLength(1);
    await release(await occupy(port));
  });

  it('starts with rooms and people and without spaces when asked for --empty; its app ends with it, even killed', async () => {
    const started = start('--json', '--empty', '--port', String(await sixPorts()));
    const places = await ready(started);

    expect(await (await fetch(`${places.viewer}/_instep/fill`)).json()).toMatchObject({ state: 'off' });
    const mailboxes = await mailboxesOf(places);
    expect(await spacesOf(places)).toEqual([]);
    expect([mailboxes.filter(({ kind }) => kind === 'room').length, mailboxes.filter(({ kind }) => kind === 'user').length]).toEqual([
      12, 40,
    ]);

    const children = await started.descendants();
    started.kill('SIGKILL');
    await started.ended;

    expect(children.length).toBeGreaterThan(0);
    await until('the app has ended too', () => !children.some(isAlive));
  });

  it.each([0, 3])('says in one line that a port is in use (the base and %i), and leaves nothing running', async (offset) => {
    const port = await sixPorts();
    const occupant = await occupy(port + offset);

    const started = start('--json', '--port', String(port));
    const ended = await started.ended;
    await release(occupant);

    expect(ended.code).toBe(1);
    expect(started.out).toBe('');
    expect(started.err.trim()).toBe(
      `start: port ${String(port + offset)} is in use; choose others with --port N (N and the five after it)`,
    );
  });
});

describe('a bad setting', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'instep-scenario-'));
    await buildApp({ outDir: join(dataDir, 'app') });
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  it.each([
    ['MICROSOFT_TENANT_ID', 'not-a-guid'],
    ['SWEEP_SCHEDULE', 'every now and then'],
    ['SIGNING_KEY', 'short'],
    ['APP_URL', 'http://city.example'],
  ])('(%s) leaves nothing but health, where `ready` names it without its value', async (name, value) => {
    const lines: HostLine[] = [];
    const cloud = await startCloud({
      appDir: join(dataDir, 'app'),
      dataDir,
      basePort: 0,
      instances: 1,
      seed: 'nothing',
      log: (line) => lines.push(line),
      settings: { [name]: value },
    });

    const [live, ready, other] = await Promise.all(
      ['health/live', 'health/ready', 'spaces'].map((path) => fetch(`${cloud.urls.api}/api/v1/${path}`)),
    );
    const told = await ready?.text();
    await cloud.close();
    const logged = lines.map(({ text }) => text).join('\n');

    expect([live?.status, ready?.status, other?.status]).toEqual([200, 503, 503]);
    expect(told).toContain(name);
    expect(told).not.toContain(value);
    expect(logged).toContain(name);
    expect(logged).not.toContain(value);
  });
});
