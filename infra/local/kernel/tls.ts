import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { DAY, type EpochMs } from '../../../shared/kernel/clock';

export interface LocalCertificates {
  /** PEM of the server's private key and certificate. */
  readonly key: string;
  readonly cert: string;
  /** PEM of the authority that signed it, and the file that NODE_EXTRA_CA_CERTS can name. */
  readonly ca: string;
  readonly caFile: string;
}

const LIFE_MS = 90 * DAY;
const RENEW_BEFORE_MS = 2 * DAY;

/**
 * One local authority and one certificate for localhost and 127.0.0.1, kept in `directory` and made anew when they are missing, damaged or about to
 * expire. The authority's own key is thrown away: nobody can sign another certificate with it.
 */
export async function localCertificates(directory: string, now: EpochMs): Promise<LocalCertificates> {
  const files = { ca: join(directory, 'ca.pem'), cert: join(directory, 'server.pem'), key: join(directory, 'server-key.pem') };
  const kept = await read(files);
  if (kept && usable(kept, now)) return { ...kept, caFile: files.ca };
  const made = await make(now);
  await mkdir(directory, { recursive: true });
  await write(files.key, made.key, 0o600);
  await write(files.cert, made.cert, 0o644);
  await write(files.ca, made.ca, 0o644);
  return { ...made, caFile: files.ca };
}

type Pems = Pick<LocalCertificates, 'key' | 'cert' | 'ca'>;

async function make(now: EpochMs): Promise<Pems> {
  const dates = { notBeforeDate: new Date(now - DAY), notAfterDate: new Date(now + LIFE_MS) };
  const common = { ...dates, keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;
  const authority = await generate([{ name: 'commonName', value: 'Instep local authority' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { ca: authority.cert, cert: server.cert, key: server.private };
}

function usable({ ca, cert, key }: Pems, now: EpochMs): boolean {
  try {
    const [authority, server] = [new X509Certificate(ca), new X509Certificate(cert)];
    const lasts = [authority, server].every(({ validTo }) => Date.parse(validTo) - RENEW_BEFORE_MS > now);
    return lasts && server.verify(authority.publicKey) && server.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

async function read(files: Pems): Promise<Pems | undefined> {
  try {
    const [ca, cert, key] = await Promise.all([readFile(files.ca, 'utf8'), readFile(files.cert, 'utf8'), readFile(files.key, 'utf8')]);
    return { ca, cert, key };
  } catch {
    return undefined;
  }
}

async function write(file: string, text: string, mode: number): Promise<void> {
  const next = `${file}.new`;
  await writeFile(next, text, { mode });
  await rename(next, file);
}
