/** What was to be seen, and was not. */
export class Unmet extends Error {
  constructor(
    readonly expected: string,
    readonly seen: string,
  ) {
    super(`expected ${expected}; seen: ${seen}`);
  }
}

/** Throws Unmet. */
export function expect(met: boolean, expected: string, seen: unknown): asserts met {
  if (!met) throw new Unmet(expected, typeof seen === 'string' ? seen : JSON.stringify(seen));
}
