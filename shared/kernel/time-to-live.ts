/** The longest that the store takes (2^31 - 1 seconds, 68 years); a longer life is refused, with all of its batch. */
const LONGEST_S = 0x7fffffff;

/** A time to live for a document: whole seconds that the store takes, whatever the duration came from. */
export const timeToLive = (ms: number): number => Math.min(Math.max(Math.ceil(ms / 1_000), 1), LONGEST_S);
