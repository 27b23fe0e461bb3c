import type { JWTVerifyGetKey } from 'jose' with { 'resolution-mode': 'import' };
import { DAY, SECOND } from '../../kernel/clock';
import type { Clock, EpochMs } from '../../kernel/clock';

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export interface SigningKeysParts {
  readonly tenantId: string;
  readonly authorityHost: string;
  readonly clock: Clock;
  readonly fetch: Fetch;
}

const PATIENCE_MS = 5 * SECOND;
/** How long an authority that could not be reached is left alone: its requests are ours to answer quickly. */
const LEFT_ALONE_MS = 5 * SECOND;
const KEYS_COOL_DOWN_MS = 30 * SECOND;

/**
 * The key set of a tenant, found through its metadata. The metadata is fetched once, keys daily and when a token names an unknown one, at most every
 * 30 seconds. Undefined while the metadata cannot be had.
 */
export function signingKeys({ tenantId, authorityHost, clock, fetch }: SigningKeysParts): () => Promise<JWTVerifyGetKey | undefined> {
  let keys: Promise<JWTVerifyGetKey | undefined> | undefined;
  let failedAt: EpochMs | undefined;

  const load = async (): Promise<JWTVerifyGetKey | undefined> => {
    try {
      const jose = await import('jose');
      const url = `${authorityHost.replace(/\/+$/, '')}/${tenantId}/v2.0/.well-known/openid-configuration`;
      const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
      if (response.status !== 200) throw new Error(`The metadata was answered with ${response.status}`);
      const found = jose.createRemoteJWKSet(keySetUrl(await response.json()), {
        cacheMaxAge: DAY,
        cooldownDuration: KEYS_COOL_DOWN_MS,
        timeoutDuration: PATIENCE_MS,
        [jose.customFetch]: fetch,
      });
      failedAt = undefined;
      return found;
    } catch {
      failedAt = clock.now();
      keys = undefined;
      return undefined;
    }
  };

  return () => {
    if (failedAt !== undefined && clock.now() - failedAt < LEFT_ALONE_MS) return Promise.resolve(undefined);
    keys ??= load();
    return keys;
  };
}

function keySetUrl(metadata: unknown): URL {
  if (typeof metadata !== 'object' || metadata === null || !('jwks_uri' in metadata)) throw new Error('The metadata names no keys');
  const url = new URL(String(metadata.jwks_uri));
  if (url.protocol !== 'https:') throw new Error('The keys are not offered by https');
  return url;
}
