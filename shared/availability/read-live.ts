import type { ReadSchedules } from '../free-busy/ports';
import { eitherReading } from '../kernel/all-day';
import type { SpaceId } from '../kernel/ids';
import { merge, overlaps, type Interval } from '../kernel/intervals';
import { calendarAddress, excludedBy, type Space } from '../spaces/model';
import type { LiveTime } from './model';
import type { FindStrangers, ReadLive } from './ports';

interface Deps {
  readonly readSchedules: ReadSchedules;
  readonly findStrangers: FindStrangers;
}

/**
 * The calendars of each space and of all that it excludes, in one go. An entry in a time that our own documents have as taken tells nothing
 * new; of the others those that are ours are left out, for Exchange shows late what we have moved or removed.
 */
export const makeReadLive =
  ({ readSchedules, findStrangers }: Deps): ReadLive =>
  async ({ spaces, all, span, taken }) => {
    const calendars = new Map(spaces.map((space) => [space.id, calendarsOf(space, all)] as const));
    const addresses = [...new Set([...calendars.values()].flat())];
    if (addresses.length === 0) return new Map();
    const schedules = await readSchedules([...new Set(addresses.map(lower))], span);
    const scheduleOf = (address: string) => schedules.get(lower(address));
    const zones = new Map(all.map((space) => [lower(calendarAddress(space) ?? ''), space.timeZone]));
    /** Ours are known by the exact times of the entry; what it takes is by the clock of its room. */
    const timeOf = (address: string, entry: Interval): Interval => eitherReading(entry, zones.get(lower(address)) ?? 'UTC');
    const entriesOf = (address: string): readonly Interval[] => {
      const answer = scheduleOf(address);
      return answer?.kind === 'read' ? answer.busy.filter((entry) => overlaps(timeOf(address, entry), span)) : [];
    };
    const isNews = (space: SpaceId) => {
      const known = merge(taken.get(space) ?? []);
      return (time: Interval): boolean => !known.some(({ start, end }) => start <= time.start && time.end <= end);
    };
    const news = new Map<string, Set<Interval>>();
    for (const [space, own] of calendars)
      for (const address of own)
        for (const entry of entriesOf(address))
          if (isNews(space)(timeOf(address, entry))) news.set(address, (news.get(address) ?? new Set()).add(entry));
    const strangers: ReadonlyMap<string, readonly Interval[]> =
      news.size === 0 ? new Map() : await findStrangers(new Map([...news].map(([address, entries]) => [address, [...entries]])));
    const liveOf = (space: SpaceId, own: readonly string[]): LiveTime => ({
      says: own.every((address) => scheduleOf(address)?.kind === 'read') ? 'free' : 'unavailable',
      busy: own.flatMap((address) => (strangers.get(address) ?? []).map((entry) => timeOf(address, entry))).filter(isNews(space)),
    });
    return new Map([...calendars].flatMap(([space, own]) => (own.length === 0 ? [] : [[space, liveOf(space, own)] as const])));
  };

const lower = (address: string): string => address.toLowerCase();

const calendarsOf = (space: Space, all: readonly Space[]): readonly string[] => {
  const excluded = new Set(excludedBy(space, all));
  return all.flatMap((other) => (excluded.has(other.id) ? (calendarAddress(other) ?? []) : []));
};
