import { createHmac, timingSafeEqual } from 'node:crypto';

/** The one key of the local namespace. A token is accepted when it is signed with it; its expiry is the business of real clocks, and not looked at. */
export class SharedAccess {
  constructor(
    readonly keyName = 'local',
    readonly key = 'local-key-of-the-simulated-bus',
  ) {}

  /** "Generate SharedAccessSignature token". */
  accepts(token: string): boolean {
    if (!token.startsWith('SharedAccessSignature ')) return false;
    const fields = new URLSearchParams(token.slice('SharedAccessSignature '.length).replaceAll('+', '%2B'));
    const [resource, expiry] = [fields.get('sr'), fields.get('se')];
    if (resource === null || expiry === null || fields.get('skn') !== this.keyName) return false;
    const expected = createHmac('sha256', this.key)
      .update(`${encodeURIComponent(resource)}\n${expiry}`)
      .digest();
    const given = Buffer.from(fields.get('sig') ?? '', 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  connectionString(port: number): string {
    return `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=${this.keyName};SharedAccessKey=${this.key};UseDevelopmentEmulator=true;`;
  }
}
