import { expectOften } from '../../support/expect-often';

describe('an expectation in a loop', () => {
  it.each([
    [1, 1],
    [Number.NaN, Number.NaN],
    [{ start: 1 }, { start: 1 }],
    [{ start: 1, end: undefined }, { start: 1 }],
  ])('holds for %p and %p, as toEqual does', (actual, wanted) => {
    expect(() => expectOften(actual, wanted)).not.toThrow();
  });

  it.each([
    [1, 2],
    [0, -0],
    [{ start: 1 }, undefined],
    [[1], [1, 2]],
  ])('fails for %p and %p, in the words of jest', (actual, wanted) => {
    expect(() => expectOften(actual, wanted)).toThrow('toEqual');
  });
});
