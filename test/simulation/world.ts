import { MINUTE, SECOND } from '../../shared/kernel/clock';
import { Cloud, START } from './cloud';
import { Instance } from './instance';
import { Invariants } from './invariants';

const SWEEP_MS = MINUTE;

/** One cloud and several instances of the app on it, with the host's timer and pump. */
export class World {
  readonly cloud: Cloud;
  readonly invariants: Invariants;
  instances: Instance[] = [];
  /** A defect that came to light in somebody's promise. */
  broken: Error | undefined;
  private born = 0;

  constructor(seed: number, keepTrace: boolean) {
    this.cloud = new Cloud(seed, keepTrace);
    this.invariants = new Invariants(this.cloud);
    for (let count = this.cloud.random.whole(1, 3); count > 0; count -= 1) this.startInstance();
    this.sweepFrom(START + SWEEP_MS);
  }

  startInstance(): Instance {
    this.born += 1;
    const { random } = this.cloud;
    const instance = new Instance(this.cloud, this.invariants, `i${String(this.born)}`, random.whole(-3 * SECOND, 3 * SECOND));
    this.instances = [...this.living(), instance];
    return instance;
  }

  living(): Instance[] {
    return this.instances.filter(({ alive }) => alive);
  }

  someInstance(): Instance {
    const alive = this.living();
    return alive.length > 0 ? this.cloud.random.pick(alive) : this.startInstance();
  }

  async run(ms: number): Promise<void> {
    const { scheduler, bus } = this.cloud;
    await scheduler.run(scheduler.now() + ms, () => {
      bus.tick();
      for (const instance of this.instances) instance.pump();
      return bus.nextEventAt();
    });
  }

  private sweepFrom(at: number): void {
    this.cloud.scheduler.at(at, () => {
      const [first] = this.living();
      // A sweep that meets an outage fails like any function; the next one comes in a minute.
      for (const work of first?.use.sweeps ?? []) {
        work().catch((error: unknown) => {
          this.cloud.trace('host', 'timer.failed', { why: error instanceof Error ? error.message : 'unknown' });
        });
      }
      this.sweepFrom(at + SWEEP_MS);
    });
  }
}
