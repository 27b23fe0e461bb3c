import type { Failure } from './failure';
import type { Json } from './json';

export interface GraphRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below the version root, query included and already encoded: `/users/oak%40city.example/events`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** Bytes of another media type than JSON, in place of `body`: an image. */
  readonly content?: { readonly type: string; readonly base64: string };
}

export type GraphAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** Parsed JSON; absent where there was none. Bytes of one request alone are dropped, those of an item of a batch are base64 text. */
      readonly body?: Json;
      /** Microsoft's `request-id`, for support and audit. */
      readonly requestId?: string;
    }
  /** It left, and nothing is known of it: time-out, cut connection, an item missing from a batch answer. It may have taken effect. */
  | { readonly kind: 'unanswered'; readonly reason: string }
  /** It took no effect, for a cause that concerns the whole app: no token, app throttled, Graph unreachable. */
  | { readonly kind: 'not-sent'; readonly failure: Failure };

/**
 * Microsoft Graph v1.0. Never throws for an outside cause and never retries, but for one fresh credential and one repetition after
 * 401 or 403 (requirements X-15). Answers stand in the order of the requests. Not safe to repeat by itself: that is the caller's decision.
 */
export interface Graph {
  /** One request as it is, several (20 at most) as one `$batch`. Whatever is unanswered after `deadlineMs` is `unanswered`. */
  send(requests: readonly GraphRequest[], options: { readonly deadlineMs: number }): Promise<readonly GraphAnswer[]>;
}
