import { randomBytes } from 'node:crypto';
import { SECOND, type EpochMs } from '../../../../shared/kernel/clock';
import type { Fault } from '../../kernel/faults';
import type { Registrations } from '../../tenant/entra/registrations';
import type { TenantOptions } from '../../tenant/model';
import { unknown } from '../exchange';
import type { Viewed } from '../viewed';
import { sentenceOf } from './effects';

/** One thing that is not as it is on a good day. */
export interface Trouble {
  /** What `remove` takes. */
  readonly id: string;
  readonly sentence: string;
  /** RFC 3339; absent: until somebody ends it. */
  readonly until?: string;
}

interface Setting {
  readonly id: string;
  readonly sentence: string;
  readonly reset: () => void;
}

/** Everything of the cloud that can be made to go wrong, by plain words. What is on is read from the cores themselves. */
export class Switchboard {
  private readonly sentences = new Map<string, string>();
  private readonly good: { readonly roles: readonly string[]; readonly options: TenantOptions };
  private secretExpired = false;

  constructor(private readonly cloud: Viewed) {
    const { options } = cloud.cores.tenant;
    this.good = { roles: [...(this.granted ?? [])], options: { ...options } };
  }

  /** The app's permissions on a good day. */
  get roles(): readonly string[] {
    return this.good.roles;
  }

  on(): readonly Trouble[] {
    const faults = this.faults().map(({ id, until, ...fault }) => ({
      id,
      sentence: this.sentences.get(id) ?? sentenceOf({ id, ...fault }),
      ...(until !== undefined && { until: new Date(until).toISOString() }),
    }));
    return [...faults, ...this.settings().map(({ id, sentence }) => ({ id, sentence }))];
  }

  /** Those whose time is not over. */
  faults(): readonly Fault[] {
    const now = this.cloud.now();
    return this.cloud.faults.list().filter(({ until }) => until === undefined || until > now);
  }

  add(fault: Fault, sentence?: string): void {
    this.cloud.faults.add(fault);
    if (sentence === undefined) this.sentences.delete(fault.id);
    else this.sentences.set(fault.id, sentence);
  }

  /** Throws Problem. */
  remove(id: string): void {
    const setting = this.settings().find((one) => one.id === id);
    if (!setting && !this.cloud.faults.list().some((fault) => fault.id === id)) throw unknown(`Nothing with the id ${id} is on.`);
    setting?.reset();
    this.cloud.faults.remove(id);
  }

  clear(): void {
    this.cloud.faults.clear();
    for (const { reset } of this.settings()) reset();
  }

  /** Throws Problem. */
  throttle(target: string, seconds: number, retryAfter: string): void {
    const app = target === 'app';
    const mailbox = app ? undefined : this.cloud.cores.tenant.directory.find(target)?.userPrincipalName.toLowerCase();
    if (!app && mailbox === undefined) throw unknown(`The tenant has no mailbox ${target}; to throttle everything, say app.`);
    const code = app ? 'TooManyRequests' : 'ApplicationThrottled';
    // Microsoft counts by app: others may go on.
    const match = { surface: 'graph', client: this.cloud.clientId, ...(mailbox !== undefined && { mailbox }) };
    const fault = { id: `throttle:${mailbox ?? 'app'}`, core: 'tenant', match, when: 'before', until: this.inSeconds(seconds) } as const;
    const whom = mailbox === undefined ? 'every request of the app' : `every request to ${mailbox}`;
    this.add(
      { ...fault, effect: { kind: 'refuse', status: 429, code, retryAfter } },
      `Microsoft answers ${whom} with 429 Too Many Requests.`,
    );
  }

  graphDown(seconds: number, status: number): void {
    const fault = {
      id: 'graph-down',
      core: 'tenant',
      match: { surface: 'graph' },
      when: 'before',
      until: this.inSeconds(seconds),
    } as const;
    this.add({ ...fault, effect: { kind: 'refuse', status } }, `Graph is down and answers everything with ${status}.`);
  }

