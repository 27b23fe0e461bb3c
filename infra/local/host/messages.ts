/** What host and app process tell each other over the IPC channel (structured clone: bytes stay bytes). The data are those of the worker's RPC. */

/** One value as the host hands it to the worker, or the worker back; the member that is present is its type. */
export interface TypedData {
  readonly string?: string;
  readonly json?: string;
  readonly bytes?: Uint8Array;
  readonly int?: number;
  readonly double?: number;
  readonly http?: HttpData;
}

export interface HttpData {
  readonly url?: string;
  readonly method?: string;
  readonly nullableHeaders?: Readonly<Record<string, { value: string }>>;
  readonly nullableQuery?: Readonly<Record<string, { value: string }>>;
  readonly nullableParams?: Readonly<Record<string, { value: string }>>;
  readonly body?: TypedData | null;
  readonly statusCode?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly unknown[];
}

export interface Binding {
  readonly type?: string;
  readonly direction?: string;
  readonly [property: string]: unknown;
}

export interface RegisteredFunction {
  readonly name: string;
  readonly bindings: Readonly<Record<string, Binding>>;
}

export interface InvocationRequest {
  readonly invocationId: string;
  readonly functionName: string;
  readonly inputData: readonly { readonly name: string; readonly data: TypedData }[];
  readonly triggerMetadata: Readonly<Record<string, TypedData>>;
  readonly traceParent: string;
}

export interface InvocationResponse {
  readonly returnValue?: TypedData | null;
}

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';

export type ToApp =
  | { readonly kind: 'load'; readonly appDir: string; readonly entry: string }
  | { readonly kind: 'invoke'; readonly request: InvocationRequest }
  | { readonly kind: 'stop' };

export type FromApp =
  /** `unable`: what the entry point threw; then there is no function, whatever it had registered by then. */
  | { readonly kind: 'loaded'; readonly functions: readonly RegisteredFunction[]; readonly unable?: string }
  | { readonly kind: 'not-loaded'; readonly message: string; readonly stack: string }
  | { readonly kind: 'done'; readonly invocationId: string; readonly response: InvocationResponse }
  | { readonly kind: 'failed'; readonly invocationId: string; readonly message: string; readonly stack: string }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly category: string; readonly text: string };
