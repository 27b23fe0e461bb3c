/** What Kestrel makes of the target and the Host header of a request before routing sees it. */

/**
 * The path without its dot segments, also written as %2e: they are removed after decoding (PathNormalizer, HttpRequest paths of Kestrel). A
 * backslash is a letter like any other.
 */
export function withoutDotSegments(path: string): string {
  if (!path.startsWith('/')) return path;
  const kept: string[] = [];
  const parts = path.split('/').slice(1);
  for (const [at, part] of parts.entries()) {
    const plain = part.replaceAll(/%2e/gi, '.');
    if (plain !== '.' && plain !== '..') {
      kept.push(part);
      continue;
    }
    if (plain === '..') kept.pop();
    if (at === parts.length - 1) kept.push('');
  }
  return `/${kept.join('/')}`;
}

/** A name or an address, and a port; anything else is 400 (BadRequest_InvalidHostHeader). */
export const isHost = (host: string): boolean =>
  /^(?:\[[\da-f:.]+\]|[\w.~!$&'()-]+)(?::\d+)?$/i.test(host) && URL.canParse(`http://${host}/`);
