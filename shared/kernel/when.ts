import type { EpochMs } from './clock';
import { addDays, wallTime } from './zones';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** `Tuesday, 3 March 2026`. */
export function dateText(at: EpochMs, zone: string): string {
  const { date, weekday } = wallTime(at, zone);
  const [year = '', month = '', day = ''] = date.split('-');
  return `${DAYS[weekday - 1] ?? ''}, ${String(Number(day))} ${MONTHS[Number(month) - 1] ?? ''} ${year}`;
}

function timeText(at: EpochMs, zone: string): string {
  const { minutes } = wallTime(at, zone);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** `Tuesday, 3 March 2026, 10:00`. */
export const atText = (at: EpochMs, zone: string): string => `${dateText(at, zone)}, ${timeText(at, zone)}`;

/** From one instant to another, with the zone whose clock is meant. */
export function whenText(startsAt: EpochMs, endsAt: EpochMs, zone: string): string {
  const from = atText(startsAt, zone);
  const first = wallTime(startsAt, zone);
  const last = wallTime(endsAt, zone);
  if (first.date === last.date) return `${from} to ${timeText(endsAt, zone)} (${zone})`;
  if (last.minutes === 0 && last.date === addDays(first.date, 1)) return `${from} to 24:00 (${zone})`;
  return `${from} to ${atText(endsAt, zone)} (${zone})`;
}
