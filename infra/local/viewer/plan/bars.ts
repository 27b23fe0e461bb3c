import { overlaps, type Interval } from '../../../../shared/kernel/intervals';
import type { SnapshotEvent } from '../../tenant/snapshot';
import { eventKeyOf, type ById, type Item, type Reservation } from '../overview/documents';
import { syncView, type Waits } from '../overview/waits';

/** How the ledger and Outlook agree about one bar. */
export type Standing = 'in-step' | 'on-its-way' | 'attention' | 'clash' | 'no-calendar';

interface Bar {
  readonly key: string;
  readonly start: string;
  readonly end: string;
  readonly title: string;
  /** What a person should know, in words. */
  readonly sentence: string;
}

/** What our ledger says, held against what stands in Outlook. */
interface ReservationBar extends Bar {
  readonly kind: 'reservation';
  readonly reservation: string;
  readonly status: string;
  readonly standing: Standing;
}

/** An entry that stands in Outlook: people's own, or one of ours that the ledger does not have there (any more, or at that time). */
interface OutlookBar extends Bar {
  readonly kind: 'people' | 'ours-only-in-outlook';
  readonly event: string;
  readonly showAs: string;
  /** Of one of ours. */
  readonly reservation?: string;
}

export type PlanBar = ReservationBar | OutlookBar;

/** One room's side of both worlds. */
export interface RoomFacts {
  /** Reservations that hold time in this room. */
  readonly held: readonly Reservation[];
  readonly events: readonly SnapshotEvent[];
  readonly items: ById<Item>;
  readonly waits: Waits;
}

const iso = (at: number): string => new Date(at).toISOString();
const timesOf = (event: SnapshotEvent): Interval => ({ start: Date.parse(event.start), end: Date.parse(event.end) });
const spanOf = ({ startsAt, endsAt }: Reservation): Interval => ({ start: startsAt, end: endsAt });

/** Everything of one room that touches the day. */
export function barsOf({ held, events, items, waits }: RoomFacts, day: Interval): PlanBar[] {
  const people = events.filter(({ reservationId }) => reservationId === null);
  const blocking = people.filter(({ showAs }) => showAs !== 'free');
  const ours = new Map(held.map((one) => [one.id, one]));
  return [
    ...held
      .filter((one) => overlaps(spanOf(one), day))
      .map((one) => {
        const agreement = agreementOf(one, { events, item: items.get(eventKeyOf(one)), waits });
        return reservationBar(one, agreement, blocking);
      }),
    ...people.filter((event) => overlaps(timesOf(event), day)).map(peopleBar),
    ...events
      .filter((event) => event.reservationId !== null && overlaps(timesOf(event), day))
      .flatMap((event) => strayBar(event, ours.get(event.reservationId ?? '')) ?? []),
  ].sort((a, b) => a.start.localeCompare(b.start) || a.key.localeCompare(b.key));
}

interface Agreement {
  readonly standing: Standing;
  readonly sentence: string;
}

interface Known {
  readonly events: readonly SnapshotEvent[];
  readonly item: Item | undefined;
  readonly waits: Waits;
}

/** The loop's own word; but what it takes for done is looked at, for people change things in Outlook. */
export function agreementOf(reservation: Reservation, { events, item, waits }: Known): Agreement {
  if (!item) return { standing: 'no-calendar', sentence: 'This space has no calendar in Outlook.' };
  if (item.state === 'in-step') {
    const found = events.find(({ reservationId }) => reservationId === reservation.id);
    const gone = item.desired.value === null;
    if (gone && !found) return { standing: 'in-step', sentence: 'In step: its event is gone from Outlook.' };
    if (!gone && !found) return { standing: 'attention', sentence: 'Somebody deleted its event in Outlook.' };
    if (found && !isAsWished(found, item.desired.value))
      return { standing: 'attention', sentence: 'Somebody changed its event in Outlook: the two differ.' };
    return { standing: 'in-step', sentence: 'In step: its event stands in Outlook as wished.' };
  }
  const { state, sentence = '' } = syncView(item, waits);
  if (item.reason?.code === 'clash') return { standing: 'clash', sentence };
  return { standing: state === 'needs-attention' || state === 'parked' ? 'attention' : 'on-its-way', sentence };
}

function isAsWished(event: SnapshotEvent, wished: unknown): boolean {
  if (typeof wished !== 'object' || wished === null) return false;
  const { start, end } = timesOf(event);
  const shown: Readonly<Record<string, unknown>> = { subject: event.subject, start, end, showAs: event.showAs };
  return Object.entries(wished).every(([name, value]) => !(name in shown) || shown[name] === value);
}

function reservationBar(reservation: Reservation, { standing, sentence }: Agreement, blocking: readonly SnapshotEvent[]): ReservationBar {
  const { id, title, status, startsAt, endsAt } = reservation;
  const other = blocking.find((event) => overlaps(timesOf(event), spanOf(reservation)));
  return {
    kind: 'reservation',
    key: id,
    reservation: id,
    title,
    status,
    start: iso(startsAt),
    end: iso(endsAt),
    standing: other ? 'clash' : standing,
    sentence: other ? `Staff have “${other.subject}” in Outlook at the same time: one of the two must move.` : sentence,
  };
}

const peopleBar = ({ id, subject, start, end, showAs }: SnapshotEvent): OutlookBar => ({
  kind: 'people',
  key: id,
  event: id,
  title: subject,
  start,
  end,
  showAs,
  sentence: showAs === 'free' ? 'Staff’s own entry in Outlook, shown as free: it blocks nothing.' : 'Staff’s own entry in Outlook.',
});

/** Undefined: the event stands where the ledger has its reservation, and is shown with it. */
function strayBar({ id, subject, start, end, showAs, reservationId }: SnapshotEvent, reservation: Reservation | undefined) {
  if (reservation && iso(reservation.startsAt) === start && iso(reservation.endsAt) === end) return undefined;
  return {
    kind: 'ours-only-in-outlook',
    key: id,
    event: id,
    title: subject,
    start,
    end,
    showAs,
    ...(reservationId !== null && { reservation: reservationId }),
    sentence: reservation
      ? 'Outlook shows the reservation at this time, the ledger at another.'
      : 'It still stands in Outlook; in the ledger the reservation no longer holds this time.',
  } satisfies OutlookBar;
}
