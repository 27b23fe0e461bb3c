import { MODULES } from '../../functions/compose';
import { assemble } from '../../functions/host/assemble';
import type { UseOf } from '../../functions/host/capability';
import { reservations } from '../../functions/reservations/module';
import { sync } from '../../functions/sync/module';
import containers from '../../infra/containers.json';
import { BusCore } from '../../infra/local/bus/core';
import { busPort } from '../../infra/local/bus/port';
import { Containers } from '../../infra/local/database/containers';
import { DatabaseCore } from '../../infra/local/database/core';
import { databasePort } from '../../infra/local/database/port';
import { FaultScript, type Fault, type FaultEffect } from '../../infra/local/kernel/faults';
import type { Arrival, Travel } from '../../infra/local/kernel/travel';
import type { Reply } from '../../infra/local/kernel/faults';
import { TenantCore } from '../../infra/local/tenant/core';
import { graphPort } from '../../infra/local/tenant/port';
import { jsonLog } from '../../shared/adapters/system/json-log';
import type { Clock, EpochMs } from '../../shared/kernel/clock';
import { SECOND } from '../../shared/kernel/clock';
import type { Graph, GraphAnswer, GraphRequest } from '../../shared/kernel/graph';
import { toLaneId, type LaneId } from '../../shared/kernel/ids';
import type { Json } from '../../shared/kernel/json';
import { RESERVATION_EVENT } from '../../shared/reservations/kind';
import type { AuditRecord } from '../../shared/sync/item/audit';
import type { LoopDeps, Services } from '../../shared/sync/deps';
import { kindsOf, type Kind } from '../../shared/sync/kind';
import { gateId, type Gate } from '../../shared/sync/lane/gate';
import { OWN_RIGHT } from '../../shared/sync/lane/right';
import { withNewDesired, syncItemId, type SyncItem } from '../../shared/sync/item/item';
import type { Lane, Nudged } from '../../shared/sync/lane/lane';
import { makeSendNudge, type NudgeCause, type SendNudge } from '../../shared/sync/lane/nudge';
import type { Sweep } from '../../shared/sync/sweep';
import type { WorkLane } from '../../shared/sync/work-lane';
import { MAIL } from '../../shared/mail/model';
import { aCause } from './builders/cause';
import { configured } from './configured';
import { NEEDED } from './consents';
import { DIGEST } from './builders/digest';
import { NOW } from './builders/instants';
import { MAILS_PER_MINUTE, OFFICE } from './builders/mail';
import { ELM, OAK } from './builders/sync-item';
import { withHouse, withKinds, withModules } from './replacing';

const APP = '0a000000-0000-4000-8000-000000000001';
/** Client id of the registration behind a right. */
const appOf = (as: string, others: readonly string[]): string =>
  as === OWN_RIGHT.as ? APP : `0a000000-0000-4000-8000-${String(others.indexOf(as) + 2).padStart(12, '0')}`;
const RENEW_EVERY_MS = 30 * SECOND;

/** One request as it left, with the answer's status or kind. */
export interface Sent {
  readonly at: EpochMs;
  readonly by: string;
  readonly method: string;
  /** The address in the path. */
  readonly mailbox: string;
  /** Whose right was used. */
  readonly as: string;
  readonly path: string;
  readonly body?: Json;
  readonly content?: NonNullable<GraphRequest['content']>;
  answer: number | 'unanswered' | 'not-sent';
}

type Send = (requests: readonly GraphRequest[], options: { readonly deadlineMs: number }) => Promise<readonly GraphAnswer[]>;

/** One process of the app. */
export interface Process {
  readonly name: string;
  /** What its loop works with, for tests of a part of it. */
  readonly deps: LoopDeps;
  readonly graph: Graph;
  readonly workLane: WorkLane;
  readonly sweep: Sweep;
  /** All that the module of the loop is for. */
  readonly sync: UseOf<typeof sync>;
  readonly sendNudge: SendNudge;
  /** Stands between the loop and Graph; a test may replace it to let things happen in mid-call. */
  aroundGraph: (send: Send, ...call: Parameters<Send>) => Promise<readonly GraphAnswer[]>;
}

export type ChangeKinds = (own: readonly Kind[]) => readonly Kind[];

/** What a world has beside the app as it ships. */
export interface WorldParts {
  /** The kinds that the loop has, of those that the modules bring. */
  readonly kinds?: ChangeKinds;
  /** Whose right may be used beside the installation's: each is a registration of its own. */
  readonly rights?: readonly string[];
  /** Application permissions of every registration, beside those that the app needs. */
  readonly roles?: readonly string[];
}

