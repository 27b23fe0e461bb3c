import { EventEmitter, once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppLife } from './app/app-life';
import { AppProcess } from './app/app-process';
import { childFile } from './app/child-file';
import { entryOf } from './app/entry';
import { invoker, type Invoke } from './app/invocation';
import { readHostJson, type HostJson } from './host-json';
import { homepageOf } from './http/homepage';
import { httpFront, type Serve } from './http/http-front';
import type { LogLevel, RegisteredFunction } from './messages';
import type { HostEvents, HostOptions, RunningHost } from './running-host';
import { Listeners } from './triggers/listeners';
import { readTriggers, type AppFunction } from './triggers/read-triggers';
import { TimerStore } from './triggers/timer-listener';

export type { HostLine, HostOptions, RunningHost } from './running-host';

const STOP_GRACE_MS = 5_000;

/**
 * An app whose entry point throws runs without a function, as in Azure: every address is 404, and the log says why. Throws AppNotLoaded when
 * its process ends while loading, or Error with what the host refuses; then nothing is left running.
 */
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

  private readonly life: AppLife;
  private readonly listeners: Listeners;
  private readonly invoke: Invoke;
  private readonly open = new Set<ServerResponse>();
  private front: Serve = (_, response) => response.writeHead(503).end();
  private server: Server | undefined;
  private closed = false;

  constructor(
    private readonly options: HostOptions,
    private readonly hostJson: HostJson,
    childFile: string,
  ) {
    const { appDir, settings, clock, timers = new TimerStore() } = options;
    const { events } = this;
    const entry = entryOf(appDir);
    const logLine = (level: LogLevel, category: string, text: string): void => {
      options.log({ level, category, text });
    };
    this.life = new AppLife({
      newProcess: () => new AppProcess({ childFile, appDir, entry, settings, log: logLine }),
      accept: (registered) => {
        this.accept(registered);
      },
      resume: async () => {
        if (!this.listeners.running) await this.listeners.start(this.functions);
      },
      giveUp: () => {
        this.listeners.drop();
      },
      events,
      log: this.log,
    });
    this.invoke = invoker({
      readyApp: () => this.life.readyApp(),
      timeoutMs: hostJson.functionTimeoutMs,
      events,
      log: logLine,
      hostCategory: this.category,
    });
    const now = clock ? () => clock.now() : () => Date.now();
    this.listeners = new Listeners({ serviceBus: hostJson.serviceBus, timers, now, invoke: this.invoke, log: this.log });
    events.on('ready', (pid) => {
      this.log('information', `ready, ${String(this.functions.length)} functions (process ${String(pid)})`);
    });
  }

  get pid(): number {
    return this.life.pid;
  }

  get alive(): boolean {
    return this.life.alive;
  }

  async start(): Promise<void> {
    await this.life.load();
    await this.listeners.start(this.functions);
    if (this.options.port !== undefined) await this.listen(this.options.port);
    this.life.announce();
  }

  kill(): void {
    for (const response of this.open) response.destroy();
    this.listeners.drop();
    this.life.kill();
  }

  async restart(): Promise<void> {
    const app = this.life.release();
    await this.listeners.stop(STOP_GRACE_MS);
    await app?.stop(STOP_GRACE_MS);
    await this.life.load();
    await this.listeners.start(this.functions);
    this.life.announce();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.life.close();
    await this.listeners.stop(STOP_GRACE_MS);
    this.server?.close();
    this.server?.closeAllConnections();
    await this.life.release()?.stop(STOP_GRACE_MS);
  }

  private accept(registered: readonly RegisteredFunction[]): void {
    const { functions, inError } = readTriggers(registered, this.options.settings, this.hostJson.routePrefix);
    this.functions = functions;
    for (const { name, why } of inError) this.log('error', `The '${name}' function is in error: ${why}`);
    if (this.functions.length === 0) this.log('warning', 'No functions found.');
    this.front = httpFront({
      functions: this.functions.filter((trigger) => trigger.kind === 'http'),
      homepage: homepageOf(this.options.settings),
      invoke: (trigger, data) => this.invoke(trigger, data),
      log: this.log,
    });
  }

  private async listen(port: number): Promise<void> {
    this.server = createServer(this.serve);
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`; // a TCP server that listens
  }

  private get category(): string {
    return this.options.name ? `Host ${this.options.name}` : 'Host';
  }

  private readonly log = (level: LogLevel, text: string): void => {
    this.options.log({ level, category: this.category, text });
  };
}
