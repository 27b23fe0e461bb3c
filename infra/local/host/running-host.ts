import type { EventEmitter } from 'node:events';
import type { EpochMs } from '../../../shared/kernel/clock';
import type { Death } from './app/app-process';
import type { Serve } from './http/http-front';
import type { LogLevel } from './messages';
import type { AppFunction } from './triggers/read-triggers';
import type { TimerStore } from './triggers/timer-listener';

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

export interface HostEvents {
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
