import { HOUR } from '../../../../shared/kernel/clock';
import type { Interval } from '../../../../shared/kernel/intervals';
import { addDays, instantOf, wallTime, type LocalDate } from '../../../../shared/kernel/zones';

export interface AxisHour extends Interval {
  /** `14:00`, as the clock on the wall shows it. */
  readonly label: string;
  /** The clock was put back: the same label stands earlier in this day. */
  readonly again: boolean;
}

/** One local day: as long as it was lived, and its hours; the last may be short where clocks change by less than an hour. */
export interface Axis extends Interval {
  readonly hours: readonly AxisHour[];
}

export function axisOf(date: LocalDate, zone: string): Axis {
  const start = instantOf(date, 0, zone);
  const end = instantOf(addDays(date, 1), 0, zone);
  const seen = new Set<string>();
  const hours: AxisHour[] = [];
  for (let at = start; at < end; at += HOUR) {
    const label = clockOf(wallTime(at, zone).minutes);
    hours.push({ start: at, end: Math.min(at + HOUR, end), label, again: seen.has(label) });
    seen.add(label);
  }
  return { start, end, hours };
}

const two = (part: number): string => String(part).padStart(2, '0');
const clockOf = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
