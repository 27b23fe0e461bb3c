import { liquidTemplates } from '../../shared/adapters/liquid/fill-template';
import type { Database } from '../../shared/kernel/database';
import { makeMailsFor, type Asking } from '../../shared/mail/make-mails';
import type { CountMail } from '../../shared/limits/ports';
import type { MailsFor } from '../../shared/mail/ports';

const fill = liquidTemplates();

const unlimited: CountMail = () => Promise.resolve({ mayGo: true, proven: true });

/** The mails of an organisation; without a sender there are none. */
export const mailsFrom = (database: Database, sender?: string, countMail: CountMail = unlimited, asking?: Asking): MailsFor =>
  makeMailsFor({
    database,
    fill,
    countMail,
    sender,
    ...(asking && { asking }),
    organisation: 'City of Example',
    manageUrl: ({ id }) => Promise.resolve(`https://book.city.example/manage#${id}`),
  });
