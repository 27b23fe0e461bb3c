import { z } from 'zod';
import { ExternalFailure } from '../../shared/kernel/failure';
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

/** One page of a list. The store's own continuation is handed out as base64url. A continuation that the store does not know is the caller's fault. */
export async function page<T extends { readonly continuation?: string }>(
  continuation: string | undefined,
  read: (continuation?: string) => Promise<T>,
  show: (found: T) => readonly object[],
  more: (found: T) => object = () => ({}),
): Promise<Json<200> | Refusal<'invalid-request'>> {
  try {
    const found = await read(continuation === undefined ? undefined : Buffer.from(continuation, 'base64url').toString('utf8'));
    const next = found.continuation === undefined ? {} : { continuation: Buffer.from(found.continuation).toString('base64url') };
    return ok({ items: show(found), ...more(found), ...next });
  } catch (error) {
    if (continuation === undefined || !(error instanceof ExternalFailure) || error.failure.kind !== 'malformed') throw error;
    return problem('invalid-request', { errors: [{ field: 'continuation', detail: 'must be the continuation of an earlier page' }] });
  }
}
