import { DAY } from '../kernel/clock';
import { gaps, merge, type Interval } from '../kernel/intervals';
import { addDays, instantOf, wallTime, type LocalDate } from '../kernel/zones';
import { WEEKDAYS, type OpenTime, type Space } from '../spaces/model';

/** Minutes since midnight of `HH:MM`; `24:00` is the end of the day. */
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** The hours of one local day; undefined: the space is always open. */
export function hoursOf(space: Space, date: LocalDate): readonly OpenTime[] | undefined {
  const config = space.reservationConfig;
  const special = config?.specialDays?.find((day) => day.date === date);
  if (special) return special.open;
  if (!config?.openingHours) return undefined;
  const weekday = WEEKDAYS[wallTime(instantOf(date, 12 * 60, space.timeZone), space.timeZone).weekday - 1];
  return (weekday && config.openingHours[weekday]) ?? [];
}

/** When the space is open within the span, as instants: correct over every change of clocks, blackouts taken out. */
export function openWithin(space: Space, span: Interval): Interval[] {
  const open: Interval[] = [];
  const { timeZone } = space;
  const last = wallTime(span.end, timeZone).date;
  for (let date = addDays(wallTime(span.start, timeZone).date, -1); date <= last; date = addDays(date, 1)) {
    const hours = hoursOf(space, date) ?? [{ opens: '00:00', closes: '24:00' }];
    for (const { opens, closes } of hours) {
      const end = closes === '24:00' ? instantOf(addDays(date, 1), 0, timeZone) : instantOf(date, minutesOf(closes), timeZone);
      open.push({ start: instantOf(date, minutesOf(opens), timeZone), end });
    }
  }
  const closed = (space.reservationConfig?.blackouts ?? []).map(({ startsAt, endsAt }) => ({ start: startsAt, end: endsAt }));
  return merge(open)
    .flatMap((interval) => gaps(interval, closed))
    .map(({ start, end }) => ({ start: Math.max(start, span.start - DAY), end: Math.min(end, span.end + DAY) }))
    .filter(({ start, end }) => start < end);
}
