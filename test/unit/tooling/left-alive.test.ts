import { grown, leftAlive, resourcesNow } from '../../support/jest/left-alive';

describe('what a test file leaves alive', () => {
  it('names a timer that still runs', async () => {
    const before = resourcesNow();
    const timer = setTimeout(() => undefined, 60_000);

    const left = await leftAlive(before, 0);

    clearTimeout(timer);
    expect(left).toEqual(['1 Timeout']);
  });

  it('forgives a timer that ends in time, and one that keeps nothing running', async () => {
    const before = resourcesNow();
    setTimeout(() => undefined, 30);
    setTimeout(() => undefined, 5).unref();

    await expect(leftAlive(before, 1_000)).resolves.toEqual([]);
  });

  it('counts only what has grown', () => {
    expect(grown({ Timeout: 1, TCPServerWrap: 1 }, { Timeout: 1, TCPServerWrap: 2, TCPSocketWrap: 1 })).toEqual([
      '1 TCPServerWrap',
      '1 TCPSocketWrap',
    ]);
  });
});
