import { once, type EventEmitter } from 'node:events';
import { HostUnavailable } from '../http/http-front';
import type { LogLevel, RegisteredFunction } from '../messages';
import type { HostEvents } from '../running-host';
import { ending, type AppProcess, type Death } from './app-process';

export interface AppLifeOptions {
  readonly newProcess: () => AppProcess;
  /** Takes what the app registered; throws what the host refuses. */
  readonly accept: (registered: readonly RegisteredFunction[]) => void;
  /** Runs the triggers again after a death. Rejects when one does not start. */
  readonly resume: () => Promise<void>;
  /** Lets go of the triggers when the app or one of them did not start again. */
  readonly giveUp: () => void;
  readonly events: EventEmitter<HostEvents>;
  readonly log: (level: LogLevel, text: string) => void;
}

/** How long a request waits for an app process that is starting, as in the host. */
const WAIT_FOR_APP_MS = 30_000;
const LONGEST_BACK_OFF_MS = 30_000;
/** An app that lived this long starts the back-off anew. */
const STEADY_MS = 60_000;

/** The one app process of a host, started again after each death. */
export class AppLife {
  private app: AppProcess | undefined;
  private ready = false;
  private closed = false;
  private readonly ending = new AbortController();
  private deaths = 0;
  private backOff: NodeJS.Timeout | undefined;

  constructor(private readonly options: AppLifeOptions) {}

  get pid(): number {
    return this.app?.pid ?? -1;
  }

  get alive(): boolean {
    return this.ready;
  }

  /** Throws AppNotLoaded, or Error with what the host refuses; then no process is left. */
  async load(): Promise<void> {
    const app = this.options.newProcess();
    this.app = app;
    try {
      this.options.accept(await app.load());
      this.ready = true;
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

  /** To be called once the triggers run. */
  announce(): void {
    this.options.events.emit('ready', this.pid);
  }

  /** Throws HostUnavailable. */
  async readyApp(): Promise<AppProcess> {
    if (!this.app || !this.ready) {
      const signal = AbortSignal.any([AbortSignal.timeout(WAIT_FOR_APP_MS), this.ending.signal]);
      try {
        await once(this.options.events, 'ready', { signal });
      } catch (cause) {
        throw new HostUnavailable('no app process came up in time', { cause });
      }
    }
    if (!this.app) throw new HostUnavailable('the app process died again');
    return this.app;
  }

  kill(): void {
    this.ready = false;
    this.app?.kill();
  }

  /** Hands the process over to whoever ends it; its end is no death from here on. */
  release(): AppProcess | undefined {
    clearTimeout(this.backOff);
    const app = this.app;
    this.app = undefined;
    this.ready = false;
    return app;
  }

  /** Nothing is started again, and nobody waits for it any more. */
  close(): void {
    this.closed = true;
    this.ending.abort();
    clearTimeout(this.backOff);
  }

  private onDeath(app: AppProcess, death: Death): void {
    if (this.app !== app || this.closed) return;
    this.app = undefined;
    this.ready = false;
    this.options.events.emit('died', death);
    this.comeBack(`the app process died (${ending(death)})`);
  }

  private comeBack(because: string): void {
    const waitMs = Math.min(250 * 2 ** this.deaths, LONGEST_BACK_OFF_MS);
    this.deaths += 1;
    this.options.log('error', `${because}; starting it again in ${String(waitMs)} ms`);
    this.backOff = setTimeout(() => {
      void this.revive();
    }, waitMs);
  }

  private async revive(): Promise<void> {
    try {
      await this.load();
      await this.options.resume();
    } catch (cause) {
      this.options.giveUp();
      this.app?.kill();
      this.app = undefined;
      this.ready = false;
      if (!this.closed) this.comeBack(`the app did not start: ${cause instanceof Error ? cause.message : String(cause)}`);
      return;
    }
    const steady = this.app;
    setTimeout(() => {
      if (this.app === steady) this.deaths = 0;
    }, STEADY_MS).unref();
    this.announce();
  }
}
