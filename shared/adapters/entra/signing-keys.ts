import type { JWTVerifyGetKey } from 'jose' with { 'resolution-mode': 'import' };
import { DAY, SECOND } from '../../kernel/clock';
import type { Clock, EpochMs } from '../../kernel/clock';
import { ExternalFailure, type Failure } from '../../kernel/failure';
import { PATIENCE_MS, readMetadata, type Fetch } from './metadata';

export interface SigningKeysParts {
  readonly tenantId: string;
  readonly authorityHost: string;
  readonly clock: Clock;
  readonly fetch: Fetch;
}

/** How long an authority that could not be reached is left alone: its requests are ours to answer quickly. */
const LEFT_ALONE_MS = 5 * SECOND;
const KEYS_COOL_DOWN_MS = 30 * SECOND;

/** The key set, as the library makes it. */
interface KeySet extends JWTVerifyGetKey {
  /** It holds keys that it fetched lately. */
  readonly fresh: boolean;
  reload(): Promise<void>;
}

export interface SignInKeys {
  /** Why there are none at present, or the keys. */
  readonly get: () => Promise<JWTVerifyGetKey | Failure>;
  /** Sees that the keys themselves can be had. Throws ExternalFailure. */
  readonly probe: () => Promise<void>;
}

/**
 * The key set of a tenant, found through its metadata. The metadata is fetched once, keys daily and when a token names an unknown one, at most every
 * 30 seconds.
 */
export function signingKeys({ tenantId, authorityHost, clock, fetch }: SigningKeysParts): SignInKeys {
  let keys: Promise<KeySet | Failure> | undefined;
  let failed: { readonly at: EpochMs; readonly why: Failure } | undefined;

  const load = async (): Promise<KeySet | Failure> => {
    try {
      const jose = await import('jose');
      const found = jose.createRemoteJWKSet(keySetUrl(await readMetadata({ tenantId, authorityHost, fetch })), {
        cacheMaxAge: DAY,
        cooldownDuration: KEYS_COOL_DOWN_MS,
        timeoutDuration: PATIENCE_MS,
        [jose.customFetch]: fetch,
      });
      failed = undefined;
      return found;
    } catch (error) {
      const why = error instanceof ExternalFailure ? error.failure : UNREACHABLE;
      failed = { at: clock.now(), why };
      keys = undefined;
      return why;
    }
  };

  const get = (): Promise<KeySet | Failure> => {
    if (failed && clock.now() - failed.at < LEFT_ALONE_MS) return Promise.resolve(failed.why);
    keys ??= load();
    return keys;
  };
  return {
    get,
    probe: async () => {
      const found = await get();
      if (isFailure(found)) throw new ExternalFailure('entra.keys', found);
      try {
        if (!found.fresh) await found.reload();
      } catch (error) {
        throw new ExternalFailure('entra.keys', UNREACHABLE, { cause: error });
      }
    },
  };
}

export const isFailure = (keys: JWTVerifyGetKey | Failure): keys is Failure => 'kind' in keys;

const UNREACHABLE = { kind: 'unavailable', what: "Microsoft Entra ID's sign-in keys (MICROSOFT_AUTHORITY_HOST)" } as const;

function keySetUrl(metadata: unknown): URL {
  if (typeof metadata !== 'object' || metadata === null || !('jwks_uri' in metadata)) throw new Error('The metadata names no keys');
  const url = new URL(String(metadata.jwks_uri));
  if (url.protocol !== 'https:') throw new Error('The keys are not offered by https');
  return url;
}
