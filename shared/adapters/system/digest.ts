import { createHmac } from 'node:crypto';
import type { Digest } from '../../kernel/signing';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** `key`: at least 32 bytes. */
export const hmacDigest =
  (key: Uint8Array): Digest =>
  (purpose, text) =>
    base32(createHmac('sha256', key).update(purpose).update('\0').update(text).digest());

function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((held >>> bits) & 31);
      held &= (1 << bits) - 1;
    }
  }
  return bits > 0 ? text + ALPHABET.charAt((held << (5 - bits)) & 31) : text;
}
