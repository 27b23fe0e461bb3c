/** Delays of one front, so that closing it leaves nothing behind. */
export class Timers {
  private readonly pending = new Set<NodeJS.Timeout>();

  /** At once, in the same turn, when there is nothing to wait for. */
  later(ms: number, run: () => void): void {
    if (ms <= 0) {
      run();
      return;
    }
    const timer = setTimeout(() => {
      this.pending.delete(timer);
      run();
    }, ms);
    this.pending.add(timer);
  }

  clear(): void {
    for (const timer of this.pending) clearTimeout(timer);
    this.pending.clear();
  }
}
