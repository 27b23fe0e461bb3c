import type { Clock } from '../kernel/clock';
import { isProven, proven } from './contact-rules';
import type { Contacts } from './contacts';
import type { IsProven, ProveContact } from './ports';

/** Whoever opens what only a mail to an address carries reads its mails: the narrow limits end for it. One read where that is known. */
export const makeProveContact =
  ({ contacts }: { readonly contacts: Contacts }): ProveContact =>
  (email) =>
    contacts.update(email, (contact, { now }) => {
      const next = proven(contact, now);
      return { outcome: undefined, ...(next !== contact && { next }) };
    });

export const makeIsProven =
  ({ contacts, clock }: { readonly contacts: Contacts; readonly clock: Clock }): IsProven =>
  async (email) =>
    isProven(await contacts.read(email), clock.now());
