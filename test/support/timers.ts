/** Timers of one length that are running: those of `AbortSignal.timeout`, which nobody can take back, among them. */
export class WatchedTimers {
  private readonly running = new Set<unknown>();
  /** How many were started. */
  started = 0;
  private readonly undo: (() => void)[] = [];

  constructor(lengthMs: number) {
    const { setTimeout: start, clearTimeout: stop } = globalThis;
    const { timeout } = AbortSignal;
    const began = (timer: unknown): void => {
      this.started += 1;
      this.running.add(timer);
    };
    const watched = (fire: () => void, ms?: number) => {
      const timer = start(() => {
        this.running.delete(timer);
        fire();
      }, ms);
      if (ms === lengthMs) began(timer);
      return timer;
    };
    globalThis.setTimeout = Object.assign(watched, { __promisify__: start.__promisify__ });
    globalThis.clearTimeout = (timer) => {
      this.running.delete(timer);
      stop(timer);
    };
    AbortSignal.timeout = (ms) => {
      const signal = timeout.call(AbortSignal, ms);
      if (ms === lengthMs) began(signal);
      return signal;
    };
    this.undo.push(() => {
      Object.assign(globalThis, { setTimeout: start, clearTimeout: stop });
      AbortSignal.timeout = timeout;
    });
  }

  get left(): number {
    return this.running.size;
  }

  restore(): void {
    for (const one of this.undo.splice(0)) one();
  }
}