/**
 * The loop on the in-process cloud, on a clock that the test moves: a request takes as long as its answer says, an answer that never comes
 * takes until the deadline. One message is handled at a time, by the process named in `worker`.
 */
export class LoopWorld {
  now: EpochMs = NOW;
  readonly faults = new FaultScript();
  readonly database: DatabaseCore;
  readonly bus: BusCore;
  readonly tenant: TenantCore;
  readonly sent: Sent[] = [];
  readonly calls: number[] = [];
  /** What production would write. */
  readonly log: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  secret = 'secret-1';
  /** Secrets of rights that have another one. */
  readonly secrets = new Map<string, string>();
  readonly api: Process;
  worker: Process;
  private serial = 0;
  private readonly locks = new Set<string>();

  /** Told of each event that reports; a test may replace it. */
  settled: (item: SyncItem) => Promise<void> = () => Promise.resolve();

  private readonly rights: readonly string[];

  constructor(
    readonly unknownSettleMs = 120 * SECOND,
    private readonly given: WorldParts = {},
  ) {
    this.rights = given.rights ?? [];
    let state = 7;
    const random = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
    const parts = { now: () => this.now, random };
    this.database = new DatabaseCore(parts, this.faults);
    this.bus = new BusCore(parts, this.faults);
    this.tenant = new TenantCore({ ...parts, faults: this.faults });
    for (const as of [OWN_RIGHT.as, ...this.rights]) {
      this.tenant.entra.apps.register({
        appId: this.appOf(as),
        displayName: as,
        secret: this.secret,
        roles: [...NEEDED, ...(given.roles ?? [])],
      });
    }
    for (const address of [OAK, ELM]) this.tenant.addUser({ address, displayName: address, kind: 'room' });
    this.tenant.addUser({ address: OFFICE, displayName: 'Office', kind: 'shared' });
    this.api = this.process('api');
    this.worker = this.process('worker');
  }

  /** `kinds`: what its version of the app knows of those that the modules bring, and besides. */
  process(name: string, skewMs = 0, kinds: ChangeKinds = this.given.kinds ?? ((own) => own)): Process {
    const clock: Clock = { now: () => this.now + skewMs, id: () => `id-${String((this.serial += 1))}`, random: () => 0 };
    const log = jsonLog((_level, line) => {
      const { event, ...fields } = JSON.parse(line) as { readonly event: string }; // as the log writes it
      this.log.push({ event, fields });
    });
    const database = databasePort(this.database, this.travel);
    const bus = busPort(this.bus, this.travel);
    const graphs = new Map(
      [OWN_RIGHT.as, ...this.rights].map((as) => {
        const secret = (): string => (as === OWN_RIGHT.as ? this.secret : (this.secrets.get(as) ?? this.secret));
        const port = graphPort(this.tenant, this.travel, { appId: this.appOf(as), secret }, () => this.now);
        return [as, { send: (...call) => process.aroundGraph(this.recorded(name, port, as), ...call) } satisfies Graph] as const;
      }),
    );
    const graph = graphs.get(OWN_RIGHT.as);
    if (!graph) throw new Error('the installation has a right');
    const services: Services = { graph: (as) => graphs.get(as) };
    const outside = { database, bus, clock, log };
    const modules = withModules(
      MODULES,
      withKinds(reservations, (kind) => (kind.name === RESERVATION_EVENT ? { ...kind, onSettled: (item) => this.settled(item) } : kind)),
      withHouse(sync, (house) => ({
        ...house,
        kinds: () => kinds(house.kinds()),
        services: () => ({ graph: (as) => house.services()['graph']?.(as) ?? graphs.get(as) }),
      })),
    );
    const settings = { MAIL_PER_MINUTE: MAILS_PER_MINUTE, PLACES: 'write', UNKNOWN_SETTLE_SECONDS: this.unknownSettleMs };
    const app = assemble(modules, configured(settings), {
      ...outside,
      graph,
      signing: () => Promise.resolve(DIGEST),
      checkSignIn: () => Promise.resolve({ kind: 'unavailable' }),
    });
    const { unknownSettleMs } = this;
    const deps = { ...outside, services, digest: DIGEST, kinds: kindsOf(kinds(app.kinds)), unknownSettleMs };
    const { workLane, sweep } = app.use.sync;
    const process: Process = {
      ...{ name, deps, graph, workLane, sweep, sync: app.use.sync },
      sendNudge: makeSendNudge(deps),
      aroundGraph: (send, ...call) => send(...call),
    };
    return process;
  }

