import { retryAfter } from '../../shared/kernel/retry-after';
import type { GraphAnswer, GraphRequest } from '../../shared/kernel/graph';
import { overlaps, type Interval } from '../../shared/kernel/intervals';
import type { Json } from '../../shared/kernel/json';
import type { Reservation } from '../../shared/reservations/model';
import { TRANSACTION_PREFIX } from '../../shared/sync/item/plan';
import { SPACES } from './cloud';

/** What Microsoft has shown somebody of one calendar. */
interface Shown {
  readonly address: string;
  readonly span: Interval;
  readonly at: number;
  readonly others: readonly Interval[];
}

interface Entry {
  readonly showAs?: string;
  readonly status?: string;
  readonly transactionId?: string | null;
  readonly start: { readonly dateTime: string };
  readonly end: { readonly dateTime: string };
}

/** The oldest answer by which somebody may still be approved: kept for ten seconds, and a while until the commit, by clocks that are seconds off. */
const STILL_GOOD_MS = 60_000;
const automatic = SPACES.filter(({ reservationConfig }) => reservationConfig?.approval === 'automatic').map(({ id }) => id);

/** RES-15: nothing is approved by itself before Exchange said free, or its event was written and the calendar, read again, showed nobody else. */
export class ExchangeInvariants {
  asked = 0;
  confirmed = 0;
  private readonly schedules: Shown[] = [];
  private readonly calendars: Shown[] = [];
  private readonly approved = new Set<string>();
  /** Every time that a reservation of ours ever had: its event may be what a schedule shows. */
  private readonly ours = new Set<string>();
  private silentUntil = new Map<string, number>();

  /** What is asked must be asked for politely. */
  leaving(process: string, requests: readonly GraphRequest[], now: number): void {
    if (!requests.some(({ path }) => path.endsWith('/getSchedule'))) return;
    this.asked += 1;
    if (now < (this.silentUntil.get(process) ?? 0)) throw new Error(`${process} asked for free times before its wait was over`);
  }

  answered(process: string, requests: readonly GraphRequest[], answers: readonly GraphAnswer[], now: number): void {
    requests.forEach((request, at) => {
      const answer = answers[at];
      if (answer?.kind !== 'answered') return;
      const schedule = request.path.endsWith('/getSchedule');
      if (schedule && answer.status !== 200) this.silentUntil.set(process, retryAfter(answer.headers, now) ?? 0);
      if (answer.status !== 200) return;
      if (schedule) this.schedules.push(...schedulesOf(request.body, answer.body, now));
      else if (isReread(request, answer.body)) this.calendars.push(calendarOf(request.path, answer.body, now));
    });
  }

  always(reservations: readonly Reservation[]): void {
    for (const { startsAt, endsAt } of reservations) this.ours.add(`${String(startsAt)} ${String(endsAt)}`);
    for (const reservation of reservations) {
      const { id, status } = reservation;
      if (status !== 'approved') this.approved.delete(id);
      else if (!this.approved.has(id)) {
        this.approved.add(id);
        this.safely(reservation);
      }
    }
  }

  /** What waited for Exchange does not wait for ever. */
  inTheEnd(reservations: readonly Reservation[], clean: (reservation: Reservation) => boolean, now: number): void {
    for (const reservation of reservations) {
      const { id, awaits, status, spaceId, endsAt } = reservation;
      if (!awaits || status !== 'pending' || !automatic.includes(spaceId) || endsAt <= now) continue;
      if (clean(reservation)) throw new Error(`${id} still awaits Exchange, and its event stands alone`);
    }
  }

  private safely({ id, spaceId, startsAt, endsAt, kept, purpose, submittedAt, changedAt = 0, decision, exchange }: Reservation): void {
    // What staff keep for the house asks nobody.
    if (purpose !== undefined) return;
    if (!automatic.includes(spaceId) || decision?.by.kind === 'staff' || changedAt > (decision?.at ?? 0)) return;
    const address = `${spaceId}@city.example`;
    if (decision?.by.kind === 'instep') {
      this.confirmed += 1;
      const seen = this.calendars.some(
        (one) =>
          one.address === address &&
          one.at > submittedAt - 10_000 &&
          covers(one.span, { start: startsAt, end: endsAt }) &&
          this.alone(one, { start: startsAt, end: endsAt }),
      );
      if (!seen) throw new Error(`${id} was confirmed before its calendar was seen without others`);
      return;
    }
    const free = this.schedules.some(
      (one) => one.address === address && one.at > submittedAt - STILL_GOOD_MS && covers(one.span, kept) && this.alone(one, kept),
    );
    if (exchange !== 'free' || !free) throw new Error(`${id} was approved by itself, and Exchange had not said free`);
  }

  private alone({ others }: Shown, time: Interval): boolean {
    return others.every((other) => !overlaps(other, time) || this.ours.has(`${String(other.start)} ${String(other.end)}`));
  }
}

/** A whole look at who else is there. Behind empty pages only the last page counts; no page of the simulation is full. */
const isReread = ({ path }: GraphRequest, body: Json | undefined): boolean =>
  path.includes('/calendarView?') &&
  path.includes('isCancelled') &&
  !(typeof body === 'object' && body !== null && '@odata.nextLink' in body);

const covers = (a: Interval, b: Interval): boolean => a.start <= b.start && b.end <= a.end;
const instant = (text: string): number => Date.parse(`${text.slice(0, 19)}Z`);
const timeOf = ({ start, end }: Entry): Interval => ({ start: instant(start.dateTime), end: instant(end.dateTime) });

function schedulesOf(body: Json | undefined, answer: Json | undefined, at: number): Shown[] {
  const { startTime, endTime } = body as { startTime: Entry['start']; endTime: Entry['start'] }; // what the app sends
  const { value } = answer as unknown as { value: readonly { scheduleId: string; error?: Json; scheduleItems?: readonly Entry[] }[] }; // what the core answers
  const span = { start: instant(startTime.dateTime), end: instant(endTime.dateTime) };
  return value.flatMap(({ scheduleId, error, scheduleItems = [] }) =>
    error === undefined
      ? [{ address: scheduleId, span, at, others: scheduleItems.filter(({ status }) => status !== 'free').map(timeOf) }]
      : [],
  );
}

function calendarOf(path: string, answer: Json | undefined, at: number): Shown {
  const url = new URL(path, 'https://graph.example');
  const entries = (answer as unknown as { value: readonly Entry[] }).value; // as above
  const others = entries.filter(({ showAs, transactionId }) => showAs !== 'free' && !transactionId?.startsWith(TRANSACTION_PREFIX));
  return {
    address: decodeURIComponent(url.pathname.split('/')[2] ?? ''),
    span: { start: Date.parse(url.searchParams.get('startDateTime') ?? ''), end: Date.parse(url.searchParams.get('endDateTime') ?? '') },
    at,
    others: others.map(timeOf),
  };
}
