import { randomBytes, randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { EpochMs } from '../../../shared/kernel/clock';
import { AppProcess, ending, InvocationFailed, type Death } from './app/app-process';
import { childFile } from './app/child-file';
import { httpFront, HostUnavailable, type Serve } from './http/http-front';
import { readHostJson, type HostJson } from './host-json';
import type { InvocationResponse, LogLevel, RegisteredFunction, TypedData } from './messages';
import { listenToQueue, type QueueListener } from './triggers/queue-listener';
import { listenToTimer, TimerStore } from './triggers/timer-listener';
import { readTriggers, type AppFunction } from './triggers/read-triggers';

export interface HostLine {
  readonly level: LogLevel;
  /** `Host`, `Host.App`, `App.Console`, `Function.<name>`. */
  readonly category: string;
  readonly text: string;
}

export interface HostOptions {
  /** What `npm run build` wrote. */
  readonly appDir: string;
  /** Where HTTP functions answer on 127.0.0.1; 0 takes a free port; absent: only through `serve`. */
  readonly port?: number;
  /** The whole environment of the app. */
  readonly settings: Readonly<Record<string, string>>;
  readonly log: (line: HostLine) => void;
  /** For timers; absent: the system's clock. */
  readonly clock?: { now(): EpochMs };
  /** Shared by the hosts of one app. */
  readonly timers?: TimerStore;
  readonly name?: string;
}

interface HostEvents {
  /** The app process is loaded and its triggers run, at start and after each death. */
  ready: [pid: number];
  died: [death: Death];
  /** One ended invocation; `error` is the message of what the function threw. */
  invoked: [invocation: { functionName: string; invocationId: string; error?: string }];
}

export interface RunningHost {
  /** Origin without trailing slash; empty when no port was asked for. */
  readonly url: string;
  readonly functions: readonly AppFunction[];
  /** Of the app process; -1 while there is none. */
  readonly pid: number;
  readonly alive: boolean;
  readonly events: EventEmitter<HostEvents>;
  readonly serve: Serve;
  /** The machine dies: SIGKILL, connections cut, locks of messages left to run out. It comes back by itself. */
  kill(): void;
  /** Ends the app in good order and starts it anew; resolves when it is ready. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** How long a request waits for an app process that is starting, as in the host. */
const WAIT_FOR_APP_MS = 30_000;
const STOP_GRACE_MS = 5_000;
const LONGEST_BACK_OFF_MS = 30_000;
/** An app that lived this long starts the back-off anew. */
const STEADY_MS = 60_000;

/** Throws AppNotLoaded with the app's own message, or Error with what the host refuses; then nothing is left running. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const host = new Host(options, readHostJson(options.appDir), await childFile());
  try {
    await host.start();
  } catch (cause) {
    await host.close();
    throw cause;
  }
  return host;
}

class Host implements RunningHost {
  url = '';
  functions: readonly AppFunction[] = [];
  readonly events = new EventEmitter<HostEvents>();
  readonly serve: Serve = (request, response) => {
    this.open.add(response);
    response.once('close', () => this.open.delete(response));
    this.front(request, response);
  };

  private readonly owner = randomUUID();
  private readonly timers: TimerStore;
  private readonly now: () => EpochMs;
  private readonly entry: string;
  private readonly open = new Set<ServerResponse>();
  private front: Serve = (_, response) => response.writeHead(503).end();
  private server: Server | undefined;
  private app: AppProcess | undefined;
  private appReady = false;
  private queues: QueueListener[] = [];
  private stopTimers: (() => void)[] = [];
  private closed = false;
  private readonly ending = new AbortController();
  private deaths = 0;
  private backOff: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: HostOptions,
    private readonly hostJson: HostJson,
    private readonly child: string,
  ) {
    this.timers = options.timers ?? new TimerStore();
    this.now = options.clock ? () => options.clock?.now() ?? 0 : () => Date.now();
    this.entry = entryOf(options.appDir);
  }

  get pid(): number {
    return this.app?.pid ?? -1;
  }

  get alive(): boolean {
    return this.appReady;
  }

  async start(): Promise<void> {
    await this.startApp();
    await this.startListeners();
    if (this.options.port !== undefined) await this.listen(this.options.port);
    this.announce();
  }

  kill(): void {
    const app = this.app;
    this.appReady = false;
    for (const response of this.open) response.destroy();
    this.dropListeners();
    app?.kill();
  }

  async restart(): Promise<void> {
    const app = this.app;
    clearTimeout(this.backOff);
    this.app = undefined;
    this.appReady = false;
    await this.stopListeners();
    await app?.stop(STOP_GRACE_MS);
    await this.startApp();
    await this.startListeners();
    this.announce();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.ending.abort();
    clearTimeout(this.backOff);
    await this.stopListeners();
    this.server?.close();
    this.server?.closeAllConnections();
    const app = this.app;
    this.app = undefined;
    this.appReady = false;
    await app?.stop(STOP_GRACE_MS);
  }

  private async startApp(): Promise<void> {
    const { appDir, settings } = this.options;
    const log = (level: LogLevel, category: string, text: string): void => {
      this.options.log({ level, category, text });
    };
    const app = new AppProcess({ childFile: this.child, appDir, entry: this.entry, settings, log });
    this.app = app;
    try {
      this.accept(await app.load());
    } catch (cause) {
      if (this.app === app) this.app = undefined;
      app.kill();
      throw cause;
    }
    void app.died.then((death) => {
      this.onDeath(app, death);
    });
    if (this.closed) app.kill();
  }

  private accept(registered: readonly RegisteredFunction[]): void {
    this.functions = readTriggers(registered, this.options.settings, this.hostJson.routePrefix);
    if (this.functions.length === 0) this.log('warning', 'No functions found: the entry point registered none.');
    this.front = httpFront({
      functions: this.functions.filter((trigger) => trigger.kind === 'http'),
      invoke: (trigger, data) => this.invoke(trigger, data, {}),
      log: (level, text) => {
        this.log(level, text);
      },
    });
    this.appReady = true;
  }

  private async startListeners(): Promise<void> {
    const { serviceBus } = this.hostJson;
    for (const trigger of this.functions) {
      if (trigger.kind === 'queue') {
        const invoke = (data: TypedData, metadata: Readonly<Record<string, TypedData>>) => this.invoke(trigger, data, metadata);
        this.queues.push(
          await listenToQueue({
            trigger,
            serviceBus,
            invoke,
            log: (level, text) => {
              this.log(level, text);
            },
          }),
        );
      }
    }
    for (const trigger of this.functions) {
      if (trigger.kind !== 'timer') continue;
      const invoke = (data: TypedData) => this.invoke(trigger, data, {});
      this.stopTimers.push(listenToTimer({ trigger, owner: this.owner, store: this.timers, now: this.now, invoke }));
    }
  }

  private releaseTimers(): void {
    for (const stop of this.stopTimers.splice(0)) stop();
    this.timers.release(this.owner);
  }

  private async stopListeners(): Promise<void> {
    this.releaseTimers();
    await Promise.all(this.queues.splice(0).map((queue) => queue.close(STOP_GRACE_MS)));
  }

  private dropListeners(): void {
    this.releaseTimers();
    for (const queue of this.queues.splice(0)) {
      queue.drop().catch((cause: unknown) => {
        this.log('debug', `dropping a listener: ${cause instanceof Error ? cause.message : String(cause)}`);
      });
    }
  }

  private async listen(port: number): Promise<void> {
    this.server = createServer(this.serve);
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`; // a TCP server that listens
  }

  private announce(): void {
    this.log('information', `ready, ${String(this.functions.length)} functions (process ${String(this.pid)})`);
    this.events.emit('ready', this.pid);
  }

  private onDeath(app: AppProcess, death: Death): void {
    if (this.app !== app || this.closed) return;
    this.app = undefined;
    this.appReady = false;
    this.events.emit('died', death);
    this.comeBack(`the app process died (${ending(death)})`);
  }

  private comeBack(because: string): void {
    const waitMs = Math.min(250 * 2 ** this.deaths, LONGEST_BACK_OFF_MS);
    this.deaths += 1;
    this.log('error', `${because}; starting it again in ${String(waitMs)} ms`);
    this.backOff = setTimeout(() => {
      void this.revive();
    }, waitMs);
  }

  private async revive(): Promise<void> {
    try {
      await this.startApp();
      if (this.queues.length === 0 && this.stopTimers.length === 0) await this.startListeners();
    } catch (cause) {
      this.dropListeners();
      this.app?.kill();
      this.app = undefined;
      this.appReady = false;
      if (!this.closed) this.comeBack(`the app did not start: ${cause instanceof Error ? cause.message : String(cause)}`);
      return;
    }
    const steady = this.app;
    setTimeout(() => {
      if (this.app === steady) this.deaths = 0;
    }, STEADY_MS).unref();
    this.announce();
  }

  private async invoke(
    trigger: AppFunction,
    data: TypedData,
    triggerMetadata: Readonly<Record<string, TypedData>>,
  ): Promise<InvocationResponse> {
    const app = await this.readyApp();
    const invocationId = randomUUID();
    const limit = setTimeout(() => {
      this.log('error', `Timeout value of ${String(this.hostJson.functionTimeoutMs)} ms exceeded by function ${trigger.name}`);
      app.kill(); // all the host can do to a function that does not end; everything else in the process ends with it
    }, this.hostJson.functionTimeoutMs);
    try {
      const response = await app.invoke({
        invocationId,
        functionName: trigger.name,
        inputData: [{ name: trigger.binding, data }],
        triggerMetadata,
        traceParent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`,
      });
      this.events.emit('invoked', { functionName: trigger.name, invocationId });
      return response;
    } catch (cause) {
      if (cause instanceof InvocationFailed) {
        this.options.log({ level: 'error', category: `Function.${trigger.name}`, text: `failed: ${cause.appStack || cause.message}` });
        this.events.emit('invoked', { functionName: trigger.name, invocationId, error: cause.message });
      }
      throw cause;
    } finally {
      clearTimeout(limit);
    }
  }

  private async readyApp(): Promise<AppProcess> {
    if (!this.app || !this.appReady) {
      try {
        await once(this.events, 'ready', { signal: AbortSignal.any([AbortSignal.timeout(WAIT_FOR_APP_MS), this.ending.signal]) });
      } catch (cause) {
        throw new HostUnavailable('no app process came up in time', { cause });
      }
    }
    if (!this.app) throw new HostUnavailable('the app process died again');
    return this.app;
  }

  private log(level: LogLevel, text: string): void {
    const category = this.options.name ? `Host ${this.options.name}` : 'Host';
    this.options.log({ level, category, text });
  }
}

function entryOf(appDir: string): string {
  const file = resolve(appDir, 'package.json');
  const { main } = JSON.parse(readFileSync(file, 'utf8')) as { main?: unknown };
  if (typeof main !== 'string' || main === '') throw new Error(`${file} has no "main": the worker would find no function`);
  if (/[*?{[]/.test(main)) throw new Error(`${file}: a pattern in "main" is not covered by the local host`);
  return resolve(appDir, main);
}
