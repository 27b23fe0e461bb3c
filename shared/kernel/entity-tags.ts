/** What proxies that compress an answer add to its tag: Apache `-gzip`, Jetty `--gzip` or `;gzip`, within the quotes or behind them. */
const CODING = /(?:--?|;)(?:gzip|x-gzip|br|deflate|compress|zstd)$/;

/**
 * The entity tags of If-Match or If-None-Match as they were given out, `*` among them. Weak marks and codings are what proxies made of
 * a tag of ours, which names one state of one thing: that state is meant. A tag that ends like a coding is told in both forms.
 */
export function entityTags(header: string): readonly string[] {
  const found = [...header.matchAll(/(?:W\/)?"([^"]*)"(?:(?:--?|;)[\w-]+)?|\*/g)];
  const tags = found.flatMap(([whole, opaque]) => (opaque === undefined ? [whole] : [`"${opaque}"`, `"${opaque.replace(CODING, '')}"`]));
  return [...new Set(tags)];
}

/** Whether a condition names the present state: one comparison for whatever has a tag. */
export function namesTag(header: string, etag: string): boolean {
  const tags = entityTags(header);
  return tags.includes(etag) || tags.includes('*');
}
