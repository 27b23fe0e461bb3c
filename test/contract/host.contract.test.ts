import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { RunningHost } from '../../infra/local/host/host';
import { useHosts } from '../support/host-app/hosts';

const hosts = useHosts('host-app');
const { lines } = hosts;

describe('HTTP functions', () => {
  let host: RunningHost;
  beforeAll(async () => {
    host = await hosts.start({ GREETING: 'hello' });
  });

  const shown = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${host.url}${path}`, init);
    return (await response.json()) as Record<string, unknown>;
  };

  it('hands over route parameters, decoded, and the whole URL', async () => {
    const echoed = await shown('/echo/a%20b?x=1');

    expect(echoed).toMatchObject({ method: 'GET', params: { id: 'a b' }, query: { x: '1' }, url: `${host.url}/echo/a%20b?x=1` });
  });

  it('joins repeated query keys and headers with a comma and lowers header names', async () => {
    const echoed = await raw({ path: '/echo/1?x=1&x=2', headers: { 'X-Twice': ['a', 'b'] } });

    expect(echoed).toMatchObject({ query: { x: '1,2' }, headers: { 'x-twice': 'a,b' } });
  });

  it('carries a body with a length as bytes and drops one without', async () => {
    const bytes = Buffer.from([0, 1, 254, 255]);

    const whole = await raw({ path: '/echo/1', method: 'POST', headers: { 'content-length': '4' }, chunks: [bytes] });
    const chunked = await raw({ path: '/echo/1', method: 'POST', headers: { 'transfer-encoding': 'chunked' }, chunks: [bytes] });

    expect(whole).toMatchObject({ hasBody: true, body: bytes.toString('base64') });
    expect(chunked).toMatchObject({ hasBody: false, body: '' });
  });

  it('returns bytes as they are', async () => {
    const response = await fetch(`${host.url}/bytes`);

    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 128]);
  });

  it.each([
    ['GET', 200, 'chunked'],
    ['DELETE', 202, 'chunked'],
    ['HEAD', 200, null],
    ['PATCH', 204, null],
    ['PUT', 304, null],
  ])('answers %s with %i never with a length, and in chunks where a body can be', async (method, status, encoding) => {
    const response = await fetch(`${host.url}/status/${String(status)}`, { method });

    expect(response.status).toBe(status);
    expect(response.headers.get('content-length')).toBeNull();
    expect(response.headers.get('transfer-encoding')).toBe(encoding);
    expect(await response.text()).toBe(method === 'GET' ? 'as asked' : '');
  });

  it('refuses a length of the function', async () => {
    expect((await fetch(`${host.url}/status/201`)).status).toBe(500);
    expect(lines).toContainEqual(expect.objectContaining({ text: expect.stringContaining('a content-length of the function') as string }));
  });

  it('gives HTTP functions no trigger metadata', async () => {
    expect(await shown('/echo/1')).toMatchObject({ metadata: 'undefined' });
  });

  it('answers 204 for a function that returns nothing', async () => {
    expect((await fetch(`${host.url}/nothing`)).status).toBe(204);
  });

  it('answers 500 without a body for a function that throws, and logs what it threw', async () => {
    const response = await fetch(`${host.url}/throws`);

    expect(response.status).toBe(500);
    expect(await response.text()).toBe('');
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'error', category: 'Function.throws', text: expect.stringContaining('deliberate') as string }),
    );
  });

  it('runs hooks before and after', async () => {
    expect(await (await fetch(`${host.url}/hooked`)).text()).toBe('changed by a hook');
  });

  it('refuses registration after start', async () => {
    const response = await fetch(`${host.url}/late`, { method: 'POST' });

    expect(await response.text()).toBe('A function can only be registered during app startup.');
  });

  it('gives the app its settings and nothing else of this process', async () => {
    expect(await shown('/setting/GREETING')).toEqual({ value: 'hello' });
    expect(await shown('/setting/JEST_WORKER_ID')).toEqual({});
  });

  function raw(call: { path: string; method?: string; headers: Record<string, string | string[]>; chunks?: Buffer[] }) {
    return new Promise<unknown>((resolve, reject) => {
      const { path, method = 'GET', headers, chunks = [] } = call;
      const request = httpRequest(`${host.url}${path}`, { method, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          resolve(JSON.parse(Buffer.concat(parts).toString()));
        });
      });
      request.on('error', reject);
      for (const chunk of chunks) request.write(chunk);
      request.end();
    });
  }
});

describe('an app process that dies', () => {
  it('of an unhandled rejection answers 500 to what was running and is started again with a log line', async () => {
    const host = await hosts.start();
    const before = host.pid;
    const ready = once(host.events, 'ready');

    const response = await fetch(`${host.url}/reject`, { method: 'POST' });
    await ready;

    expect(response.status).toBe(500);
    expect(host.pid).not.toBe(before);
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'error', text: expect.stringMatching(/died \(exit code 1\).*again in 250 ms/) as string }),
    );
    expect((await fetch(`${host.url}/echo/1`)).status).toBe(200);
  });

  it('of a kill cuts the connections and comes back by itself', async () => {
    const host = await hosts.start();
    const hanging = fetch(`${host.url}/hang`, { method: 'POST' });
    const invocation = expect(hanging).rejects.toThrow('fetch failed');
    await (await fetch(`${host.url}/echo/1`)).text();

    host.kill();
    await invocation;

    expect((await fetch(`${host.url}/echo/1`)).status).toBe(200);
  });

  it('is ended when a function exceeds the time-out of host.json', async () => {
    const host = await hosts.start();

    const response = await fetch(`${host.url}/hang`, { method: 'POST' });

    expect(response.status).toBe(500);
    expect(lines).toContainEqual(expect.objectContaining({ text: 'Timeout value of 1000 ms exceeded by function hang' }));
  }, 10_000);
});
