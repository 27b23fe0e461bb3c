import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { RunningHost } from '../../infra/local/host/host';
import { useHosts } from '../support/host-app/hosts';

const hosts = useHosts('host-app-routes');

describe('the routes of HTTP functions', () => {
  let host: RunningHost;
  beforeAll(async () => {
    host = await hosts.start();
  });

  const shown = async (path: string) => (await fetch(`${host.url}${path}`)).json();

  it('ignores the case of literal segments', async () => {
    expect((await fetch(`${host.url}/ECHO/1`)).status).toBe(200);
  });

  it('asks functions in the order of their names, case ignored, whatever their routes', async () => {
    expect(await (await fetch(`${host.url}/echo/early`)).text()).toBe('early');
    expect(await shown('/echo/literal')).toMatchObject({ params: { id: 'literal' } });
  });

  it('gives the rest of the path to a catch-all parameter, slashes included', async () => {
    expect(await shown('/files/a/b.txt')).toEqual({ rest: 'a/b.txt' });
    expect(await shown('/files')).toEqual({});
  });

  it.each([
    ['a path that no function has', 'GET', '/absent'],
    ['a method that the function does not take', 'PUT', '/echo/1'],
    ['HEAD where the function takes GET alone', 'HEAD', '/bytes'],
    ['an empty segment', 'GET', '//bytes'],
    ['an empty segment within', 'GET', '/echo//1'],
  ])('answers a bare 404 for %s', async (_, method, path) => {
    const response = await fetch(`${host.url}${path}`, { method });

    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
    expect([...response.headers.keys()].filter((name) => name.startsWith('content-'))).toEqual(['content-length']);
  });

  it('answers 400 for a path with an encoded NUL, before any function', async () => {
    expect((await fetch(`${host.url}/echo/a%00b`)).status).toBe(400);
    expect((await fetch(`${host.url}/echo/1?x=%00`)).status).toBe(200);
    expect(await shown('/echo/a%2500b')).toMatchObject({ params: { id: 'a%00b' } });
  });

  it('takes dot segments away before any function is asked, and answers 400 for a Host header that is none', async () => {
    // fetch would put the address in order itself.
    const statusOf = async (path: string, headers: Record<string, string> = {}): Promise<number | undefined> => {
      const asked = request(`${host.url}/`, { path, headers }).end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      await once(answer, 'end');
      return answer.statusCode;
    };

    expect(await statusOf('/absent/../echo/./1?x=/../y')).toBe(200);
    expect(await statusOf('/absent\\..\\echo')).toBe(404);
    expect(await statusOf('/echo/1', { host: 'a=b' })).toBe(400);
    expect(await statusOf('/echo/1', { host: 'city.example:x' })).toBe(400);
  });
});

describe('the homepage of the host', () => {
  it('stands at the root and names the setting that switches it off, even where a function catches all', async () => {
    for (const settings of [{}, { CATCH_ALL: 'a-first' }, { AzureWebJobsDisableHomepage: 'false' }]) {
      const host = await hosts.start(settings);

      const response = await fetch(`${host.url}/?x=1`);

      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/html');
      expect(await response.text()).toContain('AzureWebJobsDisableHomepage=true');
    }
  });

  it('is empty when switched off and no function takes the root', async () => {
    const host = await hosts.start({ AzureWebJobsDisableHomepage: 'True' });

    const response = await fetch(`${host.url}/`);

    expect([response.status, await response.text()]).toEqual([204, '']);
  });
});

describe('a function that catches all', () => {
  let host: RunningHost;
  beforeAll(async () => {
    host = await hosts.start({ CATCH_ALL: 'zz-last', AzureWebJobsDisableHomepage: 'true' });
  });

  const caught = async (host: RunningHost, method: string, path: string) => {
    const response = await fetch(`${host.url}${path}`, { method });
    return response.json();
  };

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('gets %s of what no function before it takes', async (method) => {
    expect(await caught(host, method, '/absent/1/')).toEqual({ caught: method, params: { path: 'absent/1/' } });
  });

  it('gets the root, with an empty path', async () => {
    expect(await caught(host, 'GET', '/')).toEqual({ caught: 'GET', params: {} });
  });

  it.each(['/admin', '/admin/host/status', '/Runtime/webhooks'])("does not get the host's own %s", async (path) => {
    expect((await fetch(`${host.url}${path}`)).status).toBe(404);
  });

  it('gets what only begins with the letters of these', async () => {
    expect(await caught(host, 'GET', '/administration')).toEqual({ caught: 'GET', params: { path: 'administration' } });
  });

  it('gets neither what a function before it takes nor what no route fits', async () => {
    expect(await (await fetch(`${host.url}/echo/early`)).text()).toBe('early');
    expect((await fetch(`${host.url}//absent`)).status).toBe(404);
    expect((await fetch(`${host.url}/bytes`, { method: 'HEAD' })).status).toBe(200);
  });

  it('takes everything where its name sorts before all others', async () => {
    const greedy = await hosts.start({ CATCH_ALL: 'a-first' });

    expect(await caught(greedy, 'GET', '/echo/1')).toEqual({ caught: 'GET', params: { path: 'echo/1' } });
  });
});
