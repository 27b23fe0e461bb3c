import type { EpochMs } from '../../../../shared/kernel/clock';
import type { TypedData } from '../messages';
import type { TimerFunction } from './read-triggers';
import { timerData, type ScheduleStatus } from '../typed-data';

/** What the hosts of one app share about timers (a blob container in Azure): who may run each one, and when it ran. */
export class TimerStore {
  private readonly leaders = new Map<string, string>();
  private readonly statuses = new Map<string, ScheduleStatus>();

  /** One host runs a timer. The first that asks does, until it ends or dies; then the next that asks. Azure needs up to a minute for that. */
  lead(name: string, owner: string): boolean {
    const leader = this.leaders.get(name) ?? owner;
    this.leaders.set(name, leader);
    return leader === owner;
  }

  release(owner: string): void {
    for (const [name, leader] of this.leaders) if (leader === owner) this.leaders.delete(name);
  }

  status(name: string): ScheduleStatus | undefined {
    return this.statuses.get(name);
  }

  record(name: string, status: ScheduleStatus): void {
    this.statuses.set(name, status);
  }
}

export interface TimerListenerOptions {
  readonly trigger: TimerFunction;
  readonly owner: string;
  readonly store: TimerStore;
  readonly now: () => EpochMs;
  /** Rejects when the function failed; the schedule goes on. */
  readonly invoke: (data: TypedData) => Promise<unknown>;
}

const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** Runs one timer function: never twice at once, at start when that is asked for or an occurrence was missed. Returns its stop. */
export function listenToTimer({ trigger, owner, store, now, invoke }: TimerListenerOptions): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let leading = false;

  const arm = (at: EpochMs): void => {
    if (stopped) return;
    timer = setTimeout(
      () => {
        if (now() < at) arm(at);
        else void tick();
      },
      Math.min(Math.max(at - now(), 0), LONGEST_TIMEOUT),
    );
  };

  const run = async (isPastDue: boolean): Promise<void> => {
    const startedAt = now();
    await invoke(timerData(trigger.monitored ? store.status(trigger.name) : undefined, isPastDue)).catch(() => undefined);
    if (!trigger.monitored || stopped) return;
    store.record(trigger.name, {
      last: new Date(startedAt),
      lastUpdated: new Date(startedAt),
      next: new Date(trigger.schedule.next(now())),
    });
  };

  const tick = async (): Promise<void> => {
    if (leading || lead()) await run(false);
    arm(trigger.schedule.next(now()));
  };

  const lead = (): boolean => {
    leading = store.lead(trigger.name, owner);
    return leading;
  };

  const begin = async (): Promise<void> => {
    if (lead()) {
      const missed = store.status(trigger.name);
      const isPastDue = missed !== undefined && missed.next.getTime() <= now();
      if (isPastDue || trigger.runOnStartup) await run(isPastDue);
      else if (trigger.monitored && !missed) {
        const at = now();
        store.record(trigger.name, { last: new Date(0), lastUpdated: new Date(at), next: new Date(trigger.schedule.next(at)) });
      }
    }
    arm(trigger.schedule.next(now()));
  };

  void begin();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
