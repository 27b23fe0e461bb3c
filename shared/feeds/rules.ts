import { DAY, type EpochMs } from '../kernel/clock';
import type { Interval } from '../kernel/intervals';
import { holdsTime, type FormerOccupancy, type Reservation } from '../reservations/model';
import type { Space } from '../spaces/model';
import type { FeedEntry } from './model';

const PAST_DAYS = 30;
const AHEAD_DAYS = 400;
/** How long an entry that is off stays as cancelled. */
const TOLD_DAYS = 30;

const RESERVED = 'Reserved';
const locationOf = ({ name, building }: Space): string => `${name}, ${building.name}`;

/** What a feed covers, in whole UTC days: within a day the same reservations give the same text. */
export function feedSpan(now: EpochMs): Interval {
  const today = Math.floor(now / DAY) * DAY;
  return { start: today - PAST_DAYS * DAY, end: today + (AHEAD_DAYS + 1) * DAY };
}

function lastChange({ submittedAt, decision, changedAt }: Reservation): EpochMs {
  return Math.max(submittedAt, decision?.at ?? 0, changedAt ?? 0);
}

/** Changes since then are told, so that calendars which only merge learn of them; in whole days, as the span. */
export const toldSince = (now: EpochMs): EpochMs => (Math.floor(now / DAY) - TOLD_DAYS) * DAY;

/**
 * Whether the reservation belongs in the feed: it overlaps the span, or was moved out of it a short while ago; and it stands or was
 * called off a short while ago.
 */
export function isListed(reservation: Reservation, now: EpochMs): boolean {
  const { start, end } = feedSpan(now);
  const { startsAt, endsAt, status, changedAt = 0 } = reservation;
  if (endsAt <= start || (startsAt >= end && changedAt < toldSince(now))) return false;
  return holdsTime(status) || lastChange(reservation) >= toldSince(now);
}

/** How the reservation took this space until it was moved out a short while ago, if it does not take the space again. */
export function leftOccupancy({ excludes, formerPlaces = [] }: Reservation, space: Space, now: EpochMs): FormerOccupancy | undefined {
  if (excludes.includes(space.id)) return undefined;
  return formerPlaces.find(({ spaceId, leftAt }) => spaceId === space.id && leftAt >= toldSince(now));
}

/** A reservation that was moved elsewhere: here it is off, as far as anybody who saw it here need know. */
export const leftEntryOf = ({ revision, leftAt, startsAt, endsAt }: FormerOccupancy, space: Space, uid: string): FeedEntry => ({
  uid,
  sequence: revision,
  changedAt: leftAt,
  startsAt,
  endsAt,
  summary: RESERVED,
  location: locationOf(space),
  status: 'cancelled',
});

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
    summary: (titled ? publicTitle : undefined) ?? RESERVED,
    location: locationOf(space),
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
