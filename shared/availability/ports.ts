import type { EpochMs } from '../kernel/clock';
import type { SpaceId } from '../kernel/ids';
import type { Interval } from '../kernel/intervals';
import type { SlotRefusal } from '../reservations/model';
import type { Space } from '../spaces/model';
import type { LiveTime, Stretches } from './model';

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
}

/** What the calendars of these spaces say at this moment, own events left out; a space that was not asked about is missing. Never throws. */
export type ReadLive = (spaces: readonly Space[], span: Interval) => Promise<ReadonlyMap<SpaceId, LiveTime>>;
