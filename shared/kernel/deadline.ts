/** Calls `fire` after so long; returns what takes that back. The kernel has no timers: an adapter brings them. */
export type Alarm = (fire: () => void, ms: number) => () => void;

export interface Deadline {
  /** Aborted once the time is over. */
  readonly signal: AbortSignal;
  /** The work's outcome, or a throw once the time is over; the work may go on then. */
  before<T>(work: Promise<T>): Promise<T>;
  /** The call has ended: no timer of it is left. To be called however it ended. */
  end(): void;
}

/** The time that one call to the outside may take. `AbortSignal.timeout` would keep its timer until the time is over, each call one. */
export function startDeadline(ms: number, alarm: Alarm): Deadline {
  const controller = new AbortController();
  let late: (error: Error) => void = () => undefined;
  const over = new Promise<never>((_, reject) => {
    late = reject;
  });
  // Nobody may be waiting for it.
  over.catch(() => undefined);
  const end = alarm(() => {
    controller.abort();
    late(new Error('No answer within the deadline.'));
  }, ms);
  return { signal: controller.signal, before: (work) => Promise.race([work, over]), end };
}
