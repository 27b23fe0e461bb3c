import { createHash } from 'node:crypto';
import type { PublicDigest } from '../../feeds/ports';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** SHA-256, so that what is made of it outlives every signing key. */
export const publicDigest: PublicDigest = (purpose, text) => {
  const bytes = createHash('sha256').update(purpose).update('\0').update(text).digest();
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET.charAt(Number.parseInt(five.padEnd(5, '0'), 2))).join('');
};
