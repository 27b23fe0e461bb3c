import { DAY, type EpochMs } from './clock';
import type { Interval } from './intervals';

/** A UTC day, `2026-03-02`. */
export type UtcDay = string;

const utcDay = (at: EpochMs): UtcDay => new Date(at).toISOString().slice(0, 10);

/** Every UTC day that the interval touches, in order. */
export function utcDays({ start, end }: Interval): UtcDay[] {
  const days: UtcDay[] = [];
  for (let at = Math.floor(start / DAY) * DAY; at < end; at += DAY) days.push(utcDay(at));
  return days;
}
