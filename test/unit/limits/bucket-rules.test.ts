import { HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import { granted, refilled, secondsToWait } from '../../../shared/limits/bucket-rules';

const NOW = 1_000_000_000_000;

describe('what is left of an address’s requests', () => {
  it.each([
    ['grows back evenly', { left: 0, at: NOW - 10 * MINUTE }, { left: 10, at: NOW }],
    ['keeps its fractions', { left: 0.5, at: NOW - 30 * SECOND }, { left: 1, at: NOW }],
    ['is never more than an hour’s', { left: 50, at: NOW - 2 * HOUR }, { left: 60, at: NOW }],
    ['stays where another clock runs ahead', { left: 7, at: NOW + MINUTE }, { left: 7, at: NOW + MINUTE }],
  ])('%s', (_, bucket, expected) => {
    expect(refilled(bucket, 60, NOW)).toEqual(expected);
  });

  it.each([
    [5, 3, 3, 2],
    [2.9, 3, 2, 0.9],
    [0.9, 1, 0, 0.9],
  ])('of %d, %d asked for: %d go', (left, asked, go, rest) => {
    const got = granted({ left, at: NOW }, asked);

    expect(got.go).toBe(go);
    expect(got.bucket.left).toBeCloseTo(rest);
  });

  it.each([
    [0, NOW, 60],
    [0.5, NOW, 30],
    [0.999999, NOW, 1],
    [0, NOW + 5 * SECOND, 65],
  ])('%d as of %d: the next is free in %d seconds', (left, at, seconds) => {
    expect(secondsToWait({ left, at }, 60, NOW)).toBe(seconds);
  });
});
