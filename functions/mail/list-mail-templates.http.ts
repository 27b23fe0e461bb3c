import { ok } from '../host/answer';
import { operation, type Contract } from '../host/operation';
import type { ListMailTemplates } from '../../shared/mail/list-templates';
import { MailTemplateList } from '../../shared/mail/messages';

const contract = {
  summary: 'List the mails that there are, and where they are sent from',
  tag: 'Mail',
  access: { permission: 'mail.read' },
  answers: { 200: { description: 'All of them; the texts are Liquid templates.', schema: MailTemplateList } },
} as const satisfies Contract;

export const listMailTemplatesHttp = (list: ListMailTemplates) =>
  operation(contract, async () => {
    const { hindrance, ...rest } = await list();
    if (!hindrance) return ok(rest);
    const { code, sentence, who } = hindrance;
    return ok({ ...rest, hindrance: { code, sentence, who } });
  });
