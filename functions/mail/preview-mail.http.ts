import { ok, problem } from '../host/answer';
import { actorOf } from '../host/caller';
import { operation, type Contract } from '../host/operation';
import { MailPreview, MailPreviewQuery } from '../../shared/mail/messages';
import type { PreviewMail } from '../../shared/mail/ports';

const contract = {
  summary: 'See a mail about a reservation as it would go',
  tag: 'Mail',
  access: { permission: 'mail.read' },
  query: MailPreviewQuery,
  answers: { 200: { description: 'Nothing was sent.', schema: MailPreview } },
  problems: ['reservation-not-found'],
} as const satisfies Contract;

export const previewMailHttp = (preview: PreviewMail) =>
  operation(contract, async ({ query: { template, reservation }, caller }) => {
    const mail = await preview(template, reservation, actorOf(caller));
    return mail ? ok(mail) : problem('reservation-not-found');
  });
