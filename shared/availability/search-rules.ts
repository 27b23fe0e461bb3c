import type { SpaceId } from '../kernel/ids';
import type { Interval } from '../kernel/intervals';
import type { Space } from '../spaces/model';
import type { ExchangeSays, LiveTime } from './model';

export interface SpaceFilter {
  readonly capacity?: number | undefined;
  readonly features?: readonly string[] | undefined;
  readonly building?: string | undefined;
  /** Staff find spaces that are for staff only, too. */
  readonly audience: 'public' | 'staff';
}

/** Whether the space is one of those that are looked for, whenever it is free. Where it does not say how many it holds, everybody fits. */
export function matches(space: Space, { capacity = 0, features = [], building, audience }: SpaceFilter): boolean {
  if (space.state !== 'open' || (audience === 'public' && !space.reservationConfig)) return false;
  if ((space.capacity ?? capacity) < capacity) return false;
  const has = new Set(space.features.map(folded));
  if (!features.every((feature) => has.has(folded(feature)))) return false;
  return building === undefined || [space.building.name, space.building.abbreviation].map(folded).includes(folded(building));
}

const folded = (text: string): string => text.trim().toLowerCase();

export const exchangeSays = (live: LiveTime | undefined): ExchangeSays => live?.says ?? 'not-asked';

/** What our own documents and the calendars say together. */
export const takenBoth = (space: SpaceId, taken: BySpace, live: ReadonlyMap<SpaceId, LiveTime>): readonly Interval[] => [
  ...(taken.get(space) ?? []),
  ...(live.get(space)?.busy ?? []),
];

type BySpace = ReadonlyMap<SpaceId, readonly Interval[]>;
