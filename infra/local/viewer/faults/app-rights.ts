import { randomBytes } from 'node:crypto';
import type { Registration, Registrations } from '../../tenant/entra/registrations';
import { unknown } from '../exchange';
import type { Viewed } from '../viewed';
import type { Setting } from './setting';

/** Permissions and secrets of the apps that the tenant knows, as they were at the start and as they are. */
export class AppRights {
  private readonly good: ReadonlyMap<string, readonly string[]>;
  private readonly expired = new Set<string>();

  constructor(private readonly cloud: Viewed) {
    this.good = new Map([...this.apps.all()].map(({ appId, roles }) => [appId, [...roles]]));
  }

  /** Instep's permissions on a good day. */
  get roles(): readonly string[] {
    return this.good.get(this.cloud.clientId) ?? [];
  }

  /** New tokens show it; the app keeps the one it has for up to 90 minutes, unless it starts anew. Throws Problem. */
  revoke(role: string, client?: string): void {
    this.apps.revoke(this.appOf(client).appId, role);
  }

  grant(role: string, client?: string): void {
    this.apps.grant(this.appOf(client).appId, role);
  }

  expireSecret(client?: string): void {
    const { appId } = this.appOf(client);
    this.expired.add(appId);
    this.apps.expireSecret(appId, this.cloud.now());
  }

  renewSecret(client?: string): void {
    const { appId } = this.appOf(client);
    this.expired.delete(appId);
    this.apps.expireSecret(appId, Number.MAX_SAFE_INTEGER);
  }

  /** A new secret of Instep in the vault; the old one ends now. */
  rotateSecret(): void {
    const name = this.cloud.settings['MICROSOFT_CLIENT_SECRET_NAME'];
    if (name === undefined) throw unknown('The app takes no client secret from the vault.');
    const { clientId, cores } = this.cloud;
    const secret = randomBytes(24).toString('base64url');
    this.apps.expireSecret(clientId, this.cloud.now());
    this.apps.addSecret(clientId, secret);
    cores.vault.put(name, secret);
    this.expired.delete(clientId);
  }

  /** The app with this client id; undefined: Instep. Throws Problem. */
  appOf(client = this.cloud.clientId): Registration {
    const app = this.apps.find(client);
    if (!app) throw unknown(`The tenant has no app ${client}.`);
    return app;
  }

  /** What is not as on a good day. */
  settings(): Setting[] {
    return [...this.good].flatMap(([appId, roles]) => {
      const app = this.apps.find(appId);
      if (!app) return [];
      const { id, who } =
        appId === this.cloud.clientId ? { id: '', who: 'The app' } : { id: `${appId}:`, who: `The app ${app.displayName}` };
      const missing = roles.filter((role) => !app.roles.has(role));
      return [
        ...missing.map((role) => ({
          id: `permission:${id}${role}`,
          sentence: `${who} lacks the permission ${role}.`,
          reset: () => this.grant(role, appId),
        })),
        ...(this.expired.has(appId)
          ? [
              {
                id: id === '' ? 'secret' : `secret:${appId}`,
                sentence: `${who}'s client secret is expired.`,
                reset: () => this.renewSecret(appId),
              },
            ]
          : []),
      ];
    });
  }

  private get apps(): Registrations {
    return this.cloud.cores.tenant.entra.apps;
  }
}
