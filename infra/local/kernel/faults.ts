import type { EpochMs } from '../../../shared/kernel/clock';

/**
 * What a core does when it is asked: it answers, late or in time, or never. A core is a state machine without I/O: the wire front (or the
 * simulation's scheduler) makes the delay real.
 */
export type Reply<A> = { readonly kind: 'reply'; readonly answer: A; readonly delayMs: number } | { readonly kind: 'never' };

/** What a fault does to the operations it matches. */
export type FaultEffect =
  /** Refuse with this status (HTTP cores) or error condition (bus). `retryAfter` is the header's text, seconds or a date. */
  | { readonly kind: 'refuse'; readonly status: number; readonly code?: string; readonly retryAfter?: string }
  /** The caller never hears of it. */
  | { readonly kind: 'never' }
  | { readonly kind: 'latency'; readonly ms: number }
  /** Bus only: the message is accepted and forgotten, or delivered twice. */
  | { readonly kind: 'lose' }
  | { readonly kind: 'double' }
  /** Tenant only, before: so many pages of a list are empty, one where no number is given; the last links to what the first would have been. */
  | { readonly kind: 'empty-page'; readonly pages?: number }
  /** Tenant only: what is refused is refused with this code in place of its own. */
  | { readonly kind: 'recode'; readonly code: string }
  /** Tenant only, before: an item is made without its extended properties and 503 is answered, as Exchange was seen to do with events. */
  | { readonly kind: 'lose-mark' };

export interface Fault {
  readonly id: string;
  readonly core: 'tenant' | 'bus' | 'database' | 'vault';
  /** Every name given must be equal (or, where the value ends in `*`, begin alike) in the operation's traits; none given: every operation. */
  readonly match: Readonly<Record<string, string>>;
  /** `before`: instead of the effect. `after`: the effect happens, then this instead of the answer. */
  readonly when: 'before' | 'after';
  readonly effect: FaultEffect;
  /** Probability that it strikes an operation that it matches; absent: it strikes each. */
  readonly chance?: number;
  /** How many operations it strikes; absent: until it is removed or `until`. */
  readonly times?: number;
  readonly until?: EpochMs;
}

/** Names and values of one operation, as its core documents them: `{ method: 'POST', mailbox: 'oak@city.example', operation: 'create-event' }`. */
export type Traits = Readonly<Record<string, string>>;

/** The faults of one cloud, in the order they were added; the first that matches strikes. */
export class FaultScript {
  private readonly faults: { fault: Fault; left: number }[] = [];

  /** `random` is uniform in [0, 1). Without it no fault may have a chance. */
  constructor(private readonly random?: () => number) {}

  add(fault: Fault): void {
    if (fault.chance !== undefined && !this.random) throw new Error(`the fault '${fault.id}' has a chance, the script no randomness`);
    this.remove(fault.id);
    this.faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  remove(id: string): void {
    const at = this.faults.findIndex((entry) => entry.fault.id === id);
    if (at >= 0) this.faults.splice(at, 1);
  }

  clear(): void {
    this.faults.length = 0;
  }

  list(): readonly Fault[] {
    return this.faults.map((entry) => entry.fault);
  }

  /** The effect that strikes this operation, counted as used; undefined when none does. */
  strike(core: Fault['core'], when: Fault['when'], traits: Traits, now: EpochMs): FaultEffect | undefined {
    const hit = this.faults.find(
      ({ fault, left }) =>
        left > 0 &&
        fault.core === core &&
        fault.when === when &&
        (fault.until === undefined || now < fault.until) &&
        matches(fault.match, traits) &&
        (fault.chance === undefined || !this.random || this.random() < fault.chance),
    );
    if (!hit) return undefined;
    hit.left -= 1;
    if (hit.left <= 0) this.remove(hit.fault.id);
    return hit.fault.effect;
  }
}

function matches(wanted: Traits, traits: Traits): boolean {
  return Object.entries(wanted).every(([name, value]) => {
    const found = traits[name];
    if (found === undefined) return false;
    return value.endsWith('*') ? found.startsWith(value.slice(0, -1)) : found === value;
  });
}
