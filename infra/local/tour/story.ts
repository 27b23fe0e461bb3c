import type { Booked, Demo, Room, Span } from './demo';
import type { SeenEvent } from './outlook';
import { expect } from './unmet';
import type { Walk } from './walk';

/** What the steps of one tour hand on to each other. */
export class Story {
  private readonly notes = new Map<string, unknown>();

  constructor(readonly demo: Demo) {}

  /** The room that is booked, the one that it moves to, one that Microsoft throttles, and one whose worker dies. */
  get rooms(): Readonly<Record<'first' | 'second' | 'throttled' | 'orphaned', Room>> {
    const { demo } = this;
    return { first: demo.room('oak'), second: demo.room('ash'), throttled: demo.room('elm'), orphaned: demo.room('reading-room') };
  }

  keep<T>(name: string, value: T): T {
    this.notes.set(name, value);
    return value;
  }

  /** What an earlier step kept. */
  get slot(): Span {
    return this.notes.get('slot') as Span;
  }

  get booking(): Booked {
    return this.notes.get('booking') as Booked;
  }

  get orphan(): Booked {
    return this.notes.get('orphan') as Booked;
  }

  get hold(): SeenEvent {
    return this.notes.get('hold') as SeenEvent;
  }

  /** Waits until exactly one event stands at the time of the reservation, with this subject. */
  async stands(walk: Walk, room: Room, booking: Booked, subject: string, seconds = 20): Promise<SeenEvent> {
    const look = (): Promise<readonly SeenEvent[]> => this.demo.outlook.events(room.mailbox, booking);
    const found = await walk.until(
      `“${subject}” stands in the calendar of the ${room.name}`,
      seconds,
      async () => {
        const events = await look();
        return events.some((event) => event.subject === subject) && events;
      },
      look,
    );
    const [event, ...others] = found;
    expect(
      event !== undefined && others.length === 0,
      'exactly one event at this time',
      found.map(({ subject: one }) => one),
    );
    return event;
  }

  async gone(walk: Walk, room: Room, span: Span): Promise<void> {
    const look = (): Promise<readonly SeenEvent[]> => this.demo.outlook.events(room.mailbox, span);
    await walk.until(`nothing stands in the calendar of the ${room.name} at this time`, 20, async () => (await look()).length === 0, look);
  }

  /** Waits for a mail to whoever booked, by the beginning of its subject. */
  async mail(walk: Walk, booking: Booked, begins: string): Promise<{ readonly subject: string; readonly html: string }> {
    const { outlook, sender } = this.demo;
    const look = () => outlook.sentTo(sender, booking.email);
    return walk.until(
      `a mail “${begins} …” to the citizen is among the sent items of ${sender}`,
      100,
      async () => (await look()).find(({ subject }) => subject.startsWith(begins)),
      async () => (await look()).map(({ subject }) => subject),
    );
  }

  /** Whether the room is free then, by what the public may ask. */
  async isFree(room: Room, { startsAt, endsAt }: Span): Promise<boolean> {
    const query = new URLSearchParams({ from: startsAt, to: endsAt });
    const { body } = await this.demo.public('GET', `/spaces/${room.id}/availability?${query.toString()}`);
    const free = body['free'] as readonly Span[] | undefined;
    return free?.some((one) => one.startsAt === startsAt && one.endsAt === endsAt) ?? false;
  }
}

/** “Tuesday 24 November, 10:00 to 11:00”, by the clock on the room's wall. */
export function inWords({ startsAt, endsAt }: Span, timeZone: string): string {
  const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone });
  const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  return `${day.format(new Date(startsAt))}, ${hour.format(new Date(startsAt))} to ${hour.format(new Date(endsAt))}`;
}
