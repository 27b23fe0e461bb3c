import type { FormerOccupancy, Reservation } from '../model';

/** The latest are kept: a reservation that is moved for ever must not outgrow its document. */
const MOST_FORMER = 60;

/** The spaces that a reservation took before a change and takes no more, those of earlier changes included. */
export function formerOccupancies(before: Reservation, after: Reservation): Pick<Reservation, 'formerPlaces'> {
  const { excludes, revision, changedAt = before.submittedAt } = after;
  const takes = new Set(excludes);
  const earlier = (before.formerPlaces ?? []).filter(({ spaceId }) => !takes.has(spaceId));
  const left = before.excludes
    .filter((spaceId) => !takes.has(spaceId))
    .map((spaceId): FormerOccupancy => ({ spaceId, startsAt: before.startsAt, endsAt: before.endsAt, leftAt: changedAt, revision }));
  const all = [...earlier, ...left].slice(-MOST_FORMER);
  return all.length > 0 ? { formerPlaces: all } : {};
}
