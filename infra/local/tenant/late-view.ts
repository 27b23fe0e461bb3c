import type { EpochMs } from '../../../shared/kernel/clock';

/** What readers see of something that changes: each version from its own moment on, and never an older one after a newer. Undefined: nothing. */
export class LateView<T> {
  private shown: T | undefined;
  private readonly coming: { readonly value: T | undefined; readonly from: EpochMs }[] = [];

  /** Lets `value` be seen from `from` on, or from when the version before it is. */
  show(value: T | undefined, from: EpochMs, now: EpochMs): void {
    this.at(now);
    if (from <= now && this.coming.length === 0) this.shown = value;
    else this.coming.push({ value, from });
  }

  at(now: EpochMs): T | undefined {
    for (let next = this.coming[0]; next !== undefined && next.from <= now; next = this.coming[0]) {
      this.shown = next.value;
      this.coming.shift();
    }
    return this.shown;
  }

  /** True when nothing is seen and nothing will be. */
  isOver(now: EpochMs): boolean {
    return this.at(now) === undefined && this.coming.length === 0;
  }
}
