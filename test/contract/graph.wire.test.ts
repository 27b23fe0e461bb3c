import { createServer } from 'node:https';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { graphTransport } from '../../shared/adapters/graph/transport';
import type { Transport } from '../../shared/adapters/graph/transport';
import type { GraphRequest } from '../../shared/kernel/graph';
import { trustedCertificates } from '../support/entra/trust';

const get: GraphRequest = { method: 'GET', path: '/users' };
const soon = (): AbortSignal => AbortSignal.timeout(3_000);

describe('the Graph transport', () => {
  let server: Server;
  let url: string;
  let transport: Transport;
  let serve: (request: IncomingMessage, response: ServerResponse, body: string) => void;
  let seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string; bytes: Buffer }[];

  beforeAll(async () => {
    server = createServer(await trustedCertificates(), (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const body = bytes.toString('utf8');
        seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body, bytes });
        serve(request, response, body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://localhost:${String((server.address() as AddressInfo).port)}/v1.0`; // a TCP server's address
    transport = graphTransport({ url, newRequestId: () => 'request-1' });
  });
  beforeEach(() => {
    seen = [];
    serve = (_, response) => response.end('{}');
  });
  afterAll(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });

  it.each([
    '/users/delta?$skiptoken=A%2BB=&$top=1&x&$select=b&$select=a',
    '/users?$filter=mail%20eq%20%27a&b%27',
    '/users?next=https://evil.example/v1.0/me',
    "/users('$a%40b.example')/events",
  ])('sends the path %s untouched, with the token', async (path) => {
    await transport({ method: 'GET', path }, 'abc', soon());

    expect(seen).toEqual([expect.objectContaining({ method: 'GET', url: `/v1.0${path}` })]);
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer abc', 'client-request-id': 'request-1' });
  });

  it.each(['POST', 'PATCH', 'PUT'] as const)('sends the body of %s as JSON', async (method) => {
    await transport({ method, path: '/users/a', headers: { 'If-Match': 'W/"1"' }, body: { name: 'Zoë' } }, 'abc', soon());

    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ name: 'Zoë' });
    expect(seen[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'if-match': 'W/"1"' });
  });

  it('sends bytes as they are, under their own type', async () => {
    const bytes = Buffer.from('ffd800e2ff', 'hex');

    await transport(
      { method: 'PUT', path: '/users/a/photo/$value', content: { type: 'image/jpeg', base64: bytes.toString('base64') } },
      'abc',
      soon(),
    );

    expect(seen[0]?.bytes.equals(bytes)).toBe(true);
    expect(seen[0]?.headers).toMatchObject({ 'content-type': 'image/jpeg', 'content-length': '5' });
  });

  it('sends no body and no trace of the library with DELETE', async () => {
    await transport({ method: 'DELETE', path: '/users/a' }, 'abc', soon());

    expect(seen[0]).toMatchObject({ method: 'DELETE', body: '' });
    expect(Object.keys(seen[0]?.headers ?? {})).not.toEqual(expect.arrayContaining([expect.stringMatching(/^sdk/i)]));
  });

  it.each([429, 500, 502, 503, 504])('does not try again after %d', async (status) => {
    serve = (_, response) => response.writeHead(status, { 'Retry-After': '0', 'request-id': 'r-1' }).end('<html>busy</html>');

    const came = await transport(get, 'abc', soon());

    expect(seen).toHaveLength(1);
    expect(came).toMatchObject({ kind: 'answered', answer: { status, requestId: 'r-1', headers: { 'retry-after': '0' } } });
    expect(came.kind === 'answered' && came.answer.body).toBe(undefined);
  });

  it('does not follow a redirect, so that no token goes elsewhere', async () => {
    serve = (_, response) => response.writeHead(302, { location: `${url}/elsewhere` }).end();

    expect(await transport(get, 'abc', soon())).toMatchObject({ kind: 'answered', answer: { status: 302 } });
    expect(seen).toHaveLength(1);
  });

  it('leaves a request unanswered whose connection is cut, before or within the answer', async () => {
    serve = (request) => request.socket.destroy();
    const before = await transport({ method: 'POST', path: '/users', body: {} }, 'abc', soon());
    serve = (request, response) => {
      response.writeHead(201, { 'content-length': '100' });
      response.write('{"id":', () => request.socket.destroy());
    };
    const within = await transport({ method: 'POST', path: '/users', body: {} }, 'abc', soon());

    expect([before.kind, within.kind]).toEqual(['unanswered', 'unanswered']);
    expect(seen).toHaveLength(2);
  });

  it('waits until the deadline and no longer', async () => {
    serve = () => undefined;

    const came = await transport(get, 'abc', AbortSignal.timeout(100));

    expect(came).toEqual({ kind: 'unanswered', reason: 'no answer before the deadline' });
  });

  it('does not take an answer of any size', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 32);
    serve = (_, response) => {
      const more = (left: number): void => {
        if (left === 0 || response.destroyed) response.end();
        else response.write(chunk, () => more(left - 1));
      };
      more(40);
    };

    expect(await transport(get, 'abc', soon())).toMatchObject({ kind: 'unanswered' });
  });

  it('knows that nothing left when nobody listens, or the host does not exist, or its certificate is not trusted', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo; // a TCP server's address
    await new Promise((resolve) => closed.close(resolve));
    const to = (root: string) => graphTransport({ url: root, newRequestId: () => 'x' })(get, 'abc', soon());

    expect(await to(`https://localhost:${String(port)}/v1.0`)).toEqual({ kind: 'never-left' });
    expect(await to('https://nowhere.invalid/v1.0')).toEqual({ kind: 'never-left' });
    expect(await to(url.replace('localhost', 'anna.localhost'))).toEqual({ kind: 'never-left' });
    expect(seen).toHaveLength(0);
  });

  it('takes a path without its slash for a defect', async () => {
    await expect(transport({ method: 'GET', path: '@evil.example/' }, 'abc', soon())).rejects.toThrow('slash');
  });

  it('takes a header that cannot be sent for a defect', async () => {
    await expect(transport({ ...get, headers: { Prefer: 'a\nb' } }, 'abc', soon())).rejects.toThrow();
    expect(seen).toHaveLength(0);
  });
});
