import type { ClientPurpose } from '../../shared/limits/model';
import type { CountClient } from '../../shared/limits/ports';
import { problem, type Answer } from './answer';
import { clientAddress } from './client-address';

/** By what the requests of one client address are limited. */
export interface Clients {
  /** How many proxies before the app are ours; 0: none is trusted, and nothing is counted. */
  readonly trustedProxyHops: number;
  readonly count: CountClient;
}

/** The answer to a client that asks too often; undefined: it may go on. Throws ExternalFailure. */
export async function rateLimited(
  { trustedProxyHops, count }: Clients,
  purpose: ClientPurpose,
  headers: { get(name: string): string | null },
): Promise<Extract<Answer, { kind: 'problem' }> | undefined> {
  if (trustedProxyHops === 0) return undefined;
  const counted = await count(purpose, clientAddress(headers.get('x-forwarded-for'), trustedProxyHops));
  if (counted.kind === 'go') return undefined;
  return problem('too-many-requests', {
    detail: 'Too many requests came from your network address within an hour. Nothing was done; wait, or ask our staff.',
    headers: { 'retry-after': String(counted.seconds) },
  });
}
