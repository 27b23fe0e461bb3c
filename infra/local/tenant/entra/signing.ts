import { createHash, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import type { JsonObject } from '../../../../shared/kernel/json';

interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** The RS256 keys that the tenant signs tokens with. They are made on first use: a run that needs no signature pays for none. */
export class SigningKeys {
  private keys: SigningKey[] = [];

  /** A new key signs from now on. The old ones stay published, or not (`drop`: an emergency roll-over). */
  roll(drop = false): void {
    if (drop) this.keys = [];
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const kid = createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64url')
      .slice(0, 27);
    this.keys.unshift({ kid, privateKey, publicKey });
  }

  /** The published key set. */
  jwks(issuer: string): JsonObject {
    this.current();
    return {
      keys: this.keys.map(({ kid, publicKey }) => {
        const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
        return { kty: 'RSA', use: 'sig', kid, x5t: kid, n, e, issuer };
      }),
    };
  }

  /**
   * A compact JWT. With `nonce` the signature covers the hash of the nonce while the header shows the nonce itself, which is how tokens for
   * Graph defeat everybody but Graph who tries to check them.
   */
  sign(claims: JsonObject, nonce?: string): string {
    const { kid, privateKey } = this.current();
    const header = { typ: 'JWT', alg: 'RS256', x5t: kid, kid };
    const payload = encode(claims);
    const signed = `${encode(nonce === undefined ? header : { ...header, nonce: hashed(nonce) })}.${payload}`;
    const signature = sign('sha256', Buffer.from(signed), privateKey).toString('base64url');
    return `${encode(nonce === undefined ? header : { ...header, nonce })}.${payload}.${signature}`;
  }

  /** The claims of a token that one of the published keys signed; undefined for anything else. */
  open(token: string): JsonObject | undefined {
    const parts = readJwt(token);
    if (parts?.header['alg'] !== 'RS256') return undefined;
    const key = this.keys.find(({ kid }) => kid === parts.header['kid']);
    if (!key) return undefined;
    const { nonce } = parts.header;
    const signed =
      typeof nonce === 'string' ? `${encode({ ...parts.header, nonce: hashed(nonce) })}.${token.split('.')[1] ?? ''}` : parts.signed;
    return verify('sha256', Buffer.from(signed), key.publicKey, parts.signature) ? parts.claims : undefined;
  }

  private current(): SigningKey {
    if (this.keys.length === 0) this.roll();
    const [first] = this.keys;
    if (!first) throw new Error('no signing key');
    return first;
  }
}

/** The parts of a compact JWT, its signature unchecked. */
export function readJwt(token: string): { header: JsonObject; claims: JsonObject; signed: string; signature: Buffer } | undefined {
  const [header, claims, signature, ...rest] = token.split('.');
  if (header === undefined || claims === undefined || signature === undefined || rest.length > 0) return undefined;
  const parsedHeader = decode(header);
  const parsedClaims = decode(claims);
  if (!parsedHeader || !parsedClaims) return undefined;
  return { header: parsedHeader, claims: parsedClaims, signed: `${header}.${claims}`, signature: Buffer.from(signature, 'base64url') };
}

const hashed = (nonce: string): string => createHash('sha256').update(nonce).digest('base64url');
const encode = (part: JsonObject): string => Buffer.from(JSON.stringify(part)).toString('base64url');

function decode(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as JsonObject) : undefined; // parsed JSON that is an object
  } catch {
    return undefined;
  }
}
