import { createHash } from 'node:crypto';

/** What a page holds that a browser shall run or apply, word for word, and what it may do; the rest is forbidden. */
interface Allowed {
  readonly style?: string;
  /** It may ask this host, and no other. */
  readonly script?: string;
  /** Whether its forms may be sent, to this host. */
  readonly forms?: boolean;
}

/** The headers of every HTML page: kept by nobody, found by no search engine, framed by no other page, and its address told to nobody. */
export const pageHeaders = ({ style, script, forms = false }: Allowed): Readonly<Record<string, string>> => ({
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
  'content-security-policy': [
    "default-src 'none'",
    ...(script === undefined ? [] : [`script-src ${hash(script)}`, "connect-src 'self'"]),
    ...(style === undefined ? [] : [`style-src ${hash(style)}`]),
    "base-uri 'none'",
    `form-action ${forms ? "'self'" : "'none'"}`,
    "frame-ancestors 'none'",
  ].join('; '),
});

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
