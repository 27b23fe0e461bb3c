import type { Clock, EpochMs } from '../kernel/clock';
import type { Database } from '../kernel/database';
import { ExternalFailure } from '../kernel/failure';
import { freshen } from '../kernel/freshen';
import { homeLedger, type ReservationId } from '../kernel/ids';
import type { Digest } from '../kernel/signing';
import { underEtag } from '../kernel/under-etag';
import type { RefusedSubmission, Reservation } from '../reservations/model';
import { ledgerPartition } from '../spaces/model';
import { confirmed, lifetime, mailboxOf, NOBODY, present, toLookAt } from './contact-rules';
import type { Contact, ContactDocument } from './model';

/** What one look at a contact came to. `look-again`: what was seen may be old, and is not good enough for a "no". */
export type Step<T> = { readonly outcome: T; readonly next?: Contact } | 'look-again';

interface Look {
  readonly now: EpochMs;
  /** This process sees the present. */
  readonly fresh: boolean;
  /** Holds the contact against the reservations, `others` among them; also gives what stands under those. */
  readonly confirm: (contact: Contact, ...others: readonly ReservationId[]) => Promise<Confirmed>;
}

interface Confirmed {
  readonly contact: Contact;
  readonly find: (id: ReservationId) => Reservation | RefusedSubmission | undefined;
}

export interface Contacts {
  read(email: string): Promise<Contact>;
  /** One change of a contact under its etag: `decide` may be called several times, and what it last wished is written. */
  update<T>(email: string, decide: (contact: Contact, look: Look) => Promise<Step<T>> | Step<T>): Promise<T>;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly digest: Digest;
}

const MOST_LOOKS = 16;

/** The documents of contacts, by address. Those of one process take turns, so that only other processes are raced. */
export function makeContacts({ database, clock, digest }: Deps): Contacts {
  const turns = new Map<string, Promise<unknown>>();
  const keyOf = (email: string): string => `contact:${digest('contact', mailboxOf(email))}`;
  const load = (key: string) => database.read<ContactDocument>('keys', key, key);

  const confirmFor =
    (key: string, now: EpochMs): Look['confirm'] =>
    async (contact, ...others) => {
      const ids = [...new Set([...toLookAt(contact), ...others])];
      await Promise.all([...new Set(ids.map(homeLedger))].map((ledger) => freshen(database, 'items', ledgerPartition(ledger))));
      const standing = new Map(
        await Promise.all(
          ids.map(async (id) => {
            const stored = await database.read<Reservation | RefusedSubmission>('items', ledgerPartition(homeLedger(id)), id);
            return [id, stored.found ? stored.value : undefined] as const;
          }),
        ),
      );
      const find = (id: ReservationId) => standing.get(id);
      return { find, contact: confirmed(contact, find, (found) => found.contact !== undefined && keyOf(found.contact.email) === key, now) };
    };

  const change = <T>(key: string, decide: (contact: Contact, look: Look) => Promise<Step<T>> | Step<T>): Promise<T> => {
    const givenUp = (): never => {
      throw new ExternalFailure('limits.contact', { kind: 'unavailable' });
    };
    const place = { container: 'keys', partition: key, id: key, most: MOST_LOOKS, fresh: 'repeated', givenUp } as const;
    return underEtag<ContactDocument, T>(database, place, async (stored, fresh) => {
      const now = clock.now();
      const step = await decide(stored.found ? present(stored.value, now) : NOBODY, { now, fresh, confirm: confirmFor(key, now) });
      if (step === 'look-again') return step;
      const { outcome, next } = step;
      if (!next) return { outcome };
      return { next: { ...next, id: key, pk: key, type: 'contact', ttl: lifetime(next, now) }, outcome: () => outcome };
    });
  };

  return {
    read: async (email) => {
      const stored = await load(keyOf(email));
      return stored.found ? present(stored.value, clock.now()) : NOBODY;
    },
    update: (email, decide) => {
      const key = keyOf(email);
      const turn = (turns.get(key) ?? Promise.resolve()).then(() => change(key, decide));
      const done = turn.then(
        () => undefined,
        () => undefined,
      );
      turns.set(key, done);
      void done.then(() => {
        if (turns.get(key) === done) turns.delete(key);
      });
      return turn;
    },
  };
}
