import { HttpRequest, InvocationContext, type HttpHandler } from '@azure/functions';
import type { FunctionsHost } from '../../functions/host/register';
import { LAST } from '../../functions/host/last-route';
import { start } from '../../functions/start';
import { Api, type Json } from './support/api';

const SETTINGS = {
  COSMOS_ENDPOINT: 'http://127.0.0.1:1',
  COSMOS_KEY: 'a2V5',
  SERVICE_BUS_CONNECTION: 'Endpoint=sb://127.0.0.1;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true',
  APP_URL: 'http://localhost:7071',
  SIGNING_KEY: Buffer.alloc(32, 7).toString('base64url'),
};

/** What a start with these settings makes known to the host. */
function started(env: Record<string, string>) {
  const handlers = new Map<string, HttpHandler>();
  const others: string[] = [];
  const host: FunctionsHost = {
    http: (name, { handler }) => void handlers.set(name, handler),
    serviceBusQueue: (name) => void others.push(name),
    timer: (name) => void others.push(name),
  };
  start(env, host);
  const ask = async (name: string, path: string, { method = 'GET', authorization = '' } = {}) => {
    const headers = authorization === '' ? {} : { authorization };
    const request = new HttpRequest({ method, url: `http://localhost${path}`, headers });
    const said = await handlers.get(name)?.(request, new InvocationContext({ functionName: name, logHandler: () => undefined }));
    const { status, body } = said as { status: number; body: string }; // as our handlers answer
    return { status, body: JSON.parse(body) as Json };
  };
  return { names: [...handlers.keys(), ...others], ask };
}

describe('a start', () => {
  let lines: string;
  beforeEach(() => {
    lines = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
      lines += String(line);
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('makes every function known', () => {
    const { https, queues, timers } = new Api();

    const { names } = started(SETTINGS);

    expect([...names].sort()).toEqual([...https, ...queues, ...timers].map(({ name }) => name).sort());
    expect(lines).toContain('AzureWebJobsDisableHomepage is not true');
  });

  it('with settings that cannot be used makes health known and nothing else', async () => {
    const { names, ask } = started({ ...SETTINGS, SIGNING_KEY: 'short', APP_URL: 'http://city.example' });

    expect(names).toEqual(['live', 'ready', LAST]);
    expect(await ask('live', '/api/v1/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
    const signedIn = { authorization: 'Bearer expired' };
    expect(await ask('live', '/api/v1/health/live', signedIn)).toMatchObject({ status: 200, body: { status: 'live' } });
    expect((await ask('ready', '/api/v1/health/ready', signedIn)).body).toHaveProperty('settings');
    expect(await ask('ready', '/api/v1/health/ready')).toMatchObject({
      status: 503,
      body: {
        status: 'not-ready',
        settings: { state: 'unusable', faults: [expect.stringContaining('APP_URL'), expect.stringContaining('SIGNING_KEY')] },
      },
    });
    for (const path of ['/api/v1/spaces', '/api/openapi.json', '/'])
      expect(await ask(LAST, path)).toMatchObject({
        status: 503,
        body: { code: 'not-configured', detail: expect.stringContaining('/api/v1/health/ready') },
      });
    expect(await ask(LAST, '/api/v1/health/ready', { method: 'POST' })).toMatchObject({ status: 405 });
  });

  it('names them in the log too, and shows no value', async () => {
    const { ask } = started({ ...SETTINGS, SIGNING_KEY: 'short-and-secret' });

    expect(lines).toContain('config.unusable');
    expect(lines).toContain('SIGNING_KEY');
    expect(lines + JSON.stringify(await ask('ready', '/api/v1/health/ready'))).not.toContain('short-and-secret');
  });
});
