import type { Problem } from './problem';

type Headers = Readonly<Record<string, string>>;

/** The statuses that an operation may answer; its contract names those it does. */
export type Status = 200 | 201 | 202 | 204 | 304 | 503;

/** What a handler says; on-http makes it a response. C: the codes of the problems that it may be; S: the statuses that it may have. */
export type Answer<C extends string = string, S extends Status = Status> =
  | Json<Extract<S, 200 | 201 | 202 | 503>>
  | Empty<Extract<S, 202 | 204>>
  | Text<Extract<S, 200>>
  | Page<Extract<S, 200>>
  | NotModified<Extract<S, 304>>
  | Refusal<C>;

export interface Json<S extends Status = Status> {
  readonly kind: 'json';
  readonly status: S;
  readonly body: object;
  readonly headers?: Headers;
}
/** Nothing more to say than the status. */
interface Empty<S extends Status = Status> {
  readonly kind: 'empty';
  readonly status: S;
  readonly headers?: Headers;
}
interface Text<S extends Status = Status> {
  readonly kind: 'text';
  readonly status: S;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Headers;
}
/** HTML. `headers`: those of `pageHeaders`. */
interface Page<S extends Status = Status> {
  readonly kind: 'page';
  readonly status: S;
  readonly body: string;
  readonly headers: Headers;
}
/** What the caller has is the present state. */
interface NotModified<S extends Status = Status> {
  readonly kind: 'not-modified';
  readonly status: S;
  readonly headers: Headers;
}
export interface Refusal<C extends string = string> {
  readonly kind: 'problem';
  readonly problem: Problem<C>;
}

export const ok = (body: object): Json<200> => ({ kind: 'json', status: 200, body });
export const created = (body: object, location: string): Json<201> => ({ kind: 'json', status: 201, body, headers: { location } });
/**
 * It is not done yet: where to look, and after how many seconds.
 * @public No operation is asynchronous today.
 */
export const accepted = (body: object, location: string, seconds: number): Json<202> => ({
  kind: 'json',
  status: 202,
  body,
  headers: { location, 'retry-after': String(seconds) },
});
export const noContent = (): Empty<204> => ({ kind: 'empty', status: 204 });
export const text = (contentType: string, body: string, headers: Headers = {}): Text<200> => ({
  kind: 'text',
  status: 200,
  contentType,
  body,
  headers,
});
/**
 * `headers`: those of `pageHeaders`.
 * @public The pages of today are no operations; their handlers answer the host themselves.
 */
export const htmlPage = (body: string, headers: Headers): Page<200> => ({ kind: 'page', status: 200, body, headers });
export const notModified = (headers: Headers): NotModified<304> => ({ kind: 'not-modified', status: 304, headers });
export const problem = <const C extends string>(code: C, rest: Omit<Problem, 'code'> = {}): Refusal<C> => ({
  kind: 'problem',
  problem: { code, ...rest },
});

/** Nothing was decided; the same request may come again. */
export const busy = (): Refusal<'busy'> =>
  problem('busy', { detail: 'Nothing was changed. Repeat the same request.', headers: { 'retry-after': '1' } });
