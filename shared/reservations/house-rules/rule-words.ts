import { DAY, type EpochMs } from '../../kernel/clock';
import { wallTime, type LocalDate } from '../../kernel/zones';
import type { Blackout, ReservationConfig, Space } from '../../spaces/model';
import { hoursOf } from './opening-rules';

/** What each rule asks for, in words: the same in a refusal and in an answer about free times. */

export const leadTimeBound = ({ leadTimeMinutes = 0 }: ReservationConfig): string => `at least ${String(leadTimeMinutes)} minutes ahead`;

export const horizonBound = (last: EpochMs, now: EpochMs): string => `at most ${String(Math.round((last - now) / DAY))} days ahead`;

export function blackoutBound({ timeZone }: Space, { startsAt, endsAt, reason }: Blackout): string {
  const [from, to] = [wallText(startsAt, timeZone), wallText(endsAt, timeZone)];
  return `closed from ${from} to ${to} (${timeZone})${reason === undefined ? '' : `: ${reason}`}`;
}

export function hoursBound(space: Space, date: LocalDate): string {
  const open = (hoursOf(space, date) ?? []).map(({ opens, closes }) => `${opens} to ${closes}`).join(' and ');
  return open === '' ? `closed on ${date}` : `open on ${date} from ${open} (${space.timeZone})`;
}

function wallText(at: EpochMs, zone: string): string {
  const { date, minutes } = wallTime(at, zone);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
