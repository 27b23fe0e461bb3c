import { DAY } from '../kernel/clock';
import type { Database, Scan } from '../kernel/database';
import { utcDays } from '../kernel/days';
import { ExternalFailure } from '../kernel/failure';
import type { SpaceId } from '../kernel/ids';
import type { Interval } from '../kernel/intervals';
import { rowsOf, type Ceiling } from '../kernel/pages';
import { dayDocumentId, type DayDocument } from '../reservations/model';

/** By space; a space of which nothing is taken is missing. */
export type TakenBySpace = ReadonlyMap<SpaceId, readonly Interval[]>;

const PAGE = 500;
/** More days than any search spans. What was not read would be taken for free, so it is not answered. */
const CEILING: Ceiling = {
  pages: 1_000,
  onMet: () => {
    throw new ExternalFailure('availability.taken', { kind: 'unavailable' });
  },
};
/** No buffer is longer: what ends so long before a span, or begins so long after it, may still stand in its way. */
const LONGEST_BUFFER = DAY;

export const withBuffers = ({ start, end }: Interval): Interval => ({ start: start - LONGEST_BUFFER, end: end + LONGEST_BUFFER });

/** What is taken of these spaces on the days of the span, by one query over all ledgers, or in the partition of theirs. */
export function readTaken(database: Database, spaces: readonly SpaceId[], span: Interval, partition?: string): Promise<TakenBySpace> {
  const days = utcDays(span);
  const parameters = { '@first': days[0] ?? '', '@last': days.at(-1) ?? '', '@spaces': spaces };
  return collect(database, 'c.day >= @first AND c.day <= @last AND ARRAY_CONTAINS(@spaces, c.spaceId)', parameters, partition);
}

/** What is taken of each space in a span of its own. */
export function readTakenEach(database: Database, spans: ReadonlyMap<SpaceId, Interval>): Promise<TakenBySpace> {
  const ids = [...spans].flatMap(([space, span]) => utcDays(span).map((day) => dayDocumentId(space, day)));
  return collect(database, 'ARRAY_CONTAINS(@ids, c.id)', { '@ids': ids });
}

async function collect(database: Database, where: string, parameters: Scan['parameters'], partition?: string): Promise<TakenBySpace> {
  const found = new Map<SpaceId, Interval[]>();
  const within = partition === undefined ? {} : { partition };
  const days = { container: 'items', where: `c.type = "day" AND ${where}`, parameters, limit: PAGE, ...within } as const;
  for await (const { value } of rowsOf<DayDocument>(database, days, CEILING))
    found.set(value.spaceId, [...(found.get(value.spaceId) ?? []), ...value.taken]);
  return found;
}
