import { HOUR } from '../../../shared/kernel/clock';
import { makeReservationId, toLedgerId, type SpaceId } from '../../../shared/kernel/ids';
import type { Reservation } from '../../../shared/reservations/model';
import { ledgerPartition } from '../../../shared/spaces/model';
import { NOW } from './instants';

/** A pending reservation of the oak room, tomorrow, 10:00 to 11:00. `space` moves it to another room, which is its own ledger. */
export function aReservation({ space = 'oak', ...over }: Partial<Reservation> & { space?: string } = {}): Reservation {
  const spaceId = space as SpaceId; // ids of tests are slugs
  const ledger = toLedgerId(spaceId);
  const startsAt = over.startsAt ?? NOW + 26 * HOUR;
  const endsAt = over.endsAt ?? startsAt + HOUR;
  return {
    id: makeReservationId(ledger, 'abcdefghijklmnopqrstuvwxyz'),
    pk: ledgerPartition(ledger),
    type: 'reservation',
    ledger,
    spaceId,
    status: 'pending',
    startsAt,
    endsAt,
    title: 'Choir',
    contact: { name: 'Ann Archer', email: 'ann@example.org' },
    kept: { start: startsAt, end: endsAt },
    excludes: [spaceId],
    holdUntil: NOW + 72 * HOUR,
    submittedAt: NOW,
    bodyDigest: 'digest',
    revision: 1,
    ...over,
  };
}
