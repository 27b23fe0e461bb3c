/**
 * A keyed digest (HMAC-SHA-256, RFC 2104) of a text for one purpose, as 52 characters of lower-case base 32 (RFC 4648, section 6).
 * Digests of different purposes are unrelated.
 */
export type Digest = (purpose: string, text: string) => string;
