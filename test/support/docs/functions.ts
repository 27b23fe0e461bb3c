/** README.md with the number of functions that a start prints, in the text between `<!-- functions -->` and `<!-- end -->`. */
export function withFunctions(text: string, count: number): string {
  const from = text.indexOf('<!-- functions -->');
  const to = text.indexOf('<!-- end -->', from);
  if (from < 0 || to < 0) throw new Error('README.md has no place for the number of functions');
  return text.slice(0, from) + text.slice(from, to).replace(/ready, \d+ functions/, `ready, ${String(count)} functions`) + text.slice(to);
}
