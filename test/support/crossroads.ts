import type { Reply } from '../../infra/local/kernel/faults';
import type { Arrival, Travel } from '../../infra/local/kernel/travel';
import type { Random } from '../simulation/random';

/**
 * Every request and every answer waits here until chance lets it go, so that one seed is one interleaving of all processes that travel
 * by it. `between` is called after each step: the time that passes.
 */
export class Crossroads implements Travel {
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly random: Random,
    private readonly between: () => void,
  ) {}

  carry<A>(serve: () => Reply<A>): Promise<Arrival<A>> {
    return new Promise((resolve) => {
      this.waiting.push(() => {
        const reply = serve();
        this.waiting.push(() => {
          resolve(reply.kind === 'never' ? { kind: 'unanswered' } : { kind: 'arrived', answer: reply.answer });
        });
      });
    });
  }

  /** Lets everything through until the work is done. Fails when it waits for something that will never come. */
  async run<T>(work: Promise<T>): Promise<T> {
    const progress = { done: false };
    const finish = (): void => {
      progress.done = true;
    };
    work.then(finish, finish);
    for (let steps = 0; steps < 100_000; steps += 1) {
      await settled();
      const next = this.waiting.splice(this.random.whole(0, this.waiting.length - 1), 1)[0];
      if (next) {
        next();
        this.between();
      } else if (progress.done) return work;
    }
    throw new Error('the work never ends');
  }
}

/** Every promise chain has run until it waits for the crossroads. */
const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
