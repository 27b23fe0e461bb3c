import type { EpochMs } from '../kernel/clock';
import type { SpaceId } from '../kernel/ids';
import type { Interval } from '../kernel/intervals';
import type { SlotRefusal } from '../reservations/model';
import type { Space } from '../spaces/model';
import type { LiveTime, SpaceTimes, Stretches } from './model';

/** What a space allows, as the one who decides about reservations would say it: pure, and from one place. */
export interface HouseRules {
  /** What stands in the way besides what is taken; undefined: nothing. */
  refusal(space: Space, wanted: Interval, now: EpochMs): SlotRefusal | undefined;
  /** The time that a reservation keeps: its own and the space's buffers. */
  kept(space: Space, wanted: Interval): Interval;
  /** Where other times for a wanted one are looked for. */
  window(wanted: Interval, now: EpochMs): Interval;
  /** Times near the wanted one that are allowed and not taken, the nearest first. */
  near(
    space: Space,
    wanted: Interval,
    now: EpochMs,
    known: { readonly taken: readonly Interval[]; readonly window: Interval; readonly count: number },
  ): readonly Interval[];
  /** Where in the span so many minutes may be reserved; undefined: the space allows no such length. */
  stretches(
    space: Space,
    span: Interval,
    now: EpochMs,
    wanted: { readonly taken: readonly Interval[]; readonly minutes: number },
  ): Stretches | undefined;
  /** The whole span: taken, free for the shortest reservation, or closed. */
  times(
    space: Space,
    span: Interval,
    now: EpochMs,
    known: { readonly taken: readonly Interval[]; readonly audience: 'public' | 'staff' },
  ): SpaceTimes;
}

export interface LiveQuestion {
  readonly spaces: readonly Space[];
  /** Those of the same ledgers at least: what excludes a space has calendars too. */
  readonly all: readonly Space[];
  readonly span: Interval;
  /** What our own documents say. */
  readonly taken: ReadonlyMap<SpaceId, readonly Interval[]>;
}

/** Asks calendars at this moment; a space without one is missing, and all are where nobody is ever asked. Waits a second at most. */
export type ReadLive = (question: LiveQuestion) => Promise<ReadonlyMap<SpaceId, LiveTime>>;

/** What of the entries in each calendar, by its address as the space writes it, is no event of ours: as they are, as they are wished, and as they were a moment ago. */
export type FindStrangers = (entries: ReadonlyMap<string, readonly Interval[]>) => Promise<ReadonlyMap<string, readonly Interval[]>>;
