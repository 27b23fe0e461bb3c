import { problem, type Refusal } from './answer';
import type { ApplicationActor } from './caller';
import { clientAddress } from './client-address';

/** By what the requests of one client are limited. */
export interface Clients {
  /** How many proxies before the app are ours; 0: none is trusted, and requests without an application's token are not counted. */
  readonly trustedProxyHops: number;
  /** What requests may be counted for, each apart. */
  readonly purposes: readonly string[];
  /** Counts one request, whatever becomes of it; `wait`: the next is free in so many seconds. Throws ExternalFailure. */
  readonly count: (
    purpose: string,
    client: string,
  ) => Promise<{ readonly kind: 'go' } | { readonly kind: 'wait'; readonly seconds: number }>;
}

/** Where no module brings a limiter. */
export const UNCOUNTED: Clients = { trustedProxyHops: 0, purposes: [], count: () => Promise.resolve({ kind: 'go' }) };

/** The answer to a client that asks too often; undefined: it may go on. An application is counted by its id, from whatever address. Throws ExternalFailure. */
export async function rateLimited(
  { trustedProxyHops, count }: Clients,
  purpose: string,
  headers: { get(name: string): string | null },
  application?: ApplicationActor,
): Promise<Refusal | undefined> {
  if (!application && trustedProxyHops === 0) return undefined;
  const client = application ? `application ${application.appId}` : clientAddress(headers.get('x-forwarded-for'), trustedProxyHops);
  const counted = await count(purpose, client);
  if (counted.kind === 'go') return undefined;
  return problem('too-many-requests', {
    detail: `Too many requests came from your ${application ? 'application' : 'network address'} within an hour. Nothing was done; wait, or ask our staff.`,
    headers: { 'retry-after': String(counted.seconds) },
  });
}
