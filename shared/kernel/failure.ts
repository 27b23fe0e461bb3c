import type { EpochMs } from './clock';

/**
 * What the outside world can do to us, in the few kinds that call for different reactions.
 * `unanswered` alone leaves it open whether the request took effect; all others mean that it did not.
 */
export type Failure =
  | { readonly kind: 'throttled'; readonly retryAt?: EpochMs }
  | {
      readonly kind: 'unavailable';
      readonly retryAt?: EpochMs;
      /** What does not answer, and the setting that says where it is: `Key Vault (KEY_VAULT_URL)`. */
      readonly what?: string;
    }
  | { readonly kind: 'unanswered' }
  | {
      readonly kind: 'denied';
      readonly reason: string;
      /** The cause by a closed list of its adapter, or by Entra's number (`AADSTS7000222`): nothing in it comes from what was sent. */
      readonly code?: string;
      /** Who can end it; absent: the administrator of the directory. */
      readonly who?: 'azure-admin' | 'operator';
    }
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

/** For the log: the kind, and the code of the cause where there is one. Neither holds anything that was sent. */
export const loggedFailure = (failure: Failure): { readonly failure: Failure['kind']; readonly code?: string } => ({
  failure: failure.kind,
  ...('code' in failure && { code: failure.code }),
});
