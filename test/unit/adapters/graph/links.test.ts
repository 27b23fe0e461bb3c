import { pathBelowRoot } from '../../../../shared/adapters/graph/links';

const root = 'https://graph.microsoft.com/v1.0';

describe('a link that Graph returns', () => {
  it.each([
    ['https://graph.microsoft.com/v1.0/users/delta?$deltatoken=A%2BB=&x=1', '/users/delta?$deltatoken=A%2BB=&x=1'],
    ['https://GRAPH.microsoft.com:443/v1.0/users?$skip=1', '/users?$skip=1'],
    ["https://graph.microsoft.com/v1.0/users('$a@b.example')/events", "/users('$a@b.example')/events"],
  ])('%s becomes a path, its query untouched', (link, path) => {
    expect(pathBelowRoot(link, root)).toBe(path);
  });

  it('keeps to a root with a port', () => {
    expect(pathBelowRoot('https://localhost:7073/v1.0/users?$skip=1', 'https://localhost:7073/v1.0/')).toBe('/users?$skip=1');
  });

  it.each([
    'https://graph.microsoft.com.evil.example/v1.0/users',
    'https://evil.example/v1.0/users',
    'http://graph.microsoft.com/v1.0/users',
    'https://graph.microsoft.com:8443/v1.0/users',
    'https://user@graph.microsoft.com/v1.0/users',
    'https://graph.microsoft.com/beta/users',
    'https://graph.microsoft.com/v1.0/../beta/users',
    'https://graph.microsoft.com\\@evil.example/v1.0/users',
    'https:graph.microsoft.com/v1.0/users',
    '/v1.0/users',
  ])('is refused when it leads elsewhere: %s', (link) => {
    expect(() => pathBelowRoot(link, root)).toThrow();
  });
});
