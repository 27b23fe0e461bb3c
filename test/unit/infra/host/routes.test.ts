import { matchRoute, parseRoute } from '../../../../infra/local/host/http/routes';

const routes = [
  parseRoute('api/v1/spaces/{id:maxlength(4)}.ics', ['GET'], 'calendar'),
  parseRoute('api/v1/spaces/{id}', ['GET'], 'space'),
  parseRoute('api/v1/spaces/{id}', ['PUT'], 'change'),
  parseRoute('api/v1/spaces/mine', ['GET', 'PUT'], 'mine'),
  parseRoute('api/v1/{thing}/{id?}', ['GET'], 'any'),
  parseRoute('{*rest}', ['GET'], 'rest'),
];

describe('route matching', () => {
  it.each([
    ['GET', '/api/v1/spaces/mine', 'space', { id: 'mine' }],
    ['GET', '/api/v1/spaces/oak', 'space', { id: 'oak' }],
    ['PUT', '/api/v1/spaces/mine', 'change', { id: 'mine' }],
    ['GET', '/API/v1/Spaces/Oak', 'space', { id: 'Oak' }],
    ['GET', '/api/v1/spaces/oak.ics', 'calendar', { id: 'oak' }],
    ['GET', '/api/v1/spaces/OAK.ICS', 'calendar', { id: 'OAK' }],
    ['GET', '/api/v1/spaces/a.ics.ics', 'space', { id: 'a.ics.ics' }],
    ['GET', '/api/v1/spaces/.ics', 'space', { id: '.ics' }],
    ['PUT', '/api/v1/spaces/oak.ics', 'change', { id: 'oak.ics' }],
    ['GET', '/api/v1/spaces/acorn.ics', 'space', { id: 'acorn.ics' }],
    ['GET', '/api/v1/lanes', 'any', { thing: 'lanes' }],
    ['GET', '/api/v1/lanes/7', 'any', { thing: 'lanes', id: '7' }],
    ['GET', '/api/v1/lanes/7/more', 'rest', { rest: 'api/v1/lanes/7/more' }],
    ['GET', '/api/v1/lanes/', 'any', { thing: 'lanes' }],
    ['GET', '/', 'rest', {}],
    ['GET', '/api/v1/lanes/7/', 'any', { thing: 'lanes', id: '7' }],
    ['GET', '/x/y/', 'rest', { rest: 'x/y/' }],
    ['GET', '/x//y', 'rest', { rest: 'x//y' }],
    ['GET', '/api/v1/lanes//7', 'rest', { rest: 'api/v1/lanes//7' }],
    ['GET', '/x//', 'rest', { rest: 'x//' }],
    ['GET', '/%2F', 'rest', { rest: '%2F' }],
    ['GET', '/api/v1/spaces/a%2Fb%20c', 'space', { id: 'a%2Fb c' }],
    ['GET', '/api/v1/spaces/50%', 'space', { id: '50%' }],
  ])('%s %s goes to the first that fits, %s', (method, path, target, params) => {
    expect(matchRoute(routes, method, path)).toEqual({ target, params });
  });

  it('finds nothing where only another method fits', () => {
    expect(matchRoute(routes, 'DELETE', '/api/v1/spaces/oak')).toBeUndefined();
  });

  it.each(['//', '///', '//x', '//api/v1/lanes'])('finds nothing for %s, not even with a parameter that catches all', (path) => {
    expect(matchRoute(routes, 'GET', path)).toBeUndefined();
  });

  it.each(['/files//', '/files//x'])('finds nothing for %s where the empty segment stands before what is caught', (path) => {
    expect(matchRoute([parseRoute('files/{*rest}', ['GET'], 'files')], 'GET', path)).toBeUndefined();
  });

  it.each([
    ['/leading', 'must not begin'],
    ['a//b', 'an empty segment'],
    ['{id?}/more', 'only the last segment'],
    ['{*rest}/more', 'only the last segment'],
    ['spaces/{id:guid}', 'not covered'],
    ['spaces/{a}.{b}', 'not covered'],
    ['spaces/x-{id}', 'not covered'],
    ['spaces/{*rest:maxlength(3)}', 'not covered'],
  ])('refuses the template %s', (template, message) => {
    expect(() => parseRoute(template, ['GET'], 'x')).toThrow(message);
  });
});
