import type { EpochMs } from '../../../shared/kernel/clock';

/** What happened when, oldest first. Times never fall. */
export class History<T> {
  private entries: { readonly at: EpochMs; readonly what: T }[] = [];
  private head = 0;

  add(at: EpochMs, what: T): void {
    this.entries.push({ at, what });
  }

  /** The last that happened at or before that moment. */
  lastAt(at: EpochMs): T | undefined {
    let low = this.head;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.entries[middle]?.at ?? Number.POSITIVE_INFINITY) <= at) low = middle + 1;
      else high = middle;
    }
    return low > this.head ? this.entries[low - 1]?.what : undefined;
  }

  /** Takes the oldest if it happened at or before that moment. */
  take(at: EpochMs): T | undefined {
    const first = this.entries[this.head];
    if (!first || first.at > at) return undefined;
    this.head += 1;
    if (this.head > 1_000 && this.head * 2 > this.entries.length) {
      this.entries = this.entries.slice(this.head);
      this.head = 0;
    }
    return first.what;
  }

  /** Forgets all that happened at or before that moment and says what was the last of it. */
  forget(at: EpochMs): T | undefined {
    let last: T | undefined;
    for (let next = this.take(at); next !== undefined; next = this.take(at)) last = next;
    return last;
  }
}
