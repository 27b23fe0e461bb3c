import { z } from 'zod';
import { reservationIdIn } from '../messages/fields';
import { MAIL_TEMPLATES, TO_DECIDE } from './model';

export const MailPreviewQuery = z.strictObject({
  template: z.enum(MAIL_TEMPLATES),
  reservation: reservationIdIn,
});

const template = z.enum(MAIL_TEMPLATES);

export const MailPreview = z
  .object({ template, to: z.string(), subject: z.string(), text: z.string(), html: z.string() })
  .meta({ title: 'MailPreview' });

export const MailTemplateList = z
  .object({
    sender: z.string().optional().meta({ description: 'Left out: the setting MAIL_SENDER is missing, nobody is told by mail.' }),
    hindrance: z
      .object({ code: z.string(), sentence: z.string(), who: z.string() })
      .optional()
      .meta({ description: 'Why nothing leaves.' }),
    templates: z.array(
      z.object({
        template: z.enum([...MAIL_TEMPLATES, TO_DECIDE]),
        occasion: z.string(),
        subject: z.string(),
        text: z.string(),
        html: z.string(),
      }),
    ),
  })
  .meta({ title: 'MailTemplateList' });
export type MailTemplateList = z.infer<typeof MailTemplateList>;
