import { ExternalFailure } from './failure';
import type { Log } from './log';

/** Does what the next run would do again: an outside failure is logged as this event and left to that run. A defect goes on. */
export async function orLater(
  log: Log,
  event: string,
  fields: Readonly<Record<string, string>>,
  act: () => Promise<unknown>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ExternalFailure)) throw error;
    log.warn(event, { ...fields, failure: error.failure.kind });
  }
}
