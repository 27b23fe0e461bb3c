import { MINUTE } from '../../kernel/clock';
import type { Clock, EpochMs } from '../../kernel/clock';
import { ExternalFailure, type Failure } from '../../kernel/failure';
import { isUnresolved, tokenFailure } from './token-failure';
import type { TokenCredential } from '@azure/identity';

export interface AppToken {
  readonly value: string;
  readonly obtainedAt: EpochMs;
}

/** The app's own token for one resource, held in memory only. Both throw ExternalFailure: `denied` with a reason, or `unavailable`. */
export interface AppTokens {
  /** The present token, renewed when its end is near. */
  current(): Promise<AppToken>;
  /**
   * A token that is not `refused`, made by a new credential: consent and rotated secrets show in new tokens only, and a credential keeps handing out
   * what it has cached. Requests that were refused together share one attempt.
   */
  fresh(refused: AppToken): Promise<AppToken>;
}

export interface AppTokensParts {
  readonly scope: string;
  readonly clock: Clock;
  /** Makes a new credential; `afresh` means that cached key material must be read again. */
  readonly newCredential: (afresh: boolean) => Promise<TokenCredential>;
  /** Asks the directory itself, where the library only says that it found none. Throws ExternalFailure. */
  readonly readMetadata?: () => Promise<unknown>;
}

interface KnownToken extends AppToken {
  readonly expiresAt: EpochMs;
}

const RENEW_BEFORE_MS = 5 * MINUTE;

export function appTokens({ scope, clock, newCredential, readMetadata }: AppTokensParts): AppTokens {
  let credential: TokenCredential | undefined;
  let keyMaterialRefused = false;
  let known: KnownToken | undefined;
  let pending: { readonly afresh: boolean; readonly token: Promise<KnownToken> } | undefined;

  const fetchToken = async (afresh: boolean): Promise<KnownToken> => {
    try {
      if (afresh || !credential) credential = await newCredential(afresh || keyMaterialRefused);
      const token = await credential.getToken(scope);
      if (!token) throw new Error('The credential gave no token');
      keyMaterialRefused = false;
      known = { value: token.token, obtainedAt: clock.now(), expiresAt: token.expiresOnTimestamp };
      return known;
    } catch (error) {
      const failure = isUnresolved(error) ? ((await refusalBy(readMetadata)) ?? tokenFailure(error)) : tokenFailure(error);
      if (failure.kind === 'denied') {
        // The secret or certificate may have been rotated since it was read: the next attempt reads it again.
        credential = undefined;
        keyMaterialRefused = true;
      }
      throw new ExternalFailure('entra.token', failure, { cause: error });
    }
  };

  const once = (afresh: boolean): Promise<KnownToken> => {
    const token = fetchToken(afresh).finally(() => {
      pending = undefined;
    });
    pending = { afresh, token };
    return token;
  };

  return {
    async current() {
      if (known && clock.now() < known.expiresAt - RENEW_BEFORE_MS) return known;
      try {
        return await (pending?.token ?? once(false));
      } catch (error) {
        const passing = error instanceof ExternalFailure && error.failure.kind === 'unavailable';
        if (passing && known && clock.now() < known.expiresAt) return known;
        throw error;
      }
    },
    async fresh(refused) {
      if (pending && !pending.afresh) await pending.token.catch(() => undefined);
      if (known && known.value !== refused.value) return known;
      return pending?.token ?? once(true);
    },
  };
}

/** The library tells a directory that is not there from a network that is down by nothing; Entra does. */
async function refusalBy(read: AppTokensParts['readMetadata']): Promise<Failure | undefined> {
  try {
    await read?.();
    return undefined;
  } catch (error) {
    return error instanceof ExternalFailure && error.failure.kind === 'denied' ? error.failure : undefined;
  }
}
