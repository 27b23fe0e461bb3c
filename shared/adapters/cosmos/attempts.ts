import type { RefusedStatus } from './failures';

/** A request was sent, or was about to be, and no answer came; `cause` is the client's error. */
export class NoAnswer extends Error {
  constructor(override readonly cause: unknown) {
    super('No answer from the database.', { cause });
    this.name = 'NoAnswer';
  }
}

/**
 * How each call's last request ended, kept by the options object that the client hands through: `items.batch` of the client throws away
 * the status of the error that it catches.
 */
export class Attempts {
  private readonly errors = new WeakMap<object, unknown>();

  keep(options: object, error: unknown): void {
    this.errors.set(options, error);
  }

  /** The error of the last request made for this call; undefined when none was made, or the last one was answered well. */
  of(options: object): unknown {
    return this.errors.get(options);
  }
}

/** The status of an error that the client made of an answer; undefined for every other error. */
export function refusedStatus(error: unknown): RefusedStatus | undefined {
  if (!isRecord(error) || typeof error['code'] !== 'number') return undefined;
  return {
    status: error['code'],
    substatus: typeof error['substatus'] === 'number' ? error['substatus'] : undefined,
    retryAfterMs: typeof error['retryAfterInMs'] === 'number' ? error['retryAfterInMs'] : undefined,
    message: typeof error['message'] === 'string' ? error['message'] : undefined,
  };
}

/** Refused conditions (409, 412) and missing documents (404) tell how far the store is, too. */
export function sessionOf(error: unknown): string | undefined {
  const headers = isRecord(error) ? error['headers'] : undefined;
  const token = isRecord(headers) ? headers['x-ms-session-token'] : undefined;
  return typeof token === 'string' ? token : undefined;
}

/** Errors of a connection that was never made: nothing can have been done. */
export function wasNeverSent(error: NoAnswer): boolean {
  const code = isRecord(error.cause) ? error.cause['code'] : undefined;
  return typeof code === 'string' && ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
}

/** The runtime did not take the request that the client made, such as for a header that cannot be written: no network was asked. */
export function wasNoRequest(error: unknown): boolean {
  if (!isRecord(error)) return false;
  if (typeof error['code'] === 'string' && /^ERR_(?:INVALID|UNESCAPED|HTTP_INVALID)_/.test(error['code'])) return true;
  return wasNoRequest(error['cause']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
