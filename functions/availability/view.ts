import { instantText } from '../../shared/kernel/instants';
import type { Interval } from '../../shared/kernel/intervals';
import { zonedText } from '../../shared/kernel/zones';
import type { AvailabilitySearchView } from '../../shared/availability/messages';
import type { FoundAvailability, FreeSpace, NearMiss } from '../../shared/availability/search-availability';

/** A time in UTC, and by the clock of its space. */
export const slotIn =
  (zone: string) =>
  ({ start, end }: Interval) => ({
    startsAt: instantText(start),
    endsAt: instantText(end),
    localStartsAt: zonedText(start, zone),
    localEndsAt: zonedText(end, zone),
  });

type Card = Omit<AvailabilitySearchView['items'][number], 'free' | 'minutes' | 'goesOnAt'>;

function card({ space, exchange }: Pick<FreeSpace, 'space' | 'exchange'>): Card {
  const { id, name, building, timeZone, capacity, features, reservationConfig } = space;
  return {
    spaceId: id,
    name,
    building: { ...building },
    timeZone,
    ...(capacity !== undefined && { capacity }),
    features: [...features],
    ...(reservationConfig && { approval: reservationConfig.approval }),
    exchange,
  };
}

export const freeView = ({ free, minutes, goesOnAt, ...found }: FreeSpace): AvailabilitySearchView['items'][number] => ({
  ...card(found),
  free: free.map(slotIn(found.space.timeZone)),
  ...(minutes !== undefined && { minutes }),
  ...(goesOnAt !== undefined && { goesOnAt: instantText(goesOnAt) }),
});

export const nearView = ({ because, nearest, ...found }: FoundAvailability['near'][number]): AvailabilitySearchView['near'][number] => ({
  ...card(found),
  ...reason(because),
  nearest: slotIn(found.space.timeZone)(nearest),
});

/** As the problem document of a refusal says it. */
function reason(because: NearMiss['because']): { readonly code: string; readonly rule?: string; readonly bound?: string } {
  switch (because.kind) {
    case 'rule-broken':
      return { code: because.kind, rule: because.rule, bound: because.bound };
    case 'too-long':
      return { code: because.kind, bound: `at most ${String(because.maxDurationMinutes)} minutes` };
    default:
      return { code: because.kind };
  }
}
