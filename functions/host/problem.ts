/** One kind of "no" that the API gives (RFC 9457). Its code, the key in its table, is part of the API: codes are added, never renamed. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** JSON schemas of the members that the document has beside the usual ones. Kinds that share a member share its schema. */
  readonly members?: Readonly<Record<string, MemberSchema>>;
  /** The headers that come with it. */
  readonly headers?: readonly ProblemHeader[];
}

export interface MemberSchema {
  readonly type: string;
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

export type ProblemHeader = 'Allow' | 'ETag' | 'Retry-After' | 'WWW-Authenticate';

export type Problems = Readonly<Record<string, ProblemKind>>;

/** Those of the host itself; the capabilities bring theirs. */
export const HOST_PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request does not have the form that is asked for' },
  'malformed-json': { status: 400, title: 'The body is no JSON' },
  'not-signed-in': { status: 401, title: 'This needs a valid sign-in', headers: ['WWW-Authenticate'] },
  'role-missing': { status: 403, title: 'The account lacks the role for this' },
  'people-only': { status: 403, title: 'Only people may do this' },
  'applications-only': { status: 403, title: 'Only applications may do this' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'method-not-allowed': { status: 405, title: 'This address does not take the method', headers: ['Allow'] },
  'changed-meanwhile': {
    status: 412,
    title: 'Somebody changed it first',
    members: { present: { type: 'object', description: 'How it stands now.' } },
    headers: ['ETag'],
  },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'too-many-requests': { status: 429, title: 'Too many requests came from this address', headers: ['Retry-After'] },
  defect: { status: 500, title: 'Something is wrong on our side' },
  busy: { status: 503, title: 'Too many are changing this at once', headers: ['Retry-After'] },
  'not-configured': { status: 503, title: 'The settings of the app cannot be used' },
  'temporarily-unavailable': { status: 503, title: 'A part that this needs cannot be reached', headers: ['Retry-After'] },
} as const satisfies Problems;

/** One fault of the request. `field`: JSON pointer into the body, or the name of a parameter or header. */
export interface FieldFault {
  readonly field: string;
  readonly detail: string;
}

export interface Problem<C extends string = string> {
  readonly code: C;
  readonly detail?: string;
  readonly errors?: readonly FieldFault[];
  /** Further members of the document, named by the kind. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export const problemType = (code: string): string => `urn:problem-type:instep:${code}`;

/** A code that no module defines is a defect: the registration refuses it before. */
export function kindOf(code: string, problems: Problems): ProblemKind {
  const kind = problems[code];
  if (!kind) throw new Error(`no module defines the problem ${code}`);
  return kind;
}

export function problemDocument(
  { code, detail, errors, more }: Problem,
  { status, title }: ProblemKind,
  instance: string,
): Readonly<Record<string, unknown>> {
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
