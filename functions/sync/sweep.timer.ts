import type { TimerHandler } from '@azure/functions';
import { onTimer } from '../host/on-timer';
import type { Log } from '../../shared/kernel/log';
import type { Sweep } from '../../shared/sync/sweep';

export const sweepTimer = (sweep: Sweep, log: Log): TimerHandler =>
  onTimer('sync.sweep', log, async () => {
    await sweep();
  });
