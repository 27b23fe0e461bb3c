import { createHash } from 'node:crypto';

/** Ids of an item of a mailbox, the same for the same text. `hex` serves for further ones. */
export function itemIds(text: string): { readonly immutableId: string; readonly defaultId: string; readonly hex: string } {
  const seed = createHash('sha256').update(text).digest();
  const tail = `${seed.toString('base64').replaceAll('+', '-').replaceAll('/', '_').slice(0, 42)}=`;
  return {
    immutableId: `AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A${tail}`,
    defaultId: `AAMkADlhZTJkMTAtYjcxNC00YjU4LWJkNGEBGAAAAAAC${tail}`,
    hex: seed.toString('hex'),
  };
}

/** The change key of the version with this number. */
export const changeKeyOf = (serial: number): string =>
  `DwAAABYAAAA${Buffer.from(`ck${String(serial).padStart(10, '0')}`).toString('base64')}`;
