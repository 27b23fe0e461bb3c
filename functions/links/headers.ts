import { createHash } from 'node:crypto';
import { SCRIPT } from './script';
import { STYLE } from './style';

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const policy = (...scripts: readonly string[]): string =>
  ["default-src 'none'", ...scripts, `style-src ${hash(STYLE)}`, "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"].join(
    '; ',
  );

const ALWAYS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
};

/** Of the page that GET answers; its script asks the API. */
export const PAGE_HEADERS = { ...ALWAYS, 'content-security-policy': policy(`script-src ${hash(SCRIPT)}`, "connect-src 'self'") };
/** Of what is answered to a form: nothing runs in it. */
export const FORM_HEADERS = { ...ALWAYS, 'content-security-policy': policy() };
