/** Whether If-None-Match names the entity tag (RFC 9110, 13.1.2): compared weakly, for proxies that compress make a strong tag weak. */
export function isPresent(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
