import type { CosmosClient, CosmosClientOptions, Plugin, PluginConfig } from './sdk';
import { Attempts, NoAnswer, refusedStatus } from './attempts';

type Credential = NonNullable<CosmosClientOptions['aadCredentials']>;

export type CosmosAddress = { readonly endpoint: string; readonly database: string } & (
  { readonly key: string } | { readonly credential: Credential }
);

export interface OpenClient {
  readonly client: CosmosClient;
  readonly attempts: Attempts;
}

/** Throttled requests are repeated by the client twice, a quarter of a second apart; nothing else is. */
const RETRIES = { maxRetryAttemptCount: 2, fixedRetryIntervalInMilliseconds: 250, maxWaitTimeInSeconds: 1 };

/**
 * Loads the SDK and opens its client. Endpoint discovery is off: with it the client tries a lost connection again every second for two
 * minutes, and drops the session token of a replica that is behind. The account's own name follows a fail-over of its write region.
 */
export async function openClient(address: CosmosAddress, deadlineMs: number): Promise<OpenClient> {
  const { CosmosClient } = await import('@azure/cosmos');
  const attempts = new Attempts();
  // `plugins` works but is left out of the client's published options.
  const options: CosmosClientOptions & { plugins: PluginConfig[] } = {
    endpoint: address.endpoint,
    ...('key' in address ? { key: address.key } : { aadCredentials: address.credential }),
    consistencyLevel: 'Session',
    connectionPolicy: { enableEndpointDiscovery: false, requestTimeout: deadlineMs, retryOptions: RETRIES },
    plugins: [{ on: 'request', plugin: keeping(attempts) }],
  };
  return { client: new CosmosClient(options), attempts };
}

/** Wraps errors without a status, which the client would otherwise repeat by itself (reads ten times). */
function keeping(attempts: Attempts): Plugin<unknown> {
  return async (context, _diagnostics, next) => {
    try {
      return await next(context);
    } catch (error) {
      const kept = refusedStatus(error) ? error : new NoAnswer(error);
      attempts.keep(context.options, kept);
      throw kept;
    }
  };
}
