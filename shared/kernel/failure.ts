import type { EpochMs } from './clock';

/**
 * What the outside world can do to us, in the few kinds that call for different reactions.
 * `unanswered` alone leaves it open whether the request took effect; all others mean that it did not.
 */
export type Failure =
  | { readonly kind: 'throttled'; readonly retryAt?: EpochMs }
  | { readonly kind: 'unavailable'; readonly retryAt?: EpochMs }
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'denied'; readonly reason: string }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Thrown by adapters, and by nothing else. `where` names the port and operation, for the log. */
export class ExternalFailure extends Error {
  constructor(
    readonly where: string,
    readonly failure: Failure,
    options?: { cause?: unknown },
  ) {
    super(`${where}: ${failure.kind}`, options);
    this.name = 'ExternalFailure';
  }
}
