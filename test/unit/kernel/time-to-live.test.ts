import { DAY } from '../../../shared/kernel/clock';
import { timeToLive } from '../../../shared/kernel/time-to-live';

describe('a time to live', () => {
  it.each([
    [1, 1],
    [0, 1],
    [-5 * DAY, 1],
    [1_500, 2],
    [DAY, 86_400],
    [2_147_483_647_000, 2_147_483_647],
    [100 * 366 * DAY, 2_147_483_647],
    [Number.MAX_VALUE, 2_147_483_647],
  ])('of %d ms is one that the store takes: %d s', (ms, seconds) => {
    expect(timeToLive(ms)).toBe(seconds);
  });
});
