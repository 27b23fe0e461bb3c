import { isProven, withMail } from './contact-rules';
import type { Contacts } from './contacts';
import type { CountMail, MailAllowance } from './ports';

/** Nothing is written for a proven address, nor for a mail that was counted before. */
export const makeCountMail =
  ({ contacts }: { readonly contacts: Contacts }): CountMail =>
  (email, id, revision) =>
    contacts.update<MailAllowance>(email, async (contact, { now, fresh, confirm }) => {
      const mail = { id, revision, at: now };
      let counted = withMail(contact, mail);
      if (!counted.mayGo) {
        if (!fresh) return 'look-again';
        counted = withMail((await confirm(contact)).contact, mail);
      }
      return {
        outcome: { mayGo: counted.mayGo, proven: isProven(contact, now) },
        ...(counted.mayGo && counted.contact !== contact && { next: counted.contact }),
      };
    });
