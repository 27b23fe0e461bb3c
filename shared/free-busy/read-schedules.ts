import { DAY, SECOND, type EpochMs } from '../kernel/clock';
import { withDates } from '../kernel/all-day';
import type { Interval } from '../kernel/intervals';
import { makeCallGraph, type GraphParts } from './call-graph';
import type { ReadSchedules, ScheduleAnswer } from './ports';

/** Whoever makes a reservation waits no longer than this for Exchange, the waiting for others included. */
const BUDGET_MS = 800;
/** An answer is good for this long after it was asked for. */
const GOOD_FOR_MS = 10 * SECOND;
/** Of more addresses the oldest answers are forgotten. */
const MOST_KEPT = 500;
/** What several wait for is asked in one call where it is no longer than this. */
const LONGEST_TOGETHER_MS = 60 * DAY;

interface Flight {
  readonly span: Interval;
  readonly askedAt: EpochMs;
  readonly answer: Promise<ScheduleAnswer>;
}

interface Kept {
  readonly span: Interval;
  readonly askedAt: EpochMs;
  readonly answer: ScheduleAnswer;
}

/**
 * Asks politely: of one mailbox one call is in flight in this process. Who comes meanwhile shares it where it covers their time, and else
 * waits for it and asks then, together with the others who wait. Whole days are asked for, so that the answer serves the next as well.
 */
export const makeReadSchedules = (parts: GraphParts): ReadSchedules => {
  const { clock } = parts;
  const callGraph = makeCallGraph(parts);
  const flights = new Map<string, Flight>();
  const kept = new Map<string, Kept>();
  const waiting = new Map<string, Set<Interval>>();

  /** `since`: what was asked before then is not good enough; undefined: what is kept is. */
  const atHand = (address: string, span: Interval, since: EpochMs | undefined): ScheduleAnswer | Promise<ScheduleAnswer> | undefined => {
    const known = kept.get(address);
    const isGood = (askedAt: EpochMs): boolean => (since === undefined ? clock.now() < askedAt + GOOD_FOR_MS : since <= askedAt);
    if (known && isGood(known.askedAt) && covers(known.span, span)) return known.answer;
    const flight = flights.get(address);
    return flight && isGood(flight.askedAt) && covers(flight.span, span) ? flight.answer : undefined;
  };

  const start = (addresses: readonly string[], span: Interval, budgetMs: number): void => {
    const askedAt = clock.now();
    const call = callGraph(addresses, span, budgetMs);
    for (const address of addresses) flights.set(address, { span, askedAt, answer: landed(call, address, span, askedAt) });
  };

  const landed = async (call: ReturnType<typeof callGraph>, address: string, span: Interval, askedAt: EpochMs): Promise<ScheduleAnswer> => {
    try {
      const answer = (await call).get(address) ?? UNAVAILABLE;
      kept.delete(address);
      if (answer.kind === 'read') kept.set(address, { span, askedAt, answer });
      for (const oldest of [...kept.keys()].slice(0, Math.max(kept.size - MOST_KEPT, 0))) kept.delete(oldest);
      return answer;
    } finally {
      flights.delete(address);
    }
  };

  /** After what is in flight, with all who wait for the same mailbox by then. */
  const inTurn = async (address: string, span: Interval, until: EpochMs, since: EpochMs | undefined): Promise<ScheduleAnswer> => {
    const queue = waiting.get(address) ?? new Set<Interval>();
    waiting.set(address, queue.add(span));
    try {
      for (;;) {
        const answer = atHand(address, span, since);
        if (answer) return await answer;
        const flight = flights.get(address);
        if (flight) await flight.answer;
        else start([address], togetherWith(span, queue), until - clock.now());
      }
    } finally {
      queue.delete(span);
      if (queue.size === 0 && waiting.get(address) === queue) waiting.delete(address);
    }
  };

  return async (addresses, asked, { anew } = { anew: false }) => {
    const span = withDates(asked);
    const since = anew ? clock.now() : undefined;
    const until = clock.now() + BUDGET_MS;
    const wide = wholeDays(span);
    const answers = new Map<string, ScheduleAnswer | Promise<ScheduleAnswer>>();
    const alone: string[] = [];
    for (const address of new Set(addresses)) {
      const answer = atHand(address, span, since);
      if (answer) answers.set(address, answer);
      else if (flights.has(address)) answers.set(address, inTurn(address, wide, until, since));
      else alone.push(address);
    }
    if (alone.length > 0) {
      start(alone, wide, BUDGET_MS);
      for (const address of alone) answers.set(address, flights.get(address)?.answer ?? UNAVAILABLE);
    }
    const told = await Promise.all([...answers].map(async ([address, answer]) => [address, await answer] as const));
    return new Map(told);
  };
};

const UNAVAILABLE: ScheduleAnswer = { kind: 'unavailable' };

const covers = (a: Interval, b: Interval): boolean => a.start <= b.start && b.end <= a.end;

/** The time of all who wait, where one call can ask for it. */
function togetherWith(span: Interval, others: ReadonlySet<Interval>): Interval {
  const all = [...others];
  const hull = { start: Math.min(...all.map(({ start }) => start)), end: Math.max(...all.map(({ end }) => end)) };
  return hull.end - hull.start <= LONGEST_TOGETHER_MS ? hull : span;
}

const wholeDays = ({ start, end }: Interval): Interval => ({ start: Math.floor(start / DAY) * DAY, end: Math.ceil(end / DAY) * DAY });
