import type { EpochMs } from './clock';

const BELIEVED_AT_MOST_MS = 3_600_000;
const seconds = /^\d+(\.\d+)?$/;
/** The one form that servers may send today (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`. */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * The instant before which a `Retry-After` header asks us to stay away, one hour ahead at most. Absent when there is no header (names are in
 * lower case) and when it says zero, a negative number, an instant that has passed, or nothing readable. Microsoft sends decimals too.
 */
export function retryAfter(headers: Readonly<Record<string, string>>, now: EpochMs): EpochMs | undefined {
  const text = headers['retry-after']?.trim();
  if (text === undefined) return undefined;
  const at = seconds.test(text) ? now + Math.ceil(Number(text) * 1_000) : httpDate.test(text) ? Date.parse(text) : Number.NaN;
  return at > now ? Math.min(at, now + BELIEVED_AT_MOST_MS) : undefined;
}
