import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localCertificates } from '../../../../infra/local/kernel/tls';

const NOW = Date.parse('2026-03-02T08:00:00Z');
const DAY_MS = 86_400_000;

describe('the local certificates', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'certificates-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('are good for localhost and 127.0.0.1 and signed by the authority in the file', async () => {
    const { ca, cert, caFile } = await localCertificates(join(directory, 'new'), NOW);

    const server = new X509Certificate(cert);

    expect([server.checkHost('localhost'), server.checkIP('127.0.0.1'), server.checkHost('example.org')]).toEqual([
      'localhost',
      '127.0.0.1',
      undefined,
    ]);
    expect(server.verify(new X509Certificate(ca).publicKey)).toBe(true);
    expect(caFile).toBe(join(directory, 'new', 'ca.pem'));
  });

  it('are kept from one start to the next', async () => {
    const first = await localCertificates(directory, NOW);

    expect(await localCertificates(directory, NOW + 30 * DAY_MS)).toEqual(first);
  });

  it('are made anew when they are about to expire or do not belong together', async () => {
    const first = await localCertificates(directory, NOW);
    const second = await localCertificates(directory, NOW + 89 * DAY_MS);
    await writeFile(join(directory, 'server-key.pem'), first.key);
    const third = await localCertificates(directory, NOW + 89 * DAY_MS);

    expect(second.cert).not.toBe(first.cert);
    expect(third.cert).not.toBe(second.cert);
    expect(Date.parse(new X509Certificate(third.cert).validTo)).toBeGreaterThan(NOW + 120 * DAY_MS);
  });
});
