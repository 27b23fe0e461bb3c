import { without, type Interval } from '../../../../shared/kernel/intervals';
import { addDays, instantOf, weekdayOf, type LocalDate } from '../../../../shared/kernel/zones';
import { WEEKDAYS, type Space } from '../overview/documents';

/** When the space is open on one local day, as its document says; blackouts taken out. */
export function openOn(space: Space, date: LocalDate): Interval[] {
  if (space.state !== 'open') return [];
  const { timeZone, reservationConfig: config } = space;
  const day = { start: instantOf(date, 0, timeZone), end: instantOf(addDays(date, 1), 0, timeZone) };
  const at = (time: string): number => {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    return hours === 24 ? day.end : Math.min(instantOf(date, hours * 60 + minutes, timeZone), day.end);
  };
  const times = config && timesOf(config, date);
  const open = times ? times.map(({ opens, closes }) => ({ start: at(opens), end: at(closes) })) : [day];
  const closed = (config?.blackouts ?? []).map(({ startsAt, endsAt }) => ({ start: startsAt, end: endsAt }));
  return without(
    open.filter(({ start, end }) => start < end),
    closed,
  );
}

type Config = NonNullable<Space['reservationConfig']>;

/** Undefined: always open. */
function timesOf({ specialDays, openingHours }: Config, date: LocalDate) {
  const special = specialDays?.find((one) => one.date === date);
  if (special) return special.open;
  const weekday = WEEKDAYS[weekdayOf(date) - 1];
  return openingHours && ((weekday && openingHours[weekday]) ?? []);
}
