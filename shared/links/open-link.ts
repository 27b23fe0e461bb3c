import type { EpochMs } from '../kernel/clock';
import type { LinkClaims } from './model';
import type { LinkKeySource } from './ports';
import { keyNamedIn, readLink } from './token';

/** What a genuine link says that has not expired; undefined: it is none. Throws ExternalFailure while its key cannot be had. */
export async function openLink(keys: LinkKeySource, token: string, now: EpochMs): Promise<LinkClaims | undefined> {
  const named = keyNamedIn(token);
  if (named === undefined) return undefined;
  const current = await keys.current();
  // The older key is asked for only where it is named: without it, links of the present one open all the same.
  const previous = named === current.id ? undefined : await keys.previous();
  return readLink({ current, ...(previous && { previous }) }, token, now);
}
