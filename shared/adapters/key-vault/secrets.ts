import { MINUTE, SECOND } from '../../kernel/clock';
import type { Clock, EpochMs } from '../../kernel/clock';
import { withDeadline } from '../../kernel/deadline';
import { ExternalFailure } from '../../kernel/failure';
import type { Failure } from '../../kernel/failure';
import type { SecretClient } from '@azure/keyvault-secrets' with { 'resolution-mode': 'import' };

export interface KeyVaultParts {
  readonly url: string;
  readonly credential: ConstructorParameters<typeof SecretClient>[1];
  readonly clock: Clock;
}

export interface KeyVaultSecrets {
  /** The newest version of a secret, at most ten minutes old. Throws ExternalFailure (`denied`, `unavailable`, `throttled`). Safe to repeat. */
  read(name: string): Promise<string>;
  /** The next read asks the vault: whoever was refused with what was read calls this. */
  forget(name: string): void;
}

const KEPT_MS = 10 * MINUTE;
/** Its one repetition included: who waits for it may be a citizen. */
const ANSWER_WITHIN_MS = 5 * SECOND;
/** Vaults of the national clouds; the client checks that a challenge names one of their resources. A vault elsewhere cannot pass that check. */
const MICROSOFT_VAULT = /\.vault(\.azure\.net|\.azure\.cn|\.usgovcloudapi\.net)$/;

export function keyVaultSecrets({ url, credential, clock }: KeyVaultParts): KeyVaultSecrets {
  const kept = new Map<string, { readonly value: Promise<string>; readonly until: EpochMs }>();
  let client: Promise<SecretClient> | undefined;

  const connect = async (): Promise<SecretClient> => {
    const vault = await import('@azure/keyvault-secrets');
    const disableChallengeResourceVerification = !MICROSOFT_VAULT.test(new URL(url).hostname);
    return new vault.SecretClient(url, credential, {
      disableChallengeResourceVerification,
      retryOptions: { maxRetries: 1, retryDelayInMs: 500 },
    });
  };

  const ask = async (name: string): Promise<string> => {
    try {
      client ??= connect();
      const vault = await client;
      const { value } = await withDeadline(ANSWER_WITHIN_MS, (abortSignal) => vault.getSecret(name, { abortSignal }));
      if (value === undefined || value === '')
        throw new ExternalFailure('key-vault.read', denied('secret-empty', `the secret ${name} is empty`));
      return value;
    } catch (error) {
      throw error instanceof ExternalFailure ? error : new ExternalFailure('key-vault.read', vaultFailure(error, name), { cause: error });
    }
  };

  return {
    async read(name) {
      const known = kept.get(name);
      if (known && clock.now() < known.until) return known.value;
      const value = ask(name);
      kept.set(name, { value, until: clock.now() + KEPT_MS });
      try {
        return await value;
      } catch (error) {
        if (kept.get(name)?.value === value) kept.delete(name);
        throw error;
      }
    },
    forget(name) {
      kept.delete(name);
    },
  };
}

const denied = (code: string, reason: string): Failure => ({ kind: 'denied', code, reason, who: 'azure-admin' });

/** @internal Exported for its table test. */
export function vaultFailure(error: unknown, name: string): Failure {
  const status = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
  if (status === 404) return denied('secret-missing', `the vault holds no secret ${name}`);
  if (status === 401 || status === 403) return denied('secret-refused', `the vault refuses to give the secret ${name}`);
  if (status === 429) return { kind: 'throttled' };
  if (error instanceof Error && error.name === 'CredentialUnavailableError') {
    return denied('identity-missing', 'the host offers no managed identity to open the vault with');
  }
  return { kind: 'unavailable', what: 'Key Vault (KEY_VAULT_URL)' };
}
