/** The time that one call to the outside may take. For adapters alone: whatever runs on a virtual clock has no timers. */
export interface Deadline {
  /** Aborted once the time is over. */
  readonly signal: AbortSignal;
  /** The work's outcome, or a throw once the time is over; the work may go on then. */
  before<T>(work: Promise<T>): Promise<T>;
  /** The call has ended: no timer of it is left. To be called however it ended. */
  end(): void;
}

/** `AbortSignal.timeout` would keep its timer until the time is over, each call one. */
export function startDeadline(ms: number): Deadline {
  const controller = new AbortController();
  let late: (error: Error) => void = () => undefined;
  const over = new Promise<never>((_, reject) => {
    late = reject;
  });
  // Nobody may be waiting for it.
  over.catch(() => undefined);
  // A process that has nothing else to do need not stay for it.
  const timer = setTimeout(() => {
    controller.abort();
    late(new Error('No answer within the deadline.'));
  }, ms).unref();
  return {
    signal: controller.signal,
    before: (work) => Promise.race([work, over]),
    end: () => {
      clearTimeout(timer);
    },
  };
}

/** For a call that ends by its signal alone, such as `fetch`. */
export async function withDeadline<T>(ms: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = startDeadline(ms);
  try {
    return await call(deadline.signal);
  } finally {
    deadline.end();
  }
}
