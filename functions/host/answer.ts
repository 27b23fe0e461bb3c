import type { Problem } from './problem';

/** What a handler says; on-http makes it a response. C: the codes of the problems that it may be. */
export type Answer<C extends string = string> =
  | {
      readonly kind: 'json';
      readonly status: 200 | 201 | 503;
      readonly body: object;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'text'; readonly contentType: string; readonly body: string; readonly headers: Readonly<Record<string, string>> }
  /** What the caller has is the present state (304). */
  | { readonly kind: 'not-modified'; readonly headers: Readonly<Record<string, string>> }
  | Refusal<C>;

export interface Refusal<C extends string = string> {
  readonly kind: 'problem';
  readonly problem: Problem<C>;
}

export const ok = (body: object): Extract<Answer, { kind: 'json' }> => ({ kind: 'json', status: 200, body });
export const created = (body: object, location: string): Extract<Answer, { kind: 'json' }> => ({
  kind: 'json',
  status: 201,
  body,
  headers: { location },
});
export const problem = <const C extends string>(code: C, rest: Omit<Problem, 'code'> = {}): Refusal<C> => ({
  kind: 'problem',
  problem: { code, ...rest },
});

/** Nothing was decided; the same request may come again. */
export const busy = (): Refusal<'busy'> =>
  problem('busy', { detail: 'Nothing was changed. Repeat the same request.', headers: { 'retry-after': '1' } });
