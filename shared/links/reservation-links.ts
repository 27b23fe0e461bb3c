import { DAY, type Clock } from '../kernel/clock';
import { ExternalFailure } from '../kernel/failure';
import type { Log } from '../kernel/log';
import type { ProveContact } from '../limits/ports';
import type { LinkKeySource, ReservationLinks } from './ports';
import { openLink } from './open-link';
import { writeLink } from './token';

const VALID_AFTER_END_MS = 30 * DAY;

interface Deps {
  readonly keys: LinkKeySource;
  readonly clock: Clock;
  readonly log: Log;
  readonly appUrl: string;
  readonly proveContact: ProveContact;
}

export const makeReservationLinks = ({ keys, clock, log, appUrl, proveContact }: Deps): ReservationLinks => ({
  urlOf: async (purpose, { id, endsAt, manageVersion = 1 }) => {
    const claims = { purpose, reservation: id, version: manageVersion, expiresAt: endsAt + VALID_AFTER_END_MS };
    // In the fragment, which browsers keep out of requests, logs and referrers.
    return `${appUrl}/manage#${writeLink({ current: await keys.current() }, claims)}`;
  },
  open: async (token, id) => {
    const claims = await openLink(keys, token, clock.now());
    if (!claims || claims.purpose === 'decide') return undefined;
    return id === undefined || claims.reservation === id ? claims : undefined;
  },
  opened: async ({ purpose, reservation }, { contact }) => {
    if (purpose !== 'mail' || !contact) return;
    try {
      await proveContact(contact.email);
    } catch (error) {
      const seen = { reservationId: reservation };
      if (error instanceof ExternalFailure) log.warn('links.contact-not-proven', { ...seen, failure: error.failure.kind });
      else log.error('links.contact-not-proven', seen, error);
    }
  },
});
