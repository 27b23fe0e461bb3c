import type { Problem, ProblemCode } from './problem';

/** What a handler says; on-http makes it a response. */
export type Answer =
  | {
      readonly kind: 'json';
      readonly status: 200 | 201 | 503;
      readonly body: object;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'text'; readonly contentType: string; readonly body: string; readonly headers: Readonly<Record<string, string>> }
  /** What the caller has is the present state (304). */
  | { readonly kind: 'not-modified'; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'problem'; readonly problem: Problem };

export const ok = (body: object): Extract<Answer, { kind: 'json' }> => ({ kind: 'json', status: 200, body });
export const created = (body: object, location: string): Answer => ({ kind: 'json', status: 201, body, headers: { location } });
export const problem = (code: ProblemCode, rest: Omit<Problem, 'code'> = {}): Extract<Answer, { kind: 'problem' }> => ({
  kind: 'problem',
  problem: { code, ...rest },
});

/** Nothing was decided; the same request may come again. */
export const busy = (): Answer =>
  problem('busy', { detail: 'Nothing was changed. Repeat the same request.', headers: { 'retry-after': '1' } });
