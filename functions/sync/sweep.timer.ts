import type { TimerHandler } from '@azure/functions';
import { onTimer } from '../host/on-timer';
import type { Log } from '../../shared/kernel/log';

/** Finds due work whose nudge was lost, finishes moves that a crash left, and lets holds expire; one that fails does not stop the others. */
export const sweepTimer = (works: readonly (() => Promise<unknown>)[], mark: () => Promise<void>, log: Log): TimerHandler =>
  onTimer('sync.sweep', log, async () => {
    const done = await Promise.allSettled(works.map((work) => work()));
    const failed = done.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    await mark();
  });
