import type { EpochMs } from '../../../shared/kernel/clock';
import type { Reply } from './faults';

export type Arrival<A> = { readonly kind: 'arrived'; readonly answer: A } | { readonly kind: 'unanswered' };

/**
 * How a request reaches a core when there is no wire: the core's in-process port hands it the work, and it decides when the request
 * arrives, when the answer does, and whether it ever does. The simulation's seeded scheduler is one; `promptTravel` is the plain one.
 */
export interface Travel {
  /** `serve` runs once, at arrival. Unanswered when nothing came back within `deadlineMs`. */
  carry<A>(serve: () => Reply<A>, deadlineMs: number): Promise<Arrival<A>>;
}

/** Arrives at once and answers at once; an answer that is later than the deadline, or never, is unanswered. */
export const promptTravel: Travel = {
  carry: async (serve, deadlineMs) => {
    const reply = serve();
    return Promise.resolve(
      reply.kind === 'never' || reply.delayMs > deadlineMs ? { kind: 'unanswered' } : { kind: 'arrived', answer: reply.answer },
    );
  },
};

/** What every core is made of, beside its own state. */
export interface CoreParts {
  readonly now: () => EpochMs;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}
