/** Bytes that look like a JPEG of this size, `padding` bytes longer than they need to be; as base64. */
export function aJpeg({ width = 648, height = 648, padding = 0 } = {}): string {
  const jfif = Buffer.from('ffe000104a46494600010100000100010000', 'hex');
  const frame = Buffer.from('ffc00011080000000003012200021101031101', 'hex');
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  const soi = Buffer.from('ffd8', 'hex');
  const end = Buffer.from('ffd9', 'hex');
  return Buffer.concat([soi, jfif, frame, Buffer.alloc(padding), end]).toString('base64');
}
