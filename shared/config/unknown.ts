type Environment = Readonly<Record<string, string | undefined>>;

/** Slips of one hand: a letter left out, doubled, swapped or mistyped, twice at most. Short names are told apart by less. */
const mostSlips = (name: string): number => (name.length < 9 ? 1 : 2);

/** How many slips lie between two texts (Damerau and Levenshtein, restricted); more than `most` are not counted to the end. */
function slips(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const cost = Math.min((last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + same);
      next.push(swapped ? Math.min(cost, (beforeLast[column - 2] ?? 0) + 1) : cost);
    }
    beforeLast = last;
    last = next;
  }
  return last[other.length] ?? most + 1;
}

/** What other products call a setting of ours. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  BASE_URL: 'APP_URL',
  PUBLIC_URL: 'APP_URL',
  SITE_URL: 'APP_URL',
  SWEEP_CRON: 'SWEEP_SCHEDULE',
  SECRET_KEY: 'SIGNING_KEY',
  DATABASE_URL: 'COSMOS_ENDPOINT',
};

/** The beginning or the end of a setting's name, with its underscores or without: CLIENT_SECRET, TIMEZONE. Shorter ones are names of anybody. */
const LEAST_PIECE = 8;
function isPieceOf(given: string, name: string): boolean {
  const short = given.replaceAll('_', '');
  const words = name.split('_');
  const pieces = words.flatMap((_, at) => (at === 0 ? [] : [words.slice(0, at).join(''), words.slice(at).join('')]));
  return short.length >= LEAST_PIECE && pieces.includes(short);
}

const folded = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');

/** The family of a setting, `MICROSOFT_`, where another setting has it too. */
function families(known: readonly string[]): ReadonlySet<string> {
  const first = known.map((name) => /^[A-Z]+_/.exec(name)?.[0]);
  return new Set(first.filter((family, at): family is string => family !== undefined && first.indexOf(family) !== at));
}

/**
 * Warnings for names that are no settings and were probably meant to be: nearly a setting's name, a piece of one, or of a family of settings. `host`: names of
 * the platform that look like ours.
 */
export function unknownNames(env: Environment, known: readonly string[], host: readonly RegExp[]): readonly string[] {
  const ours = families(known);
  return Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined || value.trim() === '' || known.includes(name) || host.some((one) => one.test(name))) return [];
    const given = folded(name);
    const nearest = known
      .map((one) => ({ one, off: slips(given, folded(one), mostSlips(one)) }))
      .filter(({ one, off }) => off <= mostSlips(one))
      .sort((a, b) => a.off - b.off)[0];
    const elsewhere = ELSEWHERE[given] ?? known.find((one) => isPieceOf(given, folded(one)));
    if (nearest) return [`${name} is no setting and is not read; ${nearest.one} is one`];
    if (elsewhere !== undefined && known.includes(elsewhere)) return [`${name} is no setting and is not read; ${elsewhere} is one`];
    return [...ours].some((family) => given.startsWith(family)) ? [`${name} is no setting and is not read`] : [];
  });
}
