import type { Clock } from '../kernel/clock';
import type { Database, Scan } from '../kernel/database';
import type { SpaceId } from '../kernel/ids';
import { canonicalZone } from '../kernel/zone-names';
import { allOf } from '../kernel/pages';
import type { Reservation } from '../reservations/model';
import { feedPath } from '../spaces/model';
import type { ReadSpace } from '../spaces/ports';
import type { PublicDigest, WriteCalendar } from './ports';
import { entryOf, feedSpan, isListed, leftEntryOf, leftOccupancy, toldSince } from './rules';

export interface SpaceFeed {
  readonly text: string;
  /** The same for the same text, and for no other. */
  readonly version: string;
}

/** The public calendar of a space, from our own documents alone; undefined for an unknown space and for one that publishes none. */
export type ReadSpaceFeed = (space: SpaceId) => Promise<SpaceFeed | undefined>;

interface Deps {
  readonly database: Database;
  readonly readSpace: ReadSpace;
  readonly clock: Clock;
  readonly digest: PublicDigest;
  readonly writeCalendar: WriteCalendar;
  /** Public base of links. */
  readonly appUrl: string;
}

const PAGE = 500;
const MOST_PAGES = 20;

export const makeReadSpaceFeed = ({ database, readSpace, clock, digest, writeCalendar, appUrl }: Deps): ReadSpaceFeed => {
  const { hostname } = new URL(appUrl);
  return async (id) => {
    const found = await readSpace(id);
    if (!found || found.space.publicFeed === 'off') return undefined;
    const { space } = found;
    const now = clock.now();
    const span = feedSpan(now);
    const since = toldSince(now);
    const [taking, gone] = await Promise.all([
      readAll(database, TAKING, { '@space': id, '@from': span.start, '@to': span.end, '@since': since }),
      readAll(database, GONE, { '@left': { spaceId: id }, '@since': since }),
    ]);
    // Whoever knows a reservation's id may read its outline: the feed gives a digest of it, another one in each space.
    const uidOf = (reservation: Reservation): string => `${digest('feed-uid', `${id} ${reservation.id}`).slice(0, 26)}@${hostname}`;
    const left = gone.flatMap((reservation) => {
      const occupancy = leftOccupancy(reservation, space, now);
      return occupancy ? [leftEntryOf(occupancy, space, uidOf(reservation))] : [];
    });
    const standing = taking.filter((reservation) => isListed(reservation, now));
    const entries = [...standing.map((reservation) => entryOf(reservation, space, uidOf(reservation))), ...left].sort(
      (a, b) => a.startsAt - b.startsAt || (a.uid < b.uid ? -1 : 1),
    );
    const text = writeCalendar({
      name: `${space.name} (${space.building.name})`,
      // Spaces of earlier versions keep the name as it was typed.
      timeZone: canonicalZone(space.timeZone) ?? space.timeZone,
      url: `${appUrl}${feedPath(id)}`,
      from: span.start,
      to: span.end,
      entries,
    });
    return { text, version: digest('feed', text) };
  };
};

/**
 * Every reservation that takes or took the space, those of its whole and its parts included, in whatever ledger it began: in the span, or
 * moved out of it since.
 */
const TAKING =
  'c.type = "reservation" AND ARRAY_CONTAINS(c.excludes, @space) AND c.endsAt > @from AND (c.startsAt < @to OR c.changedAt >= @since)';
/** Every reservation that was changed since and left the space at some time. */
const GONE = 'c.type = "reservation" AND c.changedAt >= @since AND ARRAY_CONTAINS(c.formerPlaces, @left, true)';

async function readAll(database: Database, where: string, parameters: Scan['parameters']): Promise<readonly Reservation[]> {
  const scan = { container: 'items', where, parameters, orderBy: 'c.startsAt ASC, c.id ASC', limit: PAGE } as const;
  return (await allOf<Reservation>(database, scan, { pages: MOST_PAGES })).rows;
}
