import crypto, { type KeyPairKeyObjectResult } from 'node:crypto';

type Make = (type: string, options: unknown) => KeyPairKeyObjectResult;

const MOST = 4;
/** The RSA keys of 2048 bits that this process has made. */
const made: KeyPairKeyObjectResult[] = [];

/**
 * Gives out the same four RSA keys in turn, in each test file from the first: making one takes a tenth of a second and more. Four keys that
 * are made in a row are different. Returns what undoes it.
 */
export function reuseKeyPairs(): () => void {
  const original = crypto.generateKeyPairSync;
  const make = original as unknown as Make; // one of its many forms
  let turn = 0;
  const reuse: Make = (type, options) => {
    if (type !== 'rsa' || JSON.stringify(options) !== '{"modulusLength":2048}') return make(type, options);
    const index = turn++ % MOST;
    return (made[index] ??= make(type, options));
  };
  crypto.generateKeyPairSync = reuse as unknown as typeof original;
  return () => {
    crypto.generateKeyPairSync = original;
  };
}
