import type { HttpResponseInit } from '@azure/functions';
import type { Answer } from './answer';
import { kindOf, problemDocument, type Problems } from './problem';

/** What of a request and its operation its response depends on. */
export interface Occasion {
  readonly correlationId: string;
  readonly problems: Problems;
  /** Nobody signed in: a cache may keep what is answered, if it asks each time. */
  readonly open: boolean;
  readonly signInIgnored?: boolean | undefined;
}

export function response(answer: Answer, { correlationId, problems, open, signInIgnored = false }: Occasion): HttpResponseInit {
  const always = {
    'x-correlation-id': correlationId,
    'x-content-type-options': 'nosniff',
    ...(!signInIgnored && { vary: 'Authorization' }),
  };
  switch (answer.kind) {
    case 'problem': {
      const { headers, code } = answer.problem;
      const kind = kindOf(code, problems);
      const sent = { ...always, 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers };
      return { status: kind.status, headers: sent, body: JSON.stringify(problemDocument(answer.problem, kind, correlationId)) };
    }
    case 'text': {
      const sent = { ...always, 'content-type': answer.contentType, 'cache-control': 'no-store', ...answer.headers };
      return { status: answer.status, headers: sent, body: answer.body };
    }
    case 'page':
      return { status: answer.status, headers: { ...always, ...answer.headers }, body: answer.body };
    case 'empty':
      return { status: answer.status, headers: { ...always, 'cache-control': 'no-store', ...answer.headers } };
    case 'not-modified':
      return { status: answer.status, headers: { ...always, ...answer.headers } };
    case 'json': {
      const kept = open && answer.status === 200 ? 'no-cache' : 'no-store';
      const sent = { ...always, 'content-type': 'application/json', 'cache-control': kept, ...answer.headers };
      return { status: answer.status, headers: sent, body: JSON.stringify(answer.body) };
    }
  }
}
