import { liquidTemplates } from '../../shared/adapters/liquid/fill-template';
import type { Database } from '../../shared/kernel/database';
import { makeMailsFor } from '../../shared/mail/make-mails';
import type { MailsFor } from '../../shared/mail/ports';

const fill = liquidTemplates();

/** The mails of an organisation; without a sender there are none. */
export const mailsFrom = (database: Database, sender?: string): MailsFor =>
  makeMailsFor({
    database,
    fill,
    sender,
    organisation: 'City of Example',
    manageUrl: ({ id }) => Promise.resolve(`https://book.city.example/manage#${id}`),
  });