  nudges(kind: 'lose' | 'double', times: number): void {
    const match = { operation: 'send', queue: 'nudges' };
    const next = times === 1 ? 'next nudge' : `next ${times} nudges`;
    const sentence = `The bus ${kind === 'lose' ? 'loses' : 'delivers'} the ${next}${kind === 'lose' ? '' : ' twice'}.`;
    this.add({ id: `${kind}-nudges`, core: 'bus', match, when: 'before', effect: { kind }, times }, sentence);
  }

  /** New tokens show it; the app keeps the one it has for up to 90 minutes, unless it starts anew. */
  revoke(role: string): void {
    this.apps.revoke(this.cloud.clientId, role);
  }

  grant(role: string): void {
    this.apps.grant(this.cloud.clientId, role);
  }

  expireSecret(): void {
    this.secretExpired = true;
    this.apps.expireSecret(this.cloud.clientId, this.cloud.now());
  }

  renewSecret(): void {
    this.secretExpired = false;
    this.apps.expireSecret(this.cloud.clientId, Number.MAX_SAFE_INTEGER);
  }

  /** A new secret in the vault; the old one ends now. */
  rotateSecret(): void {
    const name = this.cloud.settings['MICROSOFT_CLIENT_SECRET_NAME'];
    if (name === undefined) throw unknown('The app takes no client secret from the vault.');
    const secret = randomBytes(24).toString('base64url');
    this.apps.expireSecret(this.cloud.clientId, this.cloud.now());
    this.apps.addSecret(this.cloud.clientId, secret);
    this.cloud.cores.vault.put(name, secret);
    this.secretExpired = false;
  }

  transactionIds(value: TenantOptions['transactionIds']): void {
    this.cloud.cores.tenant.options.transactionIds = value;
  }

  listLag(ms: number): void {
    this.cloud.cores.tenant.options.listLagMs = ms;
  }

  databaseLag(ms: number): void {
    this.cloud.cores.database.lag = ms > 0 ? { ms } : undefined;
  }

  /** SIGKILL. Throws Problem. */
  kill(number: number): void {
    const host = this.cloud.hosts[number - 1];
    if (!host) throw unknown(`There is no host ${number}; ${this.cloud.hosts.length} run.`);
    host.kill();
  }

  private settings(): Setting[] {
    const { tenant, database } = this.cloud.cores;
    const { options } = this.good;
    const found: Setting[] = [];
    const roles = this.granted;
    for (const role of this.good.roles)
      if (roles && !roles.has(role))
        found.push({ id: `permission:${role}`, sentence: `The app lacks the permission ${role}.`, reset: () => this.grant(role) });
    if (this.secretExpired) found.push({ id: 'secret', sentence: "The app's client secret is expired.", reset: () => this.renewSecret() });
    if (tenant.options.transactionIds !== options.transactionIds)
      found.push({
        id: 'transaction-ids',
        sentence: `Exchange treats transaction ids as ${tenant.options.transactionIds}.`,
        reset: () => this.transactionIds(options.transactionIds),
      });
    if (tenant.options.listLagMs !== options.listLagMs)
      found.push({
        id: 'list-lag',
        sentence: `Lists in Graph show changes later${typeof tenant.options.listLagMs === 'number' ? `, after ${tenant.options.listLagMs} ms` : ''}.`,
        reset: () => {
          tenant.options.listLagMs = options.listLagMs;
        },
      });
    if (database.lag)
      found.push({
        id: 'database-lag',
        sentence: `The database shows writes ${database.lag.ms} ms later to readers of other sessions.`,
        reset: () => this.databaseLag(0),
      });
    return found;
  }

  private get apps(): Registrations {
    return this.cloud.cores.tenant.entra.apps;
  }

  /** Permissions as they are now; undefined while the app is not registered. */
  private get granted(): ReadonlySet<string> | undefined {
    return this.apps.find(this.cloud.clientId)?.roles;
  }

  private inSeconds(seconds: number): EpochMs {
    return this.cloud.now() + seconds * SECOND;
  }
}
