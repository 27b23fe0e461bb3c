import ICAL from 'ical.js';

/** An event as an independent reader understands it. */
export interface ReadEvent {
  readonly uid: string;
  readonly sequence: number;
  readonly startsAt: number;
  readonly endsAt: number;
  /** The zone that the start is written in. */
  readonly zone: string;
  readonly summary: string;
  readonly location: string;
  readonly status: string;
  readonly transparency: string;
  readonly stampedAt: number;
  readonly modifiedAt: number;
}

/** The text of a calendar, read by ical.js with the zones that stand in it. */
export function readCalendar(text: string): {
  readonly name: string;
  readonly zones: readonly string[];
  readonly events: readonly ReadEvent[];
} {
  const calendar = ICAL.Component.fromString(text);
  return {
    name: textOf(calendar, 'name'),
    zones: calendar.getAllSubcomponents('vtimezone').map((zone) => textOf(zone, 'tzid')),
    events: calendar.getAllSubcomponents('vevent').map((component) => {
      const { uid, sequence, startDate, endDate, summary, location } = new ICAL.Event(component);
      return {
        uid,
        sequence,
        startsAt: startDate.toUnixTime() * 1_000,
        endsAt: endDate.toUnixTime() * 1_000,
        zone: startDate.zone.tzid,
        summary,
        location,
        status: textOf(component, 'status'),
        transparency: textOf(component, 'transp'),
        stampedAt: instantOf(component, 'dtstamp'),
        modifiedAt: instantOf(component, 'last-modified'),
      };
    }),
  };
}

const textOf = (component: ICAL.Component, name: string): string => String(component.getFirstPropertyValue(name));

function instantOf(component: ICAL.Component, name: string): number {
  const value = component.getFirstPropertyValue(name);
  if (!(value instanceof ICAL.Time) || value.zone !== ICAL.Timezone.utcTimezone) throw new Error(`${name} is no instant in UTC`);
  return value.toUnixTime() * 1_000;
}
