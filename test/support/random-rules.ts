import { DAY, MINUTE, type EpochMs } from '../../shared/kernel/clock';
import { wallTime } from '../../shared/kernel/zones';
import { WEEKDAYS, type OpenTime, type ReservationConfig, type Space } from '../../shared/spaces/model';
import type { Random } from '../simulation/random';
import { aSpace } from './builders/space-builder';

const ZONES = [
  'Etc/UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'America/St_Johns',
  'Pacific/Apia',
] as const;

export const aZone = (random: Random): string => random.pick(ZONES);

const time = (quarter: number): string =>
  `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;

function someHours(random: Random): OpenTime[] {
  return Array.from({ length: random.whole(0, 3) }, () => {
    const opens = random.chance(0.2) ? 0 : random.whole(0, 95);
    return { opens: time(opens), closes: time(random.chance(0.2) ? 96 : random.whole(opens + 1, 96)) };
  });
}

/** Any rules that an administrator could enter, with special days and blackouts around `now`. */
function someRules(random: Random, now: EpochMs, timeZone: string): Partial<ReservationConfig> {
  const slotStepMinutes = random.chance(0.8) ? random.pick([5, 10, 15, 20, 30, 45, 60, 90, 120, 1_440]) : undefined;
  const step = slotStepMinutes ?? 1;
  const most = step * random.whole(1, Math.max(1, Math.floor(720 / step))) + (random.chance(0.3) ? random.whole(0, step - 1) : 0);
  const least = step * random.whole(1, Math.floor(most / step));
  const someDay = (): EpochMs => now + random.whole(-5, 25) * DAY;
  return {
    maxDurationMinutes: most,
    ...(slotStepMinutes !== undefined && { slotStepMinutes }),
    ...(random.chance(0.5) && { minDurationMinutes: least }),
    ...(random.chance(0.5) && { leadTimeMinutes: random.whole(0, 20 * 1_440) }),
    ...(random.chance(0.5) && { horizonDays: random.whole(21, 60) }),
    setupMinutes: random.whole(0, 60),
    cleanupMinutes: random.whole(0, 60),
    ...(random.chance(0.8) && {
      openingHours: Object.fromEntries(WEEKDAYS.flatMap((day) => (random.chance(0.8) ? [[day, someHours(random)]] : []))),
    }),
    ...(random.chance(0.6) && {
      specialDays: Array.from({ length: random.whole(0, 5) }, () => ({
        date: wallTime(someDay(), timeZone).date,
        open: someHours(random),
      })),
    }),
    ...(random.chance(0.6) && {
      blackouts: Array.from({ length: random.whole(0, 5) }, () => {
        const startsAt = someDay() + random.whole(0, 1_439) * MINUTE;
        return { startsAt, endsAt: startsAt + random.whole(1, 4 * 1_440) * MINUTE };
      }),
    }),
  };
}

export function aRuledSpace(random: Random, now: EpochMs, { timeZone }: { readonly timeZone: string }): Space {
  return aSpace('oak', { timeZone, rules: someRules(random, now, timeZone) });
}
