import type { EpochMs } from '../../shared/kernel/clock';

interface Entry {
  readonly at: EpochMs;
  readonly order: number;
  readonly run: () => void;
}

/** Virtual time: what is to happen, in order of time. Between two happenings every promise that can go on goes on. */
export class Scheduler {
  private readonly heap: Entry[] = [];
  private order = 0;
  private time: EpochMs;

  constructor(start: EpochMs) {
    this.time = start;
  }

  now(): EpochMs {
    return this.time;
  }

  at(at: EpochMs, run: () => void): void {
    this.push({ at: Math.max(at, this.time), order: this.order++, run });
  }

  after(ms: number, run: () => void): void {
    this.at(this.time + ms, run);
  }

  /** Runs everything up to `until`. `between` is asked after each step for the next moment at which something happens by itself. */
  async run(until: EpochMs, between: () => EpochMs | undefined): Promise<void> {
    await flush();
    for (;;) {
      const own = between();
      const next = this.heap[0];
      const at = Math.min(own ?? Number.POSITIVE_INFINITY, next?.at ?? Number.POSITIVE_INFINITY);
      if (at > until) break;
      this.time = Math.max(this.time, at);
      if (next && next.at <= this.time) {
        this.pop();
        next.run();
        await flush();
      }
    }
    this.time = until;
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (!parent || !before(entry, parent)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = entry;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      const left = heap[down];
      const right = heap[down + 1];
      if (!left) break;
      let child = left;
      if (right && before(right, left)) {
        down += 1;
        child = right;
      }
      if (!before(child, last)) break;
      heap[at] = child;
      at = down;
    }
    heap[at] = last;
  }
}

const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Lets every promise chain run until it waits for the scheduler: the event loop's check phase comes after all microtasks. */
const flush = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
