import { InvocationContext, type HttpRequest } from '@azure/functions';
import { fits, fitsPart, parseTemplate, type Segment, type Template } from '../../functions/host/route-template';
import { LAST } from '../../functions/host/last-route';
import { Api } from './support/api';

/** As the host orders its functions: by name, and case is ignored. */
const inOrder = (names: readonly string[]): readonly string[] => [...names].sort((a, b) => (a.toUpperCase() < b.toUpperCase() ? -1 : 1));

/** Whether every part that fits the first segment fits the second. */
function within(inner: Segment, outer: Segment): boolean {
  if (outer.kind === 'rest') return true;
  if (inner.kind === 'rest') return false;
  if (inner.kind === 'literal') return fitsPart(outer, inner.text);
  return outer.kind === 'parameter' && inner.suffix.endsWith(outer.suffix);
}

/** Whether some part fits both segments: of two suffixes one must end with the other. */
const overlap = (one: Segment, other: Segment): boolean => within(one, other) || within(other, one);

function bothFit([one, ...ones]: Template, [other, ...others]: Template): boolean {
  if (one?.kind === 'rest' || other?.kind === 'rest') return true;
  if (!one || !other) return one === other;
  return overlap(one, other) && bothFit(ones, others);
}

function narrower([one, ...ones]: Template, [other, ...others]: Template): boolean {
  if (other?.kind === 'rest') return true;
  if (!one || !other) return one === other;
  return within(one, other) && narrower(ones, others);
}

interface Named {
  readonly name: string;
  readonly methods: readonly string[];
  readonly route: string;
}

/** Two functions of which the host asks the wrong one first. */
function misordered(functions: readonly Named[]): readonly string[] {
  return functions.flatMap((wide) =>
    functions
      .filter(({ name, methods }) => name !== wide.name && methods.some((method) => wide.methods.includes(method)))
      .filter(({ route }) => bothFit(parseTemplate(route), parseTemplate(wide.route)))
      .filter(({ name, route }) => {
        const [inner, outer] = [parseTemplate(route), parseTemplate(wide.route)];
        if (narrower(inner, outer) === narrower(outer, inner)) return true;
        return narrower(inner, outer) && inOrder([name, wide.name])[0] !== name;
      })
      .map(({ name }) => `${name} must sort before ${wide.name}`),
  );
}

describe('the functions, in the order of their names', () => {
  it('are asked in an order in which the narrower of two routes comes first', () => {
    expect(misordered(new Api().https)).toEqual([]);
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

    expect([...misordered(functions)].sort()).toEqual(said);
  });

  it('end with the one that takes every address', () => {
    expect(inOrder(new Api().https.map(({ name }) => name)).at(-1)).toBe(LAST);
  });

  it('have no empty route, and none that the host keeps for itself', () => {
    expect(new Api().https.filter(({ route }) => route === '' || /^(admin|runtime)/i.test(route))).toEqual([]);
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
    ['DELETE', '/api/v1/spaces/oak', 'GET, HEAD, PUT'],
    ['OPTIONS', '/api/v1/spaces/oak.ics', 'GET, HEAD, PUT'],
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
