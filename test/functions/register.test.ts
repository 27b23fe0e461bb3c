import { z } from 'zod';
import { readConfig } from '../../shared/config/config';
import { liveOutside } from '../../functions/outside';
import { Api, anApi, aSubmission, type Got, type Json } from './support/api';

interface Described {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly responses: Record<string, { readonly headers: Json; readonly content: Record<string, { readonly schema: Json }> }>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Described>>;
  readonly components: { readonly schemas: Json };
}

async function documentOf(api: Api): Promise<Document> {
  return (await api.send('GET', '/api/openapi.json')).body as unknown as Document; // the text that we make
}

describe('the registration', () => {
  it('holds what the modules bring, the description of the API and the last route', () => {
    const api = new Api();
    const { https, queues, timers } = api;

    const { routes, raw } = api.app;
    expect(https.map(({ name, methods, route }) => `${name} ${methods.join(',')} ${route}`).sort()).toEqual(
      [
        ...routes.map(({ name, method, route }) => `${name} ${method === 'GET' ? 'GET,HEAD' : method} ${route}`),
        ...raw.map(({ name, methods, route }) => `${name} ${methods.join(',')} ${route}`),
        'open-api GET,HEAD api/openapi.json',
        'zz-last GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS {*path}',
      ].sort(),
    );
    expect(queues).toMatchObject([{ name: 'work-lane', queueName: 'nudges', connection: 'SERVICE_BUS_CONNECTION' }]);
    expect(timers).toMatchObject([{ name: 'sweep', schedule: '0 * * * * *', runOnStartup: false }]);
  });

  it('names each function once, as the host asks', () => {
    const { https, queues, timers } = new Api();
    const names = [...https, ...queues, ...timers].map(({ name }) => name);

    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    expect(names.filter((name) => !/^[A-Za-z][\w-]{0,127}$/.test(name))).toEqual([]);
  });
});

