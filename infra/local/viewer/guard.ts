import type { IncomingMessage } from 'node:http';
import { Problem } from './exchange';

const LOOPBACK = /^(localhost|127\.0\.0\.1)(:\d{1,5})?$/i;

/**
 * Lets through what this machine's own user sends. A page elsewhere could point its name at 127.0.0.1 (DNS rebinding: the Host header tells),
 * or post here from another origin (Origin and Sec-Fetch-Site tell). Throws Problem.
 */
export function guard({ headers, method }: IncomingMessage): void {
  const host = headers.host ?? '';
  if (!LOOPBACK.test(host)) throw new Problem(421, 'Wrong host', 'The viewer answers on localhost and 127.0.0.1 only.');
  if (method === 'GET' || method === 'HEAD') return;
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  const foreign =
    (origin !== undefined && origin !== `http://${host}`) || (site !== undefined && site !== 'same-origin' && site !== 'none');
  if (foreign) throw new Problem(403, 'Other origin', 'The viewer takes orders from its own page and from programs, not from other pages.');
}
