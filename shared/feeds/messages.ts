import { z } from 'zod';
import { spaceIdIn } from '../messages/fields';

export const FeedPath = z.strictObject({ id: spaceIdIn });

export const FeedHeaders = z.object({
  'if-none-match': z
    .string()
    .optional()
    .meta({ description: 'The ETag of an earlier answer: nothing is sent again while it is the same.' }),
});

export const FeedText = z.string().meta({ description: 'iCalendar (RFC 5545).' });
