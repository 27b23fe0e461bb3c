import { createHash, X509Certificate } from 'node:crypto';
import type { EpochMs } from '../../../../shared/kernel/clock';
import { guidOf } from '../guid';

/** The resources that the tenant gives tokens for, by the App ID URI in their scope. */
export const RESOURCES = { graph: 'https://graph.microsoft.com', vault: 'https://vault.azure.net' } as const;

interface Secret {
  readonly keyId: string;
  readonly value: string;
  expiresAt: EpochMs;
}

export interface Registration {
  readonly appId: string;
  /** Object id of its service principal. */
  readonly objectId: string;
  readonly displayName: string;
  readonly secrets: Secret[];
  /** Public certificates by their SHA-256 thumbprint, base64url. */
  readonly certificates: Map<string, X509Certificate>;
  /** Application permissions on Graph that an administrator consented to. */
  readonly roles: Set<string>;
  /** Addresses and object ids (lower case) that RBAC for Applications limits it to; undefined: every mailbox. */
  mailboxScope: ReadonlySet<string> | undefined;
}

export interface NewRegistration {
  readonly appId: string;
  readonly displayName: string;
  readonly secret?: string;
  /** End of the secret's life; two years after the epoch's end, in effect, when absent. */
  readonly secretExpiresAt?: EpochMs;
  /** PEM of a public certificate. */
  readonly certificate?: string;
  readonly roles?: readonly string[];
}

/** App registrations with their credentials and consents. Changes of roles show in new tokens only. */
export class Registrations {
  private readonly apps = new Map<string, Registration>();

  register(wanted: NewRegistration): Registration {
    const app: Registration = {
      appId: wanted.appId,
      objectId: guidOf(`service principal ${wanted.appId}`),
      displayName: wanted.displayName,
      secrets: [],
      certificates: new Map(),
      roles: new Set(wanted.roles),
      mailboxScope: undefined,
    };
    this.apps.set(wanted.appId.toLowerCase(), app);
    if (wanted.secret !== undefined) this.addSecret(wanted.appId, wanted.secret, wanted.secretExpiresAt);
    if (wanted.certificate !== undefined) this.addCertificate(wanted.appId, wanted.certificate);
    return app;
  }

  find(appId: string): Registration | undefined {
    return this.apps.get(appId.toLowerCase());
  }

  all(): Iterable<Registration> {
    return this.apps.values();
  }

  grant(appId: string, role: string): void {
    this.of(appId).roles.add(role);
  }

  revoke(appId: string, role: string): void {
    this.of(appId).roles.delete(role);
  }

  addSecret(appId: string, value: string, expiresAt: EpochMs = Number.MAX_SAFE_INTEGER): void {
    const { secrets } = this.of(appId);
    secrets.push({ keyId: guidOf(`secret ${appId} ${String(secrets.length)} ${value}`), value, expiresAt });
  }

  /** Ends the life of every secret the app has now, or of the one with this value. */
  expireSecret(appId: string, at: EpochMs, value?: string): void {
    for (const secret of this.of(appId).secrets) if (value === undefined || secret.value === value) secret.expiresAt = at;
  }

  addCertificate(appId: string, pem: string): void {
    const certificate = new X509Certificate(pem);
    this.of(appId).certificates.set(createHash('sha256').update(certificate.raw).digest('base64url'), certificate);
  }

  removeCertificates(appId: string): void {
    this.of(appId).certificates.clear();
  }

  /** RBAC for Applications: only these mailboxes, or all again. It acts at once here; Exchange takes up to two hours. */
  limitMailboxes(appId: string, addresses: readonly string[] | undefined): void {
    this.of(appId).mailboxScope = addresses && new Set(addresses.map((address) => address.toLowerCase()));
  }

  private of(appId: string): Registration {
    const app = this.find(appId);
    if (!app) throw new Error(`the tenant has no app '${appId}'`);
    return app;
  }
}
