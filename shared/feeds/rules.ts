import { DAY, type EpochMs } from '../kernel/clock';
import type { Interval } from '../kernel/intervals';
import { holdsTime, type Reservation } from '../reservations/model';
import type { Space } from '../spaces/model';
import type { FeedEntry } from './model';

const PAST_DAYS = 30;
const AHEAD_DAYS = 400;
/** How long an entry that is off stays as cancelled, so that calendars which only merge learn of it. */
const CANCELLED_DAYS = 30;

/** What a feed covers, in whole UTC days: within a day the same reservations give the same text. */
export function feedSpan(now: EpochMs): Interval {
  const today = Math.floor(now / DAY) * DAY;
  return { start: today - PAST_DAYS * DAY, end: today + (AHEAD_DAYS + 1) * DAY };
}

function lastChange({ submittedAt, decision, changedAt }: Reservation): EpochMs {
  return Math.max(submittedAt, decision?.at ?? 0, changedAt ?? 0);
}

/** Whether the reservation belongs in the feed: it overlaps the span, and stands or was called off a short while ago. */
export function isListed(reservation: Reservation, now: EpochMs): boolean {
  const { start, end } = feedSpan(now);
  if (reservation.endsAt <= start || reservation.startsAt >= end) return false;
  return holdsTime(reservation.status) || lastChange(reservation) >= Math.floor(now / DAY) * DAY - CANCELLED_DAYS * DAY;
}

/**
 * What the public may know of a reservation that takes this space: when. The title of its sender, contact and notes never; the public
 * title only where staff gave one, the space publishes titles, and the reservation is of this very space, not of its whole or a part.
 */
export function entryOf(reservation: Reservation, space: Space, uid: string): FeedEntry {
  const { status, startsAt, endsAt, revision, publicTitle, spaceId } = reservation;
  const titled = space.publicFeed === 'titles' && spaceId === space.id;
  return {
    uid,
    sequence: revision,
    changedAt: lastChange(reservation),
    startsAt,
    endsAt,
    summary: (titled ? publicTitle : undefined) ?? 'Reserved',
    location: `${space.name}, ${space.building.name}`,
    status: statusOf(status),
  };
}

function statusOf(status: Reservation['status']): FeedEntry['status'] {
  switch (status) {
    case 'pending':
      return 'tentative';
    case 'approved':
      return 'confirmed';
    case 'denied':
    case 'cancelled':
    case 'expired':
      return 'cancelled';
  }
}
