import type { EpochMs } from '../../../../shared/kernel/clock';
import type { JsonObject } from '../../../../shared/kernel/json';

/** An answer other than success, thrown inside the tenant and turned into Graph's error envelope at its edge. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Headers of the answer, and members beside `code` and `message`. */
    readonly extra: { readonly headers?: Readonly<Record<string, string>>; readonly members?: JsonObject } = {},
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** What the simulation leaves out it refuses by name, with a status that Graph does not use for the same thing. */
export const notCovered = (what: string): Refusal => new Refusal(501, 'NotImplemented', `The simulated tenant does not cover ${what}.`);

/** Graph's error envelope (graph errors.md): branch on status and code, never on the message. */
export function errorBody(
  error: { readonly code: string; readonly message: string; readonly members?: JsonObject | undefined },
  now: EpochMs,
  requestId: string,
  clientRequestId: string | undefined,
): JsonObject {
  return {
    error: {
      code: error.code,
      message: error.message,
      ...error.members,
      innerError: {
        date: new Date(now).toISOString().slice(0, 19),
        'request-id': requestId,
        'client-request-id': clientRequestId ?? requestId,
      },
    },
  };
}
