import type { Feed } from './model';

/** iCalendar (RFC 5545). The same feed gives the same text, whenever it is written. */
export type WriteCalendar = (feed: Feed) => string;

/** A digest without a key, the same in every process and for ever: 52 characters of lower-case base 32. */
export type PublicDigest = (purpose: string, text: string) => string;
