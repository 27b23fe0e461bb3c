import { createHash } from 'node:crypto';
import type { HttpHandler } from '@azure/functions';
import { page } from './page';
import { SCRIPT } from './script';
import { STYLE } from './style';

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
  'content-security-policy': [
    "default-src 'none'",
    `script-src ${hash(SCRIPT)}`,
    `style-src ${hash(STYLE)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};

/**
 * The page behind the links in a mail to those who approve. The token stays in the fragment, and only a press of its button decides: programs
 * that follow the links of mails get this page and nothing else.
 */
export const decidePageHttp = (organisationName: string): HttpHandler => {
  const body = page(organisationName);
  return () => ({ status: 200, headers: HEADERS, body });
};
