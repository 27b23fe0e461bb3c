import type { ReadSpace } from '../spaces/ports';
import { entered, hindrance, othersThere, withMail } from './contact-rules';
import type { Contacts } from './contacts';
import type { Admission, Admitted, Contact } from './model';
import type { AdmitRequest } from './ports';

interface Deps {
  readonly contacts: Contacts;
  readonly readSpace: ReadSpace;
  readonly mailsAreMade: boolean;
}

/**
 * Enters a request with its contact before anything is decided, so that two instances cannot give the last place twice. A place is only looked
 * after when a limit is reached: as a rule this is one read and one write, and one write less where the request is repeated.
 */
export const makeAdmitRequest =
  ({ contacts, readSpace, mailsAreMade }: Deps): AdmitRequest =>
  (asked) => {
    const admission = { ...asked, mail: asked.mail && mailsAreMade };
    return contacts.update<Admitted>(admission.email, async (contact, { now, fresh, confirm }) => {
      // The rule of a space matters only where the contact has something open there.
      const perSpace = async (known: Contact): Promise<number | undefined> =>
        othersThere(known, admission).length > 0
          ? (await readSpace(admission.spaceId))?.space.reservationConfig?.openPerContact
          : undefined;
      let seen = contact;
      if (hindrance(seen, admission, await perSpace(seen), now) ?? mailless(seen, admission, now)) {
        if (!fresh) return 'look-again';
        const looked = await confirm(seen, admission.id);
        if (admission.asks === 'submission' && looked.find(admission.id)) return { outcome: { kind: 'admitted', mayMail: true } };
        seen = looked.contact;
        const refused = hindrance(seen, admission, await perSpace(seen), now);
        if (refused) return { outcome: refused };
      }
      const open = entered(seen, admission, now);
      const mailed = counted(open, admission, now);
      return {
        outcome: { kind: 'admitted', mayMail: mailed.mayGo },
        ...(mailed.contact !== contact && { next: mailed.contact }),
      };
    });
  };

const counted = (contact: Contact, { id, mail }: Admission, now: number): ReturnType<typeof withMail> =>
  mail ? withMail(contact, { id, revision: 1, at: now }) : { mayGo: true, contact };

const mailless = (contact: Contact, admission: Admission, now: number): true | undefined =>
  counted(contact, admission, now).mayGo ? undefined : true;
