/**
 * A lock token travels twice: as delivery tag in the byte order of .NET's GUID, on the management link in that of RFC 4122.
 */
export function tagOf(lockToken: string): Buffer {
  return swapped(uuidBytes(lockToken));
}

export const tokenOfTag = (tag: Buffer): string => tokenOfUuid(swapped(tag));

export function tokenOfUuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const uuidBytes = (token: string): Buffer => Buffer.from(token.replaceAll('-', ''), 'hex');

/** The first three groups reversed; twice is the original. */
function swapped(bytes: Buffer): Buffer {
  const swap = Buffer.from(bytes);
  swap.subarray(0, 4).reverse();
  swap.subarray(4, 6).reverse();
  swap.subarray(6, 8).reverse();
  return swap;
}
