import { randomUUID } from 'node:crypto';
import type { EpochMs } from '../../../../shared/kernel/clock';
import type { Invoke } from '../app/invocation';
import type { HostJson } from '../host-json';
import type { LogLevel } from '../messages';
import { listenToQueue, type QueueListener } from './queue-listener';
import type { AppFunction } from './read-triggers';
import { listenToTimer, type TimerStore } from './timer-listener';

export interface ListenersOptions {
  readonly serviceBus: HostJson['serviceBus'];
  readonly timers: TimerStore;
  readonly now: () => EpochMs;
  readonly invoke: Invoke;
  readonly log: (level: LogLevel, text: string) => void;
}

/** Queues and timers of one host, while they run. */
export class Listeners {
  private readonly owner = randomUUID();
  private queues: QueueListener[] = [];
  private stopTimers: (() => void)[] = [];

  constructor(private readonly options: ListenersOptions) {}

  get running(): boolean {
    return this.queues.length + this.stopTimers.length > 0;
  }

  /** Throws when a queue does not exist or the bus is out of reach; what runs by then goes on. */
  async start(functions: readonly AppFunction[]): Promise<void> {
    const { serviceBus, timers: store, now, invoke, log } = this.options;
    for (const trigger of functions) {
      if (trigger.kind !== 'queue') continue;
      this.queues.push(await listenToQueue({ trigger, serviceBus, invoke: (data, metadata) => invoke(trigger, data, metadata), log }));
    }
    for (const trigger of functions) {
      if (trigger.kind !== 'timer') continue;
      this.stopTimers.push(listenToTimer({ trigger, owner: this.owner, store, now, invoke: (data) => invoke(trigger, data) }));
    }
  }

  /** Takes nothing more and lets what runs end, at most `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.releaseTimers();
    await Promise.all(this.queues.splice(0).map((queue) => queue.close(graceMs)));
  }

  /** What a dying machine does: locks of messages run out. */
  drop(): void {
    this.releaseTimers();
    for (const queue of this.queues.splice(0)) {
      queue.drop().catch((cause: unknown) => {
        this.options.log('debug', `dropping a listener: ${cause instanceof Error ? cause.message : String(cause)}`);
      });
    }
  }

  private releaseTimers(): void {
    for (const stop of this.stopTimers.splice(0)) stop();
    this.options.timers.release(this.owner);
  }
}
