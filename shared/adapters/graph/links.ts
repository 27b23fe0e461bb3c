/**
 * The path of an absolute `@odata.nextLink` or `@odata.deltaLink` below the version root, query verbatim, ready for `GraphRequest.path`.
 * Throws when the link leads to another host, another port or another version: following it would carry our token there.
 */
export function pathBelowRoot(link: string, root: string): string {
  const base = root.replace(/\/+$/, '');
  const target = new URL(link);
  const home = new URL(base);
  const below = link.slice(link.indexOf('/', link.indexOf('//') + 2)).slice(home.pathname.replace(/\/$/, '').length);
  const stays =
    target.origin === home.origin &&
    target.username === '' &&
    target.password === '' &&
    target.pathname.startsWith(`${home.pathname.replace(/\/$/, '')}/`);
  if (!stays || !below.startsWith('/')) throw new Error(`A link of Microsoft Graph leads away from ${home.origin}`);
  return below;
}
