/** The SDK's types as a dynamic import sees them: it is loaded on first use, and its two builds declare their own. */
export type {
  Container,
  CosmosClient,
  CosmosClientOptions,
  CosmosHeaders,
  FeedOptions,
  OperationInput,
  OperationResponse,
  Plugin,
  PluginConfig,
  RequestOptions,
} from '@azure/cosmos' with { 'resolution-mode': 'import' };
