import { isDeepStrictEqual } from 'node:util';

/**
 * `expect(actual).toEqual(wanted)` for a loop of thousands. Jest builds every matcher for each `expect`, which costs more than the comparison,
 * so jest is asked only about values that differ: it decides, and its words are the failure.
 */
export function expectOften(actual: unknown, wanted: unknown): void {
  if (!isDeepStrictEqual(actual, wanted)) expect(actual).toEqual(wanted);
}
