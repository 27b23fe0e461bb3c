import { readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Where a bar of the day plan stands is a style of its own; a mail's own look too. Neither can load anything.
  "style-src-attr 'unsafe-inline'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const PAGE_HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** The files of the page, `/` and `/<path>`, read once, nothing else of the disk. Answers whether there is such a file. */
export function pages(): (path: string, response: ServerResponse) => boolean {
  const directory = join(__dirname, 'page');
  const files = new Map<string, { readonly type: string; readonly bytes: Buffer }>(
    readdirSync(directory, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
      const type = TYPES[extname(name)];
      return type === undefined ? [] : [[`/${name.replaceAll(sep, '/')}`, { type, bytes: readFileSync(join(directory, name)) }]];
    }),
  );
  return (path, response) => {
    const file = files.get(path === '/' ? '/index.html' : path);
    if (!file) return false;
    response
      .writeHead(200, { 'content-type': file.type, 'cache-control': 'no-cache', 'content-length': file.bytes.length })
      .end(file.bytes);
    return true;
  };
}
