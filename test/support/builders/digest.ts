import { hmacDigest } from '../../../shared/adapters/system/digest';

/** The product's digest under a fixed key. */
export const DIGEST = hmacDigest(Buffer.alloc(32, 7));
