import { createSocket } from 'node:dgram';
import { get } from 'node:http';
import { connect, createServer } from 'node:net';

describe('a project without network', () => {
  it.each([
    ['net', () => connect(49_999, '127.0.0.1')],
    ['http', () => get('http://127.0.0.1:49999/')],
    ['a server', () => createServer().listen(0)],
  ])('refuses %s', (_name, open) => {
    expect(open).toThrow('this project has no network');
  });

  it('refuses a datagram', () => {
    const socket = createSocket('udp4');

    expect(() => socket.send('x', 49_999, '127.0.0.1')).toThrow('this project has no network');

    socket.close();
  });

  it.each(['http://127.0.0.1:49999/', 'https://127.0.0.1:49999/'])('refuses fetch of %s', async (url) => {
    const failure: unknown = await fetch(url).catch((error: unknown) => error);

    expect(String((failure as Error).cause)).toContain('this project has no network');
  });
});
