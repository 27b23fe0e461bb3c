import { randomUUID } from 'node:crypto';
import tls from 'node:tls';
import type { SecureContext } from 'node:tls';
import { generate } from 'selfsigned';

export interface TestCertificates {
  readonly key: string;
  readonly cert: string;
}

const DAY_MS = 86_400_000;
let made: Promise<TestCertificates> | undefined;

/**
 * A certificate for localhost that this process trusts from now on, beside the authorities it trusts anyway; one a test file, each under a name of
 * its own, since Node looks for an issuer by name.
 *
 * The app gets its extra authority by NODE_EXTRA_CA_CERTS, which Node reads while it starts: too early for a jest worker, whose process runs other
 * tests too. So the test adds it where Node makes the context of a TLS connection; production code has no switch for it, and everything else of the
 * check (chain, host name, validity) stays.
 */
export function trustedCertificates(): Promise<TestCertificates> {
  made ??= make();
  return made;
}

async function make(): Promise<TestCertificates> {
  const now = Date.now();
  const { private: key, cert } = await generate([{ name: 'commonName', value: `localhost ${randomUUID()}` }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  trust(cert);
  return { key, cert };
}

/** What Node hides behind its documented SecureContext; `addCACert` adds to the built-in authorities. */
type Inner = Omit<SecureContext, 'context'> & { readonly context: { addCACert(pem: string): void } };

function trust(pem: string): void {
  const original = tls.createSecureContext;
  tls.createSecureContext = (options) => {
    const context = original(options) as Inner; // see Inner
    if (!options?.ca && !options?.cert) context.context.addCACert(pem);
    return context;
  };
}
