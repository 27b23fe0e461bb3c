import { SECOND, type EpochMs } from '../../../../shared/kernel/clock';
import type { Fault } from '../../kernel/faults';
import type { TenantOptions } from '../../tenant/options';
import { unknown } from '../exchange';
import type { Viewed } from '../viewed';
import { AppRights } from './app-rights';
import { sentenceOf } from './effects';
import type { Setting } from './setting';

/** One thing that is not as it is on a good day. */
export interface Trouble {
  /** What `remove` takes. */
  readonly id: string;
  readonly sentence: string;
  /** RFC 3339; absent: until somebody ends it. */
  readonly until?: string;
}

/** Everything of the cloud that can be made to go wrong, by plain words. What is on is read from the cores themselves. */
export class Switchboard {
  private readonly sentences = new Map<string, string>();
  private readonly good: TenantOptions;
  /** Permissions and secrets of the apps. */
  readonly rights: AppRights;

  constructor(private readonly cloud: Viewed) {
    this.good = { ...cloud.cores.tenant.options };
    this.rights = new AppRights(cloud);
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

  /** One mailbox for Instep, `app` for all that Instep asks, or the client id of another app. Throws Problem. */
  throttle(target: string, seconds: number, retryAfter: string): void {
    const { directory, entra } = this.cloud.cores.tenant;
    const client = target === 'app' ? this.cloud.clientId : entra.apps.find(target)?.appId;
    const mailbox = client === undefined ? directory.find(target)?.userPrincipalName.toLowerCase() : undefined;
    if (client === undefined && mailbox === undefined)
      throw unknown(`The tenant has no mailbox ${target}; to throttle everything, say app or a client id.`);
    const code = mailbox === undefined ? 'TooManyRequests' : 'ApplicationThrottled';
    // Microsoft counts by app: others may go on.
    const match = { surface: 'graph', client: client ?? this.cloud.clientId, ...(mailbox !== undefined && { mailbox }) };
    const fault = { id: `throttle:${mailbox ?? target}`, core: 'tenant', match, when: 'before', until: this.inSeconds(seconds) } as const;
    const whom =
      mailbox === undefined
        ? `every request of ${target === 'app' ? 'the app' : this.rights.appOf(client).displayName}`
        : `every request to ${mailbox}`;
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
    const options = this.good;
    const found: Setting[] = this.rights.settings();
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

  private inSeconds(seconds: number): EpochMs {
    return this.cloud.now() + seconds * SECOND;
  }
}
