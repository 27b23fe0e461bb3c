import { HttpRequest, InvocationContext } from '@azure/functions';
import { z } from 'zod';
import { accepted, htmlPage, noContent, ok, text } from '../../functions/host/answer';
import { onHttp } from '../../functions/host/on-http';
import { openApi } from '../../functions/host/open-api';
import { operation, type Contract, type Operation } from '../../functions/host/operation';
import { pageHeaders } from '../../functions/host/page-headers';
import { Api, type Json } from './support/api';

const HTML = 'text/html; charset=utf-8';
const Job = z.object({ id: z.string() });
const access = { permission: 'spaces.write' } as const;
const remove = { summary: 'Remove it', tag: 'Test', access, answers: { 204: { description: 'It is gone.' } } } as const satisfies Contract;
const start = {
  summary: 'Start it',
  tag: 'Test',
  access,
  answers: { 202: { description: 'It is on its way.', schema: Job, headers: ['Location', 'Retry-After'] } },
} as const satisfies Contract;
const show = {
  summary: 'Show it',
  tag: 'Test',
  access,
  answers: { 200: { description: 'The page.', schema: z.string(), contentType: HTML } },
} as const satisfies Contract;

async function ask(operation: Operation) {
  const api = new Api();
  const url = 'https://book.city.example/api/v1/records/1';
  const request = new HttpRequest({ method: 'DELETE', url, headers: api.staff(['Instep.Admin']) });
  const said = await onHttp('a-test', operation, api.app.edge)(request, new InvocationContext({ functionName: 'a-test' }));
  return said as { status: number; headers: Record<string, string>; body?: string }; // as our handlers answer
}

describe('an operation', () => {
  it('answers 204 with nothing', async () => {
    const said = await ask(operation(remove, () => noContent()));

    expect(said).toMatchObject({ status: 204, headers: { 'cache-control': 'no-store', 'x-correlation-id': expect.any(String) } });
    expect(said.body).toBeUndefined();
  });

  it('answers 202 with the place where to look, and when', async () => {
    const said = await ask(operation(start, () => accepted({ id: 'a' }, '/api/v1/jobs/a', 5)));

    expect(said).toMatchObject({ status: 202, headers: { location: '/api/v1/jobs/a', 'retry-after': '5' }, body: '{"id":"a"}' });
  });

  it('answers text that nobody keeps, unless it says so', async () => {
    expect((await ask(operation(show, () => text('text/plain', 'x')))).headers).toMatchObject({ 'cache-control': 'no-store' });
  });

  it('answers a page in which only its own script and style count', async () => {
    const headers = pageHeaders({ style: 'p{}', script: '1' });

    const said = await ask(operation(show, () => htmlPage('<p>', headers)));

    expect(said).toMatchObject({ status: 200, headers: { 'content-type': HTML, 'referrer-policy': 'no-referrer' }, body: '<p>' });
    expect(said.headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'sha256-[^']+'; connect-src 'self'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect(pageHeaders({})['content-security-policy']).toBe(
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  it('gives no status that its contract does not name: the compiler refuses it', () => {
    // @ts-expect-error 200 is not named.
    operation(remove, () => ok({}));
    // @ts-expect-error 204 is not named.
    operation(start, () => noContent());
  });

  it('is described with the body and the headers that it has', () => {
    const routes = [
      { name: 'remove', method: 'DELETE', route: 'api/v1/records', operation: { contract: remove } },
      { name: 'start', method: 'POST', route: 'api/v1/records', operation: { contract: start } },
      { name: 'show', method: 'GET', route: 'api/v1/records', operation: { contract: show } },
    ] as const;

    const { paths } = openApi(routes, 'https://x', new Api().app.edge) as { paths: Record<string, Record<string, { responses: Json }>> }; // as we make it
    const { delete: removed, post, get } = paths['/api/v1/records'] ?? {};

    expect(removed?.responses['204']).toEqual({ description: 'It is gone.', headers: { 'X-Correlation-Id': expect.anything() } });
    expect(post?.responses['202']).toMatchObject({ headers: { Location: {}, 'Retry-After': {} }, content: { 'application/json': {} } });
    expect(get?.responses['200']).toMatchObject({ content: { [HTML]: { schema: { type: 'string' } } } });
  });
});
