import { makeAdmitRequest } from '../../shared/limits/admit-request';
import { makeContacts, type Contacts } from '../../shared/limits/contacts';
import { makeCountMail } from '../../shared/limits/count-mail';
import type { AdmitRequest, CountMail, IsProven, ProveContact } from '../../shared/limits/ports';
import { makeIsProven, makeProveContact } from '../../shared/limits/prove-contact';
import type { Clock } from '../../shared/kernel/clock';
import type { Database } from '../../shared/kernel/database';
import { ExternalFailure } from '../../shared/kernel/failure';
import type { Digest } from '../../shared/kernel/signing';

/** Of the spaces, as far as it concerns us. */
type ReadSpace = Parameters<typeof makeAdmitRequest>[0]['readSpace'];

export interface ContactLimits {
  readonly admit: AdmitRequest;
  readonly countMail: CountMail;
  readonly prove: ProveContact;
  readonly isProven: IsProven;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly readSpace: ReadSpace;
  readonly signing: () => Promise<Digest>;
  readonly mailsAreMade: boolean;
}

/** The limits of contacts, whose documents are named by the app's keyed digest. */
export function makeContactLimits({ database, clock, readSpace, signing, mailsAreMade }: Deps): ContactLimits {
  let made: Contacts | undefined;
  const contacts = async (): Promise<Contacts> => (made ??= makeContacts({ database, clock, digest: await signing() }));
  return {
    admit: async (admission) => makeAdmitRequest({ contacts: await contacts(), readSpace, mailsAreMade })(admission),
    // Without the key no citizen can ask for anything: what causes a mail then are staff, and they are not kept from their work.
    countMail: async (...mail) => {
      const known = await unlessKeyIsMissing(contacts);
      return known ? makeCountMail({ contacts: known })(...mail) : { mayGo: true, proven: false };
    },
    prove: async (email) => makeProveContact({ contacts: await contacts() })(email),
    isProven: async (email) => {
      const known = await unlessKeyIsMissing(contacts);
      return known !== undefined && makeIsProven({ contacts: known, clock })(email);
    },
  };
}

async function unlessKeyIsMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ExternalFailure) return undefined;
    throw error;
  }
}
