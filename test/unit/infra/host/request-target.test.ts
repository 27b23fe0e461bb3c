import { isHost, withoutDotSegments } from '../../../../infra/local/host/http/request-target';

describe('the path that routing sees', () => {
  it.each([
    ['/api/v1/../v1/spaces', '/api/v1/spaces'],
    ['/api/./spaces/oak', '/api/spaces/oak'],
    ['/api/%2e%2E/spaces', '/spaces'],
    ['/../../spaces', '/spaces'],
    ['/spaces/..', '/'],
    ['/spaces/oak/.', '/spaces/oak/'],
    ['/spaces//oak', '/spaces//oak'],
    ['/spaces/...', '/spaces/...'],
    ['/spaces/a.b', '/spaces/a.b'],
    ['/spaces\\..\\oak', '/spaces\\..\\oak'],
    ['/', '/'],
    ['*', '*'],
  ])('of %s is %s', (path, seen) => {
    expect(withoutDotSegments(path)).toBe(seen);
  });
});

describe('a Host header', () => {
  it.each(['localhost', 'book.city.example:443', '127.0.0.1:7071', '[::1]:7071'])('%s is one', (host) => {
    expect(isHost(host)).toBe(true);
  });

  it.each(['a=b', 'local host', 'city.example:x', 'city.example/x', '[::1', 'a@b', '1.2.3.999', 'city.example:99999'])(
    '%s is none',
    (host) => {
      expect(isHost(host)).toBe(false);
    },
  );
});
