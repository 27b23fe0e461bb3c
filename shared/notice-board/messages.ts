import { z } from 'zod';
import { emailIn, oneLine } from '../messages/fields';

export const NoticePath = z.object({
  id: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/)
    .meta({ description: 'Chosen by you: lower-case letters, digits and inner hyphens, 40 characters at most.' }),
});

export const NoticeBody = z.strictObject({
  mailbox: emailIn.meta({ description: 'The calendar in which the notice stands.' }),
  date: z.iso.date({ error: 'must be a date, such as 2026-03-03' }),
  text: oneLine(255),
});

export const NoticeView = z.object({ id: z.string(), mailbox: z.string(), date: z.string(), text: z.string() }).meta({ title: 'Notice' });
export type NoticeView = z.infer<typeof NoticeView>;
