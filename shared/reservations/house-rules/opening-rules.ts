import { merge, without, type Interval } from '../../kernel/intervals';
import { addDays, instantOf, wallTime, weekdayOf, type LocalDate } from '../../kernel/zones';
import { WEEKDAYS, type OpenTime, type Space } from '../../spaces/model';

/**
 * Minutes since midnight of `HH:MM`; `24:00` is the end of the day.
 * @internal
 */
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** The hours of one local day; undefined: the space is always open. */
export function hoursOf(space: Space, date: LocalDate): readonly OpenTime[] | undefined {
  const config = space.reservationConfig;
  const special = config?.specialDays?.find((day) => day.date === date);
  if (special) return special.open;
  if (!config?.openingHours) return undefined;
  const weekday = WEEKDAYS[weekdayOf(date) - 1];
  return (weekday && config.openingHours[weekday]) ?? [];
}

/** When the space is open within the span, as instants: correct over every change of clocks, blackouts taken out, whole over midnight. */
export function openWithin(space: Space, span: Interval): Interval[] {
  const closed = (space.reservationConfig?.blackouts ?? []).map(({ startsAt, endsAt }) => ({ start: startsAt, end: endsAt }));
  return without(openHoursWithin(space, span), closed);
}

/** The same, blackouts left in. */
export function openHoursWithin(space: Space, span: Interval): Interval[] {
  const open: Interval[] = [];
  const last = wallTime(span.end, space.timeZone).date;
  for (let date = wallTime(span.start, space.timeZone).date; date <= last; date = addDays(date, 1)) open.push(...openOn(space, date));
  return merge(open)
    .map(({ start, end }) => ({ start: Math.max(start, span.start), end: Math.min(end, span.end) }))
    .filter(({ start, end }) => start < end);
}

/** Ended by the day as it was lived: hours of a day that a change of clocks left out are nobody's. */
function openOn(space: Space, date: LocalDate): Interval[] {
  const { timeZone } = space;
  const next = instantOf(addDays(date, 1), 0, timeZone);
  const hours = hoursOf(space, date);
  if (!hours) return [{ start: instantOf(date, 0, timeZone), end: next }];
  return hours
    .map(({ opens, closes }) => ({
      start: instantOf(date, minutesOf(opens), timeZone),
      end: closes === '24:00' ? next : Math.min(instantOf(date, minutesOf(closes), timeZone), next),
    }))
    .filter(({ start, end }) => start < end);
}
