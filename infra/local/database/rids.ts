import { databaseRid } from './version';

/** A container's resource id: the database's four bytes and four of its own. */
export function containerRid(place: number): string {
  const bytes = Buffer.alloc(8);
  Buffer.from(databaseRid, 'base64').copy(bytes);
  bytes.writeUInt32BE(0x80000001 + place, 4);
  return text(bytes);
}

/** A document's resource id: its container's eight bytes and its number, lowest byte first as the client reads it. */
export function documentRid(owner: string, sequence: number): string {
  const bytes = Buffer.alloc(16);
  Buffer.from(owner.replaceAll('-', '/'), 'base64').copy(bytes);
  bytes.writeBigUInt64LE(BigInt(sequence), 8);
  return text(bytes);
}

const text = (bytes: Buffer): string => bytes.toString('base64').replaceAll('/', '-');
