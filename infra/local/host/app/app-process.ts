import { fork, type ChildProcess } from 'node:child_process';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { FromApp, InvocationRequest, InvocationResponse, LogLevel, RegisteredFunction, ToApp } from '../messages';

export interface AppProcessOptions {
  /** The compiled `app-child.ts`. */
  readonly childFile: string;
  readonly appDir: string;
  /** The app's entry file, absolute. */
  readonly entry: string;
  /** The whole environment of the process, but for PATH and HOME. */
  readonly settings: Readonly<Record<string, string>>;
  readonly log: (level: LogLevel, category: string, text: string) => void;
}

export interface Death {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The app's process ended, or a hook of its start threw; `message` is the app's own. */
class AppNotLoaded extends Error {
  constructor(
    message: string,
    readonly appStack: string,
  ) {
    super(message);
    this.name = 'AppNotLoaded';
  }
}

/** The function failed, or its process died under it. */
export class InvocationFailed extends Error {
  constructor(
    message: string,
    readonly appStack: string,
  ) {
    super(message);
    this.name = 'InvocationFailed';
  }
}

/** One app process: plain node, nothing inherited but the settings. */
export class AppProcess {
  readonly died: Promise<Death>;
  private readonly child: ChildProcess;
  private readonly running = new Map<string, { resolve: (response: InvocationResponse) => void; reject: (cause: Error) => void }>();
  private onLoaded: ((answer: Extract<FromApp, { kind: 'loaded' | 'not-loaded' }> | Death) => void) | undefined;
  private lastWords: string[] = [];

  constructor(private readonly options: AppProcessOptions) {
    this.child = fork(options.childFile, [], {
      cwd: options.appDir,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.settings },
    });
    this.child.on('message', (message) => {
      this.hear(message as FromApp); // our own child speaks nothing else
    });
    this.child.on('error', (cause) => {
      options.log('error', 'Host.App', `app process: ${cause.message}`);
    });
    this.relay('stdout', 'information');
    this.relay('stderr', 'error');
    this.died = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        this.mourn({ code, signal });
        resolve({ code, signal });
      });
    });
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  /** What the app registered: nothing when its entry point threw, and the log says what. Throws AppNotLoaded. */
  load(): Promise<readonly RegisteredFunction[]> {
    return new Promise((resolve, reject) => {
      this.onLoaded = (answer) => {
        this.onLoaded = undefined;
        if ('code' in answer) {
          const words = this.lastWords.join('\n');
          reject(new AppNotLoaded(`the app process ended while loading (${ending(answer)})${words ? `: ${words}` : ''}`, words));
        } else if (answer.kind === 'loaded') {
          if (answer.unable !== undefined) {
            const file = basename(this.options.entry);
            this.options.log('error', 'Host.App', `Worker was unable to load entry point "${file}": ${answer.unable}`);
          }
          resolve(answer.functions);
        } else reject(new AppNotLoaded(answer.message, answer.stack));
      };
      this.tell({ kind: 'load', appDir: this.options.appDir, entry: this.options.entry });
    });
  }

  /** Throws InvocationFailed. */
  invoke(request: InvocationRequest): Promise<InvocationResponse> {
    return new Promise((resolve, reject) => {
      this.running.set(request.invocationId, { resolve, reject });
      this.tell({ kind: 'invoke', request });
    });
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Asks the app to end (its terminate hooks run) and ends it by force after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    const timer = setTimeout(() => {
      this.kill();
    }, graceMs);
    this.tell({ kind: 'stop' });
    await this.died;
    clearTimeout(timer);
  }

  private tell(message: ToApp): void {
    // A message to a dead process is lost; its death is reported by `died` and fails what was running.
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  private hear(message: FromApp): void {
    switch (message.kind) {
      case 'loaded':
      case 'not-loaded':
        this.onLoaded?.(message);
        return;
      case 'log':
        this.options.log(message.level, message.category, message.text);
        return;
      case 'done':
        this.take(message.invocationId)?.resolve(message.response);
        return;
      case 'failed':
        this.take(message.invocationId)?.reject(new InvocationFailed(message.message, message.stack));
    }
  }

  private take(invocationId: string) {
    const entry = this.running.get(invocationId);
    this.running.delete(invocationId);
    return entry;
  }

  private mourn(death: Death): void {
    this.onLoaded?.(death);
    for (const invocationId of [...this.running.keys()]) {
      this.take(invocationId)?.reject(new InvocationFailed(`the app process died (${ending(death)})`, ''));
    }
  }

  private relay(stream: 'stdout' | 'stderr', level: LogLevel): void {
    const source = this.child[stream];
    if (!source) return;
    createInterface({ input: source }).on('line', (line) => {
      if (stream === 'stderr') this.lastWords = [...this.lastWords.slice(-4), line];
      this.options.log(level, 'App.Console', line);
    });
  }
}

export function ending({ code, signal }: Death): string {
  return signal ?? `exit code ${String(code)}`;
}
