import type { EpochMs } from '../../../../../shared/kernel/clock';

/** Counts requests over a sliding window, in sixty steps; refused requests count as well (throttling.md). */
export class Meter {
  private readonly counts = new Int32Array(60);
  private total = 0;
  private step = 0;

  constructor(private readonly windowMs: number) {}

  /** Adds to the window that ends now; its sum. */
  count(now: EpochMs, by = 1): number {
    this.roll(now);
    this.add(this.step % 60, by);
    this.total += by;
    return this.total;
  }

  /** Whole seconds until fewer than `limit` requests are in the window, when none is added. */
  secondsUntilBelow(limit: number): number {
    let left = this.total;
    for (let steps = 1; steps <= 60; steps += 1) {
      left -= this.counts[(this.step + steps) % 60] ?? 0;
      if (left < limit) return Math.ceil((steps * this.windowMs) / 60_000);
    }
    return Math.ceil(this.windowMs / 1_000);
  }

  private roll(now: EpochMs): void {
    const step = Math.floor((now * 60) / this.windowMs);
    const passed = Math.min(step - this.step, 60);
    for (let i = 1; i <= passed; i += 1) {
      const at = (step - passed + i) % 60;
      this.total -= this.counts[at] ?? 0;
      this.counts[at] = 0;
    }
    this.step = Math.max(step, this.step);
  }

  private add(at: number, by: number): void {
    this.counts[at] = (this.counts[at] ?? 0) + by;
  }
}
