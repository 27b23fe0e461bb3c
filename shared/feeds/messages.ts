import { z } from 'zod';
import { toSpaceId } from '../kernel/ids';

export const FeedPath = z.strictObject({
  id: z
    .string()
    .meta({ pattern: '^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$' })
    .transform((text, context) => {
      const id = toSpaceId(text);
      if (id !== undefined) return id;
      context.addIssue({ code: 'custom', message: 'must be the id of a space' });
      return z.NEVER;
    }),
});

export const FeedHeaders = z.object({
  'if-none-match': z
    .string()
    .optional()
    .meta({ description: 'The ETag of an earlier answer: nothing is sent again while it is the same.' }),
});

export const FeedText = z.string().meta({ description: 'iCalendar (RFC 5545).' });
