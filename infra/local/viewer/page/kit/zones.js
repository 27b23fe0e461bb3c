const formats = new Map();

/** The formats of one zone, made once. */
function formatsOf(zone) {
  if (!formats.has(zone)) {
    const day = { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short' };
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' };
    formats.set(zone, {
      clock: new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }),
      day: new Intl.DateTimeFormat('en-GB', day),
      date: new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }),
      parts: new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...parts }),
    });
  }
  return formats.get(zone);
}

/** `14:00` on the wall of that zone. */
export const clockIn = (zone, at) => formatsOf(zone).clock.format(new Date(at));
/** `Tue 3 Mar`. */
export const dayIn = (zone, at) => formatsOf(zone).day.format(new Date(at));
/** `2026-03-03`, as a date field has it. */
export const dateIn = (zone, at) => formatsOf(zone).date.format(new Date(at));

function shownAt(zone, at) {
  const parts = Object.fromEntries(
    formatsOf(zone)
      .parts.formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
}

/** The instant at which the wall of that zone shows this; of one that comes twice the first, of one that is left out the one after the gap. */
export function instantIn(zone, date, time) {
  const shown = Date.parse(`${date}T${time}Z`);
  const [before, after] = [shown - 86_400_000, shown + 86_400_000].map((at) => shownAt(zone, at) - at);
  const fits = [shown - before, shown - after].filter((at) => shownAt(zone, at) === shown);
  return fits.length > 0 ? Math.min(...fits) : shown - before;
}
