import type { z } from 'zod';
import type { FieldFault } from './problem';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

/** Says what is allowed, in a sentence without the value that was sent. Schemas with words of their own keep them. */
export function wording(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${article(issue.expected)}`;
    case 'too_small':
      return `must ${measure(issue.origin, issue.minimum, 'at least')}`;
    case 'too_big':
      return `must ${measure(issue.origin, issue.maximum, 'at most')}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'email' ? 'must be an e-mail address' : 'has a form that is not allowed';
    case 'unrecognized_keys':
      return 'is not known here';
    default:
      return undefined;
  }
}

function article(expected: string): string {
  switch (expected) {
    case 'object':
    case 'array':
      return `an ${expected}`;
    case 'int':
      return 'a whole number';
    case 'string':
      return 'text';
    default:
      return `a ${expected}`;
  }
}

function measure(origin: string, bound: number | bigint, how: string): string {
  const amount = String(bound);
  if (origin === 'string') return `have ${how} ${amount} ${amount === '1' ? 'character' : 'characters'}`;
  if (origin === 'array') return `have ${how} ${amount} ${amount === '1' ? 'entry' : 'entries'}`;
  return `be ${how} ${amount}`;
}

/** A body's fields as JSON pointers (RFC 6901), parameters by name. */
export function faultsOf(error: z.ZodError, place: 'body' | 'parameter'): readonly FieldFault[] {
  const field = (path: readonly PropertyKey[]): string =>
    place === 'body'
      ? path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
      : path.map(String).join('.');
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: field([...issue.path, key]), detail: issue.message }))
      : [{ field: field(issue.path), detail: issue.message }],
  );
}
