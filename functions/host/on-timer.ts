import type { TimerHandler } from '@azure/functions';
import { ExternalFailure, loggedFailure } from '../../shared/kernel/failure';
import type { Log } from '../../shared/kernel/log';
import { withoutWords } from '../../shared/kernel/thrown';

/** Calls once. A failure is logged and thrown: the host records a failed invocation, with all that is thrown; the process and the next tick go on. */
export const onTimer =
  (name: string, log: Log, run: () => Promise<void>): TimerHandler =>
  async () => {
    try {
      await run();
    } catch (error) {
      if (error instanceof ExternalFailure)
        log.warn('timer.outside-failed', { timer: name, where: error.where, ...loggedFailure(error.failure) });
      else log.error('timer.defect', { timer: name }, error);
      throw withoutWords(error);
    }
  };
