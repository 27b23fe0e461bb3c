/** How a request stands to HTML, by its Accept header (RFC 9110, 12.5.1): it names it, takes it as it takes anything, or does not take it. */
export function htmlIn(accept: string | null): 'named' | 'taken' | 'refused' {
  if (accept === null || accept.trim() === '') return 'taken';
  const ranges = accept
    .toLowerCase()
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim()));
  const wanted = ranges.filter((parts) => !parts.slice(1).some((part) => /^q=0(?:\.0*)?$/.test(part))).map(([range = '']) => range);
  if (wanted.includes('text/html')) return 'named';
  return wanted.some((range) => range === '*/*' || range === 'text/*') ? 'taken' : 'refused';
}
