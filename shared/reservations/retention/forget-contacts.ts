import { DAY, type Clock } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import type { Log } from '../../kernel/log';
import { orLater } from '../../kernel/or-later';
import { rowsOf } from '../../kernel/pages';
import type { Reservation } from '../model';

/**
 * Takes contact and notes out of reservations that have ended long ago; what was reserved, when and who decided stays, and so does
 * everything of a reservation that is held. Returns how many were due, a page at most: the next run finds the rest.
 */
export type ForgetContacts = () => Promise<{ readonly reservations: number }>;

const PAGE = 200;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** After their end. */
  readonly keepDays: number;
}

export const makeForgetContacts =
  ({ database, clock, log, keepDays }: Deps): ForgetContacts =>
  async () => {
    const now = clock.now();
    const due = {
      container: 'items',
      where:
        'c.type = "reservation" AND c.endsAt <= @before AND (IS_DEFINED(c.contact) OR IS_DEFINED(c.notes)) AND NOT IS_DEFINED(c.legalHold)',
      parameters: { '@before': now - keepDays * DAY },
      limit: PAGE,
    } as const;
    let reservations = 0;
    let forgotten = 0;
    for await (const { value, etag } of rowsOf<Reservation>(database, due, { pages: 1 })) {
      reservations += 1;
      const { contact: _contact, notes: _notes, ...rest } = value;
      const document: Reservation = { ...rest, contactRemovedAt: now, revision: value.revision + 1 };
      await orLater(log, 'reservation.contact.not-removed', { reservationId: value.id }, async () => {
        // Refused: somebody changed it this moment, and the next run looks at it again.
        const answer = await database.commit('items', value.pk, [{ kind: 'replace', document, ifMatch: etag }]);
        if (answer.kind === 'committed') forgotten += 1;
      });
    }
    if (forgotten > 0) log.info('reservation.contacts.removed', { reservations: forgotten });
    return { reservations };
  };