describe('the API description', () => {
  it('names the operations that are registered, and no others', async () => {
    const api = new Api();
    const { openapi, paths } = await documentOf(api);

    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`),
    );
    const registered = api.https
      .filter(({ route }) => route.startsWith('api/v1/'))
      .map(({ name, methods, route }) => `${name} ${methods[0] ?? ''} /${route}`);

    expect(openapi).toBe('3.1.0');
    expect(described.sort()).toEqual(registered.sort());
  });

  it('refers only to schemas that it holds', async () => {
    const document = await documentOf(new Api());

    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);

    expect(refs.length).toBeGreaterThan(20);
    expect(refs.filter((name) => name === undefined || !(name in document.components.schemas))).toEqual([]);
  });

  it('describes every answer that is really given', async () => {
    const api = await anApi();
    const document = await documentOf(api);
    const admin = { headers: api.staff(['Instep.Admin']) };
    const made = await api.submit();
    const one = `/api/v1/reservations/${String(made.body['id'])}`;
    const key = { 'idempotency-key': 'another-key-of-16' };
    const item = `/api/v1/sync/items/reservation-event/${String(made.body['id'])}`;

    const said: [string, string, string, Parameters<Api['send']>[2]?][] = [
      ['GET', '/api/v1/spaces', '/api/v1/spaces', admin],
      ['GET', '/api/v1/spaces/{id}', '/api/v1/spaces/oak'],
      ['GET', '/api/v1/spaces/{id}', '/api/v1/spaces/elm'],
      ['GET', '/api/v1/spaces/{id}.ics', '/api/v1/spaces/oak.ics'],
      ['GET', '/api/v1/spaces/{id}.ics', '/api/v1/spaces/elm.ics'],
      [
        'PUT',
        '/api/v1/spaces/{id}',
        '/api/v1/spaces/elm',
        { ...admin, body: { name: 'Elm', building: { name: 'Hall', abbreviation: 'H' } } },
      ],
      ['PUT', '/api/v1/spaces/{id}', '/api/v1/spaces/elm', { ...admin, body: { name: 'Elm' } }],
      ['GET', '/api/v1/spaces/{id}/availability', '/api/v1/spaces/oak/availability?from=2026-03-03T00:00:00Z&to=2026-03-04T00:00:00Z'],
      ['GET', '/api/v1/spaces/{id}/availability', '/api/v1/spaces/oak/availability'],
      ['GET', '/api/v1/availability', '/api/v1/availability?from=2026-03-03T00:00:00Z&to=2026-03-04T00:00:00Z'],
      ['GET', '/api/v1/availability', '/api/v1/availability'],
      [
        'POST',
        '/api/v1/reservations',
        '/api/v1/reservations',
        { headers: { 'idempotency-key': 'a-key-of-16-chars' }, body: aSubmission() },
      ],
      ['POST', '/api/v1/reservations', '/api/v1/reservations', { headers: key, body: aSubmission() }],
      [
        'POST',
        '/api/v1/reservations',
        '/api/v1/reservations',
        { headers: { 'idempotency-key': 'a-longer-key-of-it' }, body: { ...aSubmission(), endsAt: '2026-03-20T09:00:00Z' } },
      ],
      ['POST', '/api/v1/reservations', '/api/v1/reservations', { headers: key, body: '{' }],
      ['POST', '/api/v1/reservations', '/api/v1/reservations', { headers: { ...key, 'content-type': 'text/plain' }, body: '{' }],
      ['GET', '/api/v1/reservations/{id}', one],
      ['GET', '/api/v1/reservations/{id}', one, admin],
      ['GET', '/api/v1/reservations', '/api/v1/reservations', admin],
      ['GET', '/api/v1/reservations', '/api/v1/reservations'],
      ['POST', '/api/v1/reservations/{id}/approve', `${one}/approve`, admin],
      ['POST', '/api/v1/reservations/{id}/revoke-links', `${one}/revoke-links`, admin],
      ['POST', '/api/v1/reservations/{id}/revoke-links', `${one}/revoke-links`],
      ['POST', '/api/v1/reservations/{id}/approve', `${one}/approve`, { headers: api.staff([]) }],
      ['PATCH', '/api/v1/reservations/{id}', one, { headers: { ...admin.headers, 'if-match': '"r1"' }, body: { attendance: 5 } }],
      ['PATCH', '/api/v1/reservations/{id}', one, { headers: { ...admin.headers, 'if-match': '*' }, body: { attendance: 5 } }],
      ['POST', '/api/v1/reservations/{id}/deny', `${one}/deny`, admin],
      ['POST', '/api/v1/reservations/{id}/cancel', `${one}/cancel`, admin],
      ['GET', '/api/v1/sync/items', '/api/v1/sync/items', admin],
      ['GET', '/api/v1/sync/items/{kind}/{id}', item, admin],
      ['POST', '/api/v1/sync/items/{kind}/{id}/retry', `${item}/retry`, admin],
      ['GET', '/api/v1/lanes', '/api/v1/lanes', admin],
      ['GET', '/api/v1/health/live', '/api/v1/health/live'],
      ['GET', '/api/v1/health/ready', '/api/v1/health/ready'],
    ];
    const wrongs: string[] = [];
    for (const [method, path, target, sending] of said) {
      const got = await api.send(method, target, sending);
      const wrong = mismatch(document, method, path, got);
      if (wrong !== undefined) wrongs.push(`${method} ${target} ${got.status}: ${wrong}`);
    }

    expect(wrongs).toEqual([]);
    expect(new Set(said.map(([method, path]) => `${method} ${path}`)).size).toBe(20);
  });
});

/** What of an answer the description does not say; undefined when it says everything. */
function mismatch(document: Document, method: string, path: string, { status, headers, body, text }: Got): string | undefined {
  const response = document.paths[path]?.[method.toLowerCase()]?.responses[String(status)];
  if (!response) return 'no such status is described';
  const content = response.content[headers['content-type'] ?? ''];
  if (!content) return 'no such content type is described';
  const schema = z.fromJSONSchema({ ...closed(content.schema), $defs: closed(document.components.schemas) } as Parameters<
    typeof z.fromJSONSchema
  >[0]); // our own text
  const parsed = schema.safeParse(headers['content-type']?.includes('json') ? body : text);
  if (!parsed.success) return z.prettifyError(parsed.error);
  const described = new Set(Object.keys(response.headers).map((name) => name.toLowerCase()));
  const unsaid = Object.keys(headers).filter((name) => !OF_EVERY_ANSWER.has(name) && !described.delete(name));
  if (unsaid.length > 0) return `it has the headers ${unsaid.join(', ')}`;
  if (described.size > 0) return `it lacks the headers ${[...described].join(', ')}`;
  const members = (document.components.schemas['Problem'] as { properties: Json }).properties; // as we make it
  const more = status < 400 ? [] : Object.keys(body).filter((member) => !(member in members));
  return more.length > 0 ? `it has the members ${more.join(', ')}` : undefined;
}

/** What HTTP and the browser are told with each answer. */
const OF_EVERY_ANSWER = new Set(['cache-control', 'content-type', 'vary', 'x-content-type-options']);

/** The same schema with references that a validator of plain JSON Schema finds. */
function closed(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/')) as Json;
}

describe('the page behind a manageUrl', () => {
  it('runs its own script only, is kept by nobody and tells nobody where it was', async () => {
    const got = await new Api().send('GET', '/manage');

    expect(got.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-type': 'text/html; charset=utf-8',
    });
    const policy = got.headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(got.text).toContain('<noscript>');
    expect(got.text).toContain('City &#60;of&#62; Example');
  });
});

describe('an app that Microsoft is switched off for', () => {
  const settings = {
    COSMOS_ENDPOINT: 'http://127.0.0.1:1',
    COSMOS_KEY: 'a2V5',
    SERVICE_BUS_CONNECTION: 'Endpoint=sb://127.0.0.1;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true',
    APP_URL: 'http://localhost:7071',
    SIGNING_KEY: Buffer.alloc(32, 7).toString('base64url'),
  };

  it.each([
    ['MICROSOFT_ENABLED', settings],
    ['MICROSOFT_TENANT_ID', { ...settings, MICROSOFT_ENABLED: 'true' }],
  ])('sends nothing and names %s', async (named, env) => {
    const { graph, checkSignIn } = liveOutside(readConfig(env, []));

    const answers = await graph.send([{ method: 'GET', path: '/users' }], { deadlineMs: 1_000 });

    expect(answers).toEqual([
      { kind: 'not-sent', failure: { kind: 'denied', code: 'microsoft-off', reason: expect.stringContaining(named), who: 'operator' } },
    ]);
    expect(await checkSignIn('Bearer a.b.c')).toEqual({ kind: 'unavailable' });
  });

  it('signs with the key of the settings', async () => {
    const { signing } = liveOutside(readConfig(settings, []));

    expect((await signing())('manage', 'x')).toMatch(/^[a-z2-7]{52}$/);
  });

  it('knows the key before it where one is set', async () => {
    const before = { ...settings, SIGNING_KEY: Buffer.alloc(32, 2).toString('base64url') };
    const said = async (sign: ReturnType<typeof liveOutside>['previousSigning']) => (await sign?.())?.('link', 'x');

    const after = liveOutside(readConfig({ ...settings, PREVIOUS_SIGNING_KEY: before.SIGNING_KEY }, []));

    expect(liveOutside(readConfig(settings, [])).previousSigning).toBeUndefined();
    expect(await said(after.previousSigning)).toBe(await said(liveOutside(readConfig(before, [])).signing));
    expect(await said(after.previousSigning)).not.toBe(await said(after.signing));
  });
});
