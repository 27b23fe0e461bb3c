import { InvocationContext, type HttpRequest } from '@azure/functions';
import { unservable } from '../../functions/host/route-order';
import { fits, parseTemplate } from '../../functions/host/route-template';
import { LAST } from '../../functions/host/last-route';
import { Api } from './support/api';

/** All but the one that takes every address. */
const served = () => new Api().https.filter(({ name }) => name !== LAST);

describe('the functions, in the order of their names', () => {
  it('are asked in an order in which the narrower of two routes comes first', () => {
    expect(unservable(served())).toEqual([]);
  });

  it.each<[string, string, readonly string[]]>([
    ['spaces/{id}.ics', 'spaces/{id}', ['b must sort before a']],
    ['spaces/search', 'spaces/{id}', ['b must sort before a']],
    ['spaces', '{*path}', ['b must sort before a']],
    ['spaces/{id}', 'spaces/{key}', ['a must sort before b', 'b must sort before a']],
    ['spaces/{id}/all', 'spaces/oak/{what}', ['a must sort before b', 'b must sort before a']],
    ['spaces/{id}', 'spaces', []],
    ['spaces/{id}.ics', 'spaces/{id}.csv', []],
  ])('would not be, if %s were asked after %s', (narrow, wide, said) => {
    const functions = [
      { name: 'a', methods: ['GET'], route: wide },
      { name: 'b', methods: ['GET'], route: narrow },
    ];

    expect([...unservable(functions)].sort()).toEqual(said);
  });

  it('end with the one that takes every address', () => {
    expect(new Api().https).toHaveLength(served().length + 1);
  });
});

describe('a route template', () => {
  it.each([
    ['spaces/{id}', '/spaces/oak', true],
    ['spaces/{id}', '/SPACES/oak/', true],
    ['spaces/{id}', '/spaces', false],
    ['spaces/{id}', '/spaces/oak/x', false],
    ['spaces/{id}', '/spaces//', false],
    ['spaces/{id}.ics', '/spaces/oak.ICS', true],
    ['spaces/{id}.ics', '/spaces/.ics', false],
    ['{*path}', '/', true],
    ['files/{*path}', '/files/a/b', true],
    ['files/{*path}', '/', false],
    ['spaces/oak', '/spaces/o%61k', true],
    ['spaces/{id}', '/spaces/%zz', true],
  ])('%s and the path %s: %s', (template, path, fit) => {
    expect(fits(parseTemplate(template), path)).toBe(fit);
  });

  it.each(['spaces/{id:int}', 'spaces/x{id}', '{*path}.ics', 'spaces//x'])('of the form %s is refused', (route) => {
    expect(() => parseTemplate(route)).toThrow('unknown form');
  });
});

describe('an address that no function takes', () => {
  it('is 404, with a problem document', async () => {
    for (const target of ['/', '/api/v1/nothing', '/favicon.ico', '/api/v1/spaces/oak/nothing']) {
      expect(await new Api().send('GET', target)).toMatchObject({
        status: 404,
        headers: { 'content-type': 'application/problem+json', 'x-correlation-id': expect.any(String) },
        body: { code: 'not-found' },
      });
    }
  });

  it.each([
    ['POST', '/api/v1/spaces/oak', 'GET, HEAD, PUT, DELETE'],
    ['OPTIONS', '/api/v1/spaces/oak.ics', 'GET, HEAD, PUT, DELETE'],
    ['POST', '/API/v1/spaces/', 'GET, HEAD'],
    ['PUT', '/manage', 'GET, HEAD, POST'],
    ['HEAD', '/api/v1/reservations/a/approve', 'POST'],
  ])('by the method %s at %s is 405 and names %s', async (method, target, allow) => {
    expect(await new Api().send(method, target)).toMatchObject({ status: 405, headers: { allow }, body: { code: 'method-not-allowed' } });
  });

  it.each([
    ['GET', '/api/v1/spaces/./oak'],
    ['GET', '/api/v1/../v1/spaces'],
    ['GET', '/api/v1/spaces\\oak'],
    ['PUT', '/api\\v1\\spaces\\oak'],
  ])('by the method %s at %s is 404, whatever the address would be if it were written otherwise', async (method, path) => {
    const last = new Api().https.find(({ name }) => name === LAST);
    // The library would put such an address in order; another version of it, or of the host, may not.
    const request = { method, url: `http://localhost${path}`, headers: new Headers() } as unknown as HttpRequest;

    const said = await last?.handler(request, new InvocationContext({ functionName: LAST }));

    expect(said).toMatchObject({ status: 404, body: expect.stringContaining('not-found') });
  });
});
