import type { HttpRequest } from '@azure/functions';

/**
 * The members of a query, each name once: the values of a repeated one with commas between them, as the host joins them. Read from the
 * address itself: a record that others made of it has lost a member with the name `__proto__`.
 */
export function queryOf(request: Pick<HttpRequest, 'url'>): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (const [name, value] of new URL(request.url).searchParams) {
    const earlier = found.get(name);
    found.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  // Object.fromEntries makes a member of `__proto__` too, so that it is refused like every unknown name.
  return Object.fromEntries(found);
}
