import { canonical } from '../../../shared/kernel/canonical';

describe('canonical text', () => {
  it.each([
    ['members in any order', { b: 1, a: { d: [1, 2], c: 'x' } }, { a: { c: 'x', d: [1, 2] }, b: 1 }],
    ['members that are undefined', { a: 1, b: undefined }, { a: 1 }],
  ])('is the same for %s', (_what, one, other) => {
    expect(canonical(one)).toBe(canonical(other));
  });

  it.each([
    ['the order of a list', [1, 2], [2, 1]],
    ['null and absence', { a: null }, {}],
    ['a number and its text', 1, '1'],
    ['a list and an object', [], {}],
    ['where a text ends', ['a,b'], ['a', 'b']],
  ])('tells %s apart', (_what, one, other) => {
    expect(canonical(one)).not.toBe(canonical(other));
  });

  it('is plain JSON', () => {
    expect(canonical({ b: [true, null, 'é"'], a: 1.5 })).toBe('{"a":1.5,"b":[true,null,"é\\""]}');
  });
});