  /** Client id of the registration behind a right. */
  appOf(as: string): string {
    return appOf(as, this.rights);
  }

  /** Commits items and nudges their lanes once each. */
  async commit(...items: readonly SyncItem[]): Promise<void> {
    let since: string | undefined;
    for (const document of items) {
      const answer = await this.api.deps.database.commit('items', document.pk, [{ kind: 'upsert', document }]);
      if (answer.kind === 'committed') since = answer.session;
    }
    for (const lane of new Set(items.map((item) => item.lane)))
      await this.api.sendNudge({ lane, cause: 'commit', ...(since !== undefined && { since }) });
  }

  /** A new wish for what stands; null withdraws it. */
  async wish(key: string, value: Json): Promise<void> {
    await this.commit(withNewDesired(this.item(key), value, aCause(), this.now));
  }

  /** Lets time pass and hands every message to the worker when it becomes visible. No sweep runs by itself. */
  async run(ms = 0): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      if (this.bus.hasMessages('nudges')) await this.handleOne();
      else {
        const next = this.bus.nextEventAt();
        if (next === undefined || next > end) break;
        this.now = Math.max(this.now, next);
      }
    }
    this.now = Math.max(this.now, end);
  }

  /** The worker dies when it has sent what `dies` accepts: Graph has the request, nobody hears the answer. Another one takes its place. */
  killAfter(dies: (requests: readonly GraphRequest[]) => boolean): void {
    const victim = this.worker;
    victim.aroundGraph = async (send, requests, options) => {
      const answers = await send(requests, options);
      if (!dies(requests)) return answers;
      this.worker = this.process(`${victim.name}+`);
      this.died(victim);
      return new Promise(() => undefined);
    };
  }

  item(key = 'oak.choir'): SyncItem {
    return this.document('items', `sync:${RESERVATION_EVENT}:${key}`) as SyncItem; // written by the product under that id
  }

  /** The tenant's administrator takes a consent back. */
  revoke(role: string, as: string = OWN_RIGHT.as): void {
    this.tenant.entra.apps.revoke(this.appOf(as), role);
  }

  mail(key = 'oak.choir~2-approved'): SyncItem {
    return this.document('items', syncItemId(MAIL, key)) as SyncItem; // as above
  }

  /** The office's messages, by their marks. */
  office(): { readonly drafts: readonly string[]; readonly sent: readonly string[] } {
    const box = this.tenant.snapshot().mailboxes.find(({ address }) => address === OFFICE);
    const marks = (mails: readonly { readonly mark: string | null }[] = []): string[] => mails.map(({ mark }) => mark ?? 'not ours');
    return { drafts: marks(box?.drafts), sent: marks(box?.sent) };
  }

  items(): readonly SyncItem[] {
    return this.rows('items').filter((row): row is SyncItem => (row as { type: string }).type === 'sync-item');
  }

  /** Another instance of the database takes over with every document as it stands; it has its own etags, and fewer commits. */
  failOver(): void {
    const copy = new Containers(containers);
    for (const name of copy.names()) {
      const rows = [...(this.database.containers.store(name)?.rows(this.now) ?? [])];
      // The store takes no document without these.
      const textOf = (value: unknown, member: 'id' | 'pk'): string => (value as Record<typeof member, string>)[member];
      for (const partition of new Set(rows.map(({ value }) => textOf(value, 'pk')))) {
        const own = rows.filter(({ value }) => textOf(value, 'pk') === partition);
        const documents = own.map(({ value, size }) => ({ id: textOf(value, 'id'), value, size }));
        copy.store(name)?.commit(partition, documents, this.now, undefined);
      }
    }
    Object.assign(this.database, { containers: copy });
  }

  /** What an operator's request, or another process, does to a lane. */
  async changeLane(id: LaneId, change: (lane: Lane) => Lane): Promise<void> {
    const { database } = this.api.deps;
    const read = await database.read<Lane>('lanes', id, id);
    if (read.found) await database.commit('lanes', id, [{ kind: 'upsert', document: change(read.value) }]);
  }

  lane(id: LaneId): Lane {
    return this.document('lanes', id) as Lane; // as above
  }

  /** Nothing was ever wrong with a right that has no gate. */
  hasGate(right = OWN_RIGHT): boolean {
    return this.rows('lanes').some((row) => (row as { id: string }).id === gateId(right));
  }

  gate(right = OWN_RIGHT): Gate {
    return this.document('lanes', gateId(right)) as Gate; // as above
  }

  audits(): readonly AuditRecord[] {
    return this.rows('items').filter((row): row is AuditRecord => (row as { type: string }).type === 'audit');
  }

  events(mailbox = OAK) {
    return this.tenant.snapshot().mailboxes.find(({ address }) => address === mailbox)?.events ?? [];
  }

  /** Everything sent that changes something; of one mailbox, if named. */
  writes(mailbox?: string): readonly Sent[] {
    return this.sent.filter((one) => one.method !== 'GET' && (mailbox === undefined || one.mailbox === mailbox));
  }

  /** What waits in the queue. */
  queued(): readonly { readonly cause: NudgeCause; readonly at: EpochMs; readonly state: string }[] {
    const [nudges] = this.bus.snapshot();
    // The messages are our own nudges.
    return (nudges?.messages ?? []).map(({ body, enqueuedAt, state }) => ({
      cause: (body as { cause: NudgeCause }).cause,
      at: enqueuedAt,
      state,
    }));
  }

  fail(operation: string, effect: FaultEffect, more: Partial<Fault> & { readonly match?: Readonly<Record<string, string>> } = {}): void {
    this.serial += 1;
    const core = more.core ?? 'tenant';
    this.faults.add({ id: `fault-${String(this.serial)}`, core, when: 'before', effect, ...more, match: { operation, ...more.match } });
  }

  private readonly travel: Travel = {
    carry: async <A>(serve: () => Reply<A>, deadlineMs: number): Promise<Arrival<A>> => {
      await Promise.resolve();
      const reply = serve();
      const lost = reply.kind === 'never' || reply.delayMs > deadlineMs;
      this.pass(lost ? deadlineMs : reply.delayMs);
      return lost ? { kind: 'unanswered' } : { kind: 'arrived', answer: reply.answer };
    },
  };

  /** Time goes by while somebody works; the host renews the locks of what is being worked on. */
  private pass(ms: number): void {
    const end = this.now + ms;
    while (this.now < end) {
      this.now = Math.min(end, this.now + RENEW_EVERY_MS);
      for (const lock of this.locks) this.bus.renew('nudges', lock);
    }
  }

  private readonly deaths = new Map<Process, () => void>();

  private died(process: Process): void {
    this.deaths.get(process)?.();
  }

  private async handleOne(): Promise<void> {
    const reply = this.bus.receive('nudges', 1);
    const [message] = reply.kind === 'reply' && reply.answer.kind === 'done' ? reply.answer.value : [];
    if (!message) throw new Error('the queue said that it had a message');
    const { worker } = this;
    // The queue function checks the shape with a schema; here it is our own message.
    const { lane, cause, since } = message.body as { lane: string; cause: NudgeCause; since?: string };
    const nudged: Nudged = { cause, redelivered: message.deliveryCount > 0, ...(since !== undefined && { since }) };
    this.locks.add(message.lockToken);
    const death = new Promise<'dead'>((resolve) => {
      this.deaths.set(worker, () => {
        resolve('dead');
      });
    });
    const how = await Promise.race([worker.workLane(toLaneId(lane), nudged).then(() => 'done' as const), death]);
    this.locks.delete(message.lockToken);
    if (how === 'done') this.bus.complete('nudges', message.lockToken);
  }

  private recorded(by: string, port: Graph, as: string): Send {
    return async (requests, options) => {
      this.calls.push(requests.length);
      const leaving = requests.map(({ method, path, body, content }): Sent => {
        const mailbox = decodeURIComponent(path.split('/')[2] ?? '');
        return {
          at: this.now,
          by,
          method,
          mailbox,
          as,
          path,
          ...(body !== undefined && { body }),
          ...(content && { content }),
          answer: 'unanswered',
        };
      });
      this.sent.push(...leaving);
      const answers = await port.send(requests, options);
      leaving.forEach((sent, at) => {
        const answer = answers[at];
        if (answer) sent.answer = answer.kind === 'answered' ? answer.status : answer.kind;
      });
      return answers;
    };
  }

  private rows(container: 'items' | 'lanes'): readonly unknown[] {
    return [...(this.database.containers.store(container)?.rows(this.now) ?? [])].map(({ value }) => value);
  }

  private document(container: 'items' | 'lanes', id: string): unknown {
    const found = this.rows(container).find((row) => (row as { id: string }).id === id);
    if (found === undefined) throw new Error(`there is no ${id}`);
    return found;
  }
}
