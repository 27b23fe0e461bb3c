import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonical } from '../../shared/kernel/canonical';
import { ExternalFailure } from '../../shared/kernel/failure';
import type { Json as Value } from '../../shared/kernel/json';
import { wholeNumberIn } from '../../shared/messages/fields';
import { ok, problem, type Json, type Refusal } from './answer';

/** Adds the two parameters by which every list is read in pages. */
export const paged = <S extends z.ZodRawShape>(
  filter: z.ZodObject<S, z.core.$strict>,
  { most, usual }: { readonly most: number; readonly usual: number } = { most: 200, usual: 50 },
) =>
  filter.extend({
    limit: wholeNumberIn(1, most).default(usual).meta({ description: 'Entries a page, at most.' }),
    continuation: z
      .string()
      .regex(/^[\w-]{1,8192}$/, { error: 'must be the continuation of an earlier page' })
      .optional()
      .meta({ description: 'Of the page before; the other parameters must be the same.' }),
  });

/** The list that is read, and its parameters but `limit` and `continuation`: a continuation is of one question only. */
export interface Question {
  readonly list: string;
  readonly filter: Readonly<Record<string, Value | undefined>>;
}

/** What the next page is asked for by: where the list stopped, and a digest of the question. */
export const sealed = (question: Question, place: string): string =>
  Buffer.from(JSON.stringify([digestOf(question), place])).toString('base64url');

/** Where the list stopped; undefined where the text is no continuation, or one of another question. */
export function opened(question: Question, continuation: string): string | undefined {
  try {
    const bytes = Buffer.from(continuation, 'base64url');
    const found: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (!Array.isArray(found) || found.length !== 2) return undefined;
    const [digest, place] = found as unknown[];
    return digest === digestOf(question) && typeof place === 'string' && place !== '' ? place : undefined;
  } catch {
    return undefined;
  }
}

const digestOf = ({ list, filter }: Question): string =>
  createHash('sha256')
    .update(canonical([list, filter]))
    .digest('base64url')
    .slice(0, 12);

export const notOfThisList = (): Refusal<'invalid-request'> =>
  problem('invalid-request', {
    errors: [{ field: 'continuation', detail: 'must be the continuation of an earlier page of the same list, with the same parameters' }],
  });

/** One page of a list. A continuation that the store does not know is the caller's fault. */
export async function page<T extends { readonly continuation?: string }>(
  { continuation, ...question }: Question & { readonly continuation: string | undefined },
  read: (continuation?: string) => Promise<T>,
  show: (found: T) => readonly object[],
  more: (found: T) => object = () => ({}),
): Promise<Json<200> | Refusal<'invalid-request'>> {
  const place = continuation === undefined ? undefined : opened(question, continuation);
  if (continuation !== undefined && place === undefined) return notOfThisList();
  try {
    const found = await read(place);
    const next = found.continuation === undefined ? {} : { continuation: sealed(question, found.continuation) };
    return ok({ items: show(found), ...more(found), ...next });
  } catch (error) {
    if (continuation === undefined || !(error instanceof ExternalFailure) || error.failure.kind !== 'malformed') throw error;
    return notOfThisList();
  }
}
