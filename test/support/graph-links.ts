/**
 * The path of an absolute `@odata.nextLink` or `@odata.deltaLink` below the version root, query verbatim, ready for `GraphRequest.path`.
 * Throws when the link leads to another host, another port or another version: following it would carry our token there.
 */
export function pathBelowRoot(link: string, root: string): string {
  const home = new URL(root.replace(/\/*$/, '/'));
  const [, path] = /^https:\/\/[^/?#@\\\s]+(\/[^#\\\s]*)$/i.exec(link) ?? [];
  if (path?.startsWith(home.pathname)) {
    const target = new URL(link);
    if (target.origin === home.origin && target.pathname.startsWith(home.pathname)) return path.slice(home.pathname.length - 1);
  }
  throw new Error(`A link of Microsoft Graph leads away from ${home.origin}`);
}
