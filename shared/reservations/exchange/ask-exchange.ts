import type { ReadSchedules, ScheduleAnswer } from '../../free-busy/ports';
import { eitherReading } from '../../kernel/all-day';
import { DAY, type Clock, type EpochMs } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import { freshen } from '../../kernel/freshen';
import type { SpaceId } from '../../kernel/ids';
import { overlaps, type Interval } from '../../kernel/intervals';
import { calendarAddress, type Space } from '../../spaces/model';
import type { Reservation } from '../model';
import { ownEvents, strangersAmong } from './own-events';

/** May the space be used at this time, as far as its calendar and those of the spaces that it excludes say? */
export interface ExchangeQuestion {
  readonly space: Space;
  /** Of its ledger, and that ledger's partition. */
  readonly spaces: readonly Space[];
  readonly partition: string;
  readonly kept: Interval;
  readonly excludes: readonly SpaceId[];
  /** Where other times would be looked for. */
  readonly window: Interval;
}

/** Where nobody looks at it again, what Exchange said a moment ago is not good enough. */
const decidesAlone = ({ space }: ExchangeQuestion): boolean => space.reservationConfig?.approval === 'automatic';

/** `strangers`: everything in the window that blocks and is not ours. */
export type ExchangeAnswer =
  { readonly kind: 'not-asked' } | { readonly kind: 'unavailable' } | { readonly kind: 'read'; readonly strangers: readonly Interval[] };

/** Somebody who is not ours is there. */
export const isTaken = (answer: ExchangeAnswer, kept: Interval): answer is Extract<ExchangeAnswer, { kind: 'read' }> =>
  answer.kind === 'read' && answer.strangers.some((stranger) => overlaps(stranger, kept));

/** What a reservation keeps of the answer by which it was accepted. */
export const told = ({ kind }: ExchangeAnswer): Pick<Reservation, 'exchange'> =>
  kind === 'not-asked' ? {} : { exchange: kind === 'read' ? 'free' : 'unavailable' };

/** An answer for each question, in order. What one mailbox does not say concerns only those who asked about it. */
export type AskExchange = (questions: readonly ExchangeQuestion[]) => Promise<readonly ExchangeAnswer[]>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly readSchedules: ReadSchedules;
}

/** What is asked in one call may lie this far apart. */
const LONGEST_TOGETHER_MS = 60 * DAY;

export const makeAskExchange =
  ({ database, clock, readSchedules }: Deps): AskExchange =>
  async (questions) => {
    const hull = {
      start: Math.min(...questions.map(({ window }) => window.start)),
      end: Math.max(...questions.map(({ window }) => window.end)),
    };
    const read = (some: readonly ExchangeQuestion[], span: Interval) =>
      readSchedules([...new Set(some.flatMap(addressesFor))], span, { anew: some.some(decidesAlone) });
    const together = hull.end - hull.start <= LONGEST_TOGETHER_MS ? await read(questions, hull) : undefined;
    return Promise.all(
      questions.map(async (question) => {
        const schedules = together ?? (await read([question], question.window));
        return judge(database, question, schedules, clock.now());
      }),
    );
  };

/** Without a calendar there is nothing to ask about. */
export const mayAsk = (space: Space): boolean => calendarAddress(space) !== undefined;

/** In lower case; each mailbox belongs to one space. */
const addressesFor = ({ spaces, excludes }: ExchangeQuestion): string[] =>
  spaces.flatMap((space) => (excludes.includes(space.id) ? (calendarAddress(space)?.toLowerCase() ?? []) : []));

async function judge(
  database: Database,
  question: ExchangeQuestion,
  schedules: ReadonlyMap<string, ScheduleAnswer>,
  now: EpochMs,
): Promise<ExchangeAnswer> {
  const told = await Promise.all(
    addressesFor(question).map((address) => strangersIn(database, question, address, schedules.get(address), now)),
  );
  const strangers = told.flatMap((one) => one ?? []);
  // One who is there is in the way, whatever the others would have said.
  if (strangers.some((stranger) => overlaps(stranger, question.kept))) return { kind: 'read', strangers };
  return told.includes(undefined) ? { kind: 'unavailable' } : { kind: 'read', strangers };
}

/** Ours are told apart only where it matters; by the present, for this process may see late what others wrote. */
async function strangersIn(
  database: Database,
  { spaces, partition, kept, window }: ExchangeQuestion,
  address: string,
  answer: ScheduleAnswer | undefined,
  now: EpochMs,
): Promise<readonly Interval[] | undefined> {
  if (answer?.kind !== 'read') return undefined;
  const here = spaces.find((space) => calendarAddress(space)?.toLowerCase() === address);
  const timeOf = (entry: Interval): Interval => (here ? eitherReading(entry, here.timeZone) : entry);
  const meets = (entry: Interval, span: Interval): boolean => overlaps(timeOf(entry), span);
  const busy = answer.busy.filter((entry) => meets(entry, window) || meets(entry, kept));
  if (!busy.some((entry) => meets(entry, kept))) return busy.map(timeOf);
  const written = (here && calendarAddress(here)) ?? address;
  await freshen(database, 'items', partition);
  const own = await ownEvents(database, new Map([[written, busy]]), now);
  // Ours are known by their exact times, as they stand there.
  return strangersAmong(busy, own.get(written) ?? []).map(timeOf);
}
