import { createHmac, timingSafeEqual } from 'node:crypto';

/** "Access control in the Azure Cosmos DB SQL API": the master-key signature of one request. */
export interface Signed {
  readonly method: string;
  readonly path: string;
  readonly date: string;
  /** The Authorization header. */
  readonly authorization: string;
}

/** Whether the request was signed with this key. The age of `x-ms-date` is not judged: the core's clock may be any. */
export function isSigned({ method, path, date, authorization }: Signed, key: string): boolean {
  const given = new URLSearchParams(decoded(authorization).replaceAll('+', '%2B'));
  if (given.get('type') !== 'master' || given.get('ver') !== '1.0') return false;
  const segments = path.split('/').filter((segment) => segment !== '');
  const names = segments.length % 2 === 0;
  const type = (names ? segments.at(-2) : segments.at(-1)) ?? '';
  const link = (names ? segments : segments.slice(0, -1)).join('/');
  return [link, decoded(link)].some((resource) => {
    const text = `${method.toLowerCase()}\n${type}\n${resource}\n${date.toLowerCase()}\n\n`;
    const wanted = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest();
    const offered = Buffer.from(given.get('sig') ?? '', 'base64');
    return wanted.length === offered.length && timingSafeEqual(wanted, offered);
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
