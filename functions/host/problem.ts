/**
 * Every kind of "no" that the API gives, with its status and title (RFC 9457). Codes are part of the API: they are added, never renamed.
 */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request does not have the form that is asked for' },
  'malformed-json': { status: 400, title: 'The body is no JSON' },
  'idempotency-key-missing': { status: 400, title: 'The header Idempotency-Key is missing or not usable' },
  'not-signed-in': { status: 401, title: 'This needs a valid sign-in' },
  'staff-only-field': { status: 403, title: 'This field is for staff' },
  'role-missing': { status: 403, title: 'The account lacks the role for this' },
  'people-only': { status: 403, title: 'Only people may do this' },
  'applications-only': { status: 403, title: 'Only applications may do this' },
  'space-not-found': { status: 404, title: 'There is no such space' },
  'reservation-not-found': { status: 404, title: 'There is no such reservation' },
  'sync-item-not-found': { status: 404, title: 'There is no such sync item' },
  'slot-taken': { status: 409, title: 'The time is taken' },
  'space-closed': { status: 409, title: 'The space is closed' },
  'not-possible-now': { status: 409, title: 'The reservation is in a status that does not allow this' },
  'link-spent': { status: 409, title: 'The link was used, or the reservation has changed since it was sent' },
  'reservation-over': { status: 409, title: 'The reservation has ended' },
  'has-reservations': { status: 409, title: 'Reservations stand in the way of this change' },
  'ledger-is-fixed': { status: 409, title: 'A space stays with the whole that it was created under' },
  'mailbox-taken': { status: 409, title: 'Another space writes to this calendar' },
  'changed-meanwhile': { status: 412, title: 'Somebody changed it first' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for another request' },
  'not-reservable': { status: 422, title: 'The space cannot be reserved by the public' },
  'slot-in-the-past': { status: 422, title: 'The time has begun already' },
  'rule-broken': { status: 422, title: 'A rule of the space does not allow this' },
  'too-long': { status: 422, title: 'The reservation is longer than the space allows' },
  'space-rules-conflict': { status: 422, title: 'The space does not fit with the others of its whole' },
  'precondition-required': { status: 428, title: 'A change by staff must say which version it is for' },
  'too-many-requests': { status: 429, title: 'Too many requests came from this address' },
  'too-many-open-requests': { status: 429, title: 'Too many requests of this contact are open' },
  defect: { status: 500, title: 'Something is wrong on our side' },
  busy: { status: 503, title: 'Too many are changing this at once' },
  'temporarily-unavailable': { status: 503, title: 'A part that this needs cannot be reached' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One fault of the request. `field`: JSON pointer into the body, or the name of a parameter or header. */
export interface FieldFault {
  readonly field: string;
  readonly detail: string;
}

export interface Problem {
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly errors?: readonly FieldFault[];
  /** Further members of the document, named by the code. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export const problemType = (code: ProblemCode): string => `urn:problem-type:instep:${code}`;

export function problemDocument({ code, detail, errors, more }: Problem, instance: string): Readonly<Record<string, unknown>> {
  const { status, title } = PROBLEMS[code];
  return {
    type: problemType(code),
    title,
    status,
    code,
    ...(detail !== undefined && { detail }),
    instance: `urn:instep:request:${instance}`,
    ...(errors && { errors }),
    ...more,
  };
}
