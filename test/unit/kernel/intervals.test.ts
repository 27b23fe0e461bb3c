import { gaps, merge, overlaps, type Interval, without } from '../../../shared/kernel/intervals';

const from = (start: number, end: number): Interval => ({ start, end });

describe('intervals', () => {
  it.each([
    ['overlap at an end', from(0, 10), from(9, 20), true],
    ['one inside the other', from(0, 10), from(3, 4), true],
    ['the same twice', from(0, 10), from(0, 10), true],
    ['one that ends where the other begins', from(0, 10), from(10, 20), false],
    ['a time between them', from(0, 10), from(11, 20), false],
  ])('with %s', (_what, a, b, expected) => {
    expect(overlaps(a, b)).toBe(expected);
    expect(overlaps(b, a)).toBe(expected);
  });

  it('merge into one where they touch or overlap, sorted', () => {
    expect(merge([from(20, 30), from(0, 5), from(5, 10), from(22, 25), from(29, 31)])).toEqual([from(0, 10), from(20, 31)]);
  });

  it('leave the merged ones as they were given', () => {
    const given = [from(0, 5), from(4, 10)];

    merge(given);

    expect(given).toEqual([from(0, 5), from(4, 10)]);
  });

  it.each([
    ['nothing is taken', [], [from(10, 20)]],
    ['the middle is taken', [from(12, 15)], [from(10, 12), from(15, 20)]],
    ['both ends are taken beyond the window', [from(0, 11), from(19, 30)], [from(11, 19)]],
    ['all is taken', [from(5, 15), from(15, 25)], []],
    ['only times outside are taken', [from(0, 10), from(20, 30)], [from(10, 20)]],
  ])('leave free what no interval covers when %s', (_what, taken, free) => {
    expect(gaps(from(10, 20), taken)).toEqual(free);
  });
});

describe('what is left of intervals', () => {
  it.each([
    ['nothing of none', [], [[1, 2]], []],
    [
      'all of them where nothing is taken, sorted and merged',
      [
        [5, 7],
        [1, 3],
        [3, 4],
      ],
      [],
      [
        [1, 4],
        [5, 7],
      ],
    ],
    [
      'not what is taken in the middle, at an edge, or across two',
      [
        [0, 10],
        [20, 30],
        [40, 50],
      ],
      [
        [4, 6],
        [8, 22],
        [40, 41],
      ],
      [
        [0, 4],
        [6, 8],
        [22, 30],
        [41, 50],
      ],
    ],
    [
      'nothing where all is taken',
      [
        [1, 3],
        [5, 7],
      ],
      [[0, 9]],
      [],
    ],
  ])('is %s', (_, intervals, taken, left) => {
    const of = (pairs: number[][]) => pairs.map(([start = 0, end = 0]) => ({ start, end }));

    expect(without(of(intervals), of(taken))).toEqual(of(left));
  });
});
