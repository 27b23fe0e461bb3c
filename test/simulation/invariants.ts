import { REFUSED_FOR } from '../../shared/sync/settle/look';
import type { GraphRequest } from '../../shared/kernel/graph';
import { SECOND } from '../../shared/kernel/clock';
import { utcDays } from '../../shared/kernel/days';
import { overlaps } from '../../shared/kernel/intervals';
import type { Json } from '../../shared/kernel/json';
import { dayDocumentId, eventKeyOf, holdsTime, type Claim, type DayDocument, type Reservation } from '../../shared/reservations/model';
import { syncItemId, type SyncItem } from '../../shared/sync/item/item';
import { TRANSACTION_PREFIX } from '../../shared/sync/item/plan';
import type { Gate } from '../../shared/sync/lane/gate';
import type { FlightEntry, Lane } from '../../shared/sync/lane/lane';
import { RESERVATION_EVENT, reservationOf } from '../../shared/reservations/kind';
import { MAIL } from '../../shared/mail/model';
import { SESSION_EVENT } from '../../shared/reservations/sessions/kind';
import { ExchangeInvariants } from './exchange-invariants';
import { MailInvariants } from './mail-invariants';
import { SessionInvariants } from './session-invariants';
import { SENDER, SPACES, type Cloud } from './cloud';

/** The promises of the design (section 8), held against the cores themselves: no port, no lag. */
export class Invariants {
  /** What was answered with success, and the revision it was answered with. */
  readonly promised = new Map<string, number>();
  /** Items whose event a person touched, and what was wished then: Microsoft is theirs until something else is wished. */
  private readonly touched = new Map<string, string>();
  /** Reservations whose event Microsoft refuses for good. */
  readonly poisoned = new Set<string>();
  private readonly appliedRevisions = new Map<string, number>();
  private readonly ended = new Set<string>();
  /** The mark that went with each transaction id. */
  private readonly marks = new Map<string, string>();
  mutations = 0;

  readonly mails: MailInvariants;
  readonly exchange = new ExchangeInvariants();
  readonly sessions = new SessionInvariants();

  constructor(private readonly world: Cloud) {
    this.mails = new MailInvariants(world);
  }

  /** Checks what must hold at every moment. */
  always(settled = false): void {
    const documents = this.documents();
    const reservations = documents.filter((document): document is Reservation => document.type === 'reservation');
    const days = new Map(documents.filter((document): document is DayDocument => document.type === 'day').map((day) => [day.id, day]));
    const items = new Map(
      documents.filter((document): document is SyncItem => document.type === 'sync-item').map((item) => [item.id, item]),
    );
    const moving = new Set(
      settled ? [] : documents.flatMap((document) => (document.type === 'claim' ? [document.reservation as string] : [])),
    );
    this.neverOverlapping(reservations, days, moving);
    this.nothingLost(reservations, items);
    this.onePresent(reservations, items);
    this.onlyForward(reservations, items);
    this.atMostOneEvent();
    this.mails.always(reservations, [...items.values()]);
    this.exchange.always(reservations);
    this.sessions.always(reservations, items);
  }

  /** Checks what must hold once faults have ceased and time has passed. */
  inTheEnd(): void {
    this.always(true);
    const documents = this.documents();
    const items = documents.filter((document): document is SyncItem => document.type === 'sync-item');
    this.mails.inTheEnd(items);
    const reservations = documents.filter((document): document is Reservation => document.type === 'reservation');
    const alone = (reservation: Reservation): boolean =>
      items.some(({ id, state }) => id === syncItemId(RESERVATION_EVENT, eventKeyOf(reservation)) && state === 'in-step');
    this.exchange.inTheEnd(reservations, alone, this.world.scheduler.now());
    for (const item of items) {
      if (item.kind === MAIL) continue;
      if (this.poisoned.has(item.key)) continue;
      this.must(
        item.state === 'in-step' || (item.state === 'needs-attention' && item.reason?.code === 'clash'),
        `${item.id} is ${item.state} (${item.reason?.code ?? 'no reason'}, due ${String(item.due)}) after the faults have ceased`,
      );
      if (this.isTheirs(item)) continue;
      const there = this.eventsOf(markOf(item), item.target);
      const wanted = item.desired.value;
      if (wanted === null) this.must(there.length === 0, `${item.key} should have no event and has ${String(there.length)}`);
      else {
        const shown = there.map(({ mailbox, event }) => ({
          mailbox,
          subject: event.subject,
          start: Date.parse(event.start),
          end: Date.parse(event.end),
          showAs: event.showAs,
          ...(item.kind === SESSION_EVENT && { place: event.location, calendar: event.calendarId }),
        }));
        const calendar = item.kind === SESSION_EVENT ? { calendar: item.within } : {};
        this.must(
          shown.length === 1 && same(shown[0], { mailbox: item.target, ...(wanted as object), ...calendar }),
          `${item.key}: Microsoft has ${JSON.stringify(shown)}, wanted ${JSON.stringify(wanted)}`,
        );
      }
    }
    this.onlyWhereItIs(documents);
    for (const queue of this.world.bus.snapshot()) this.must(queue.counts.deadLettered === 0, 'a nudge was dead-lettered');
  }

  /** Promise 11: what Microsoft refuses for good is parked with a reason, three tries after it was last wished. */
  poisonParked(): void {
    for (const item of this.documents()) {
      if (item.type !== 'sync-item' || !this.poisoned.has(item.key) || item.desired.value === null || item.applied) continue;
      this.must(item.state === 'parked' && item.reason !== undefined, `poison ${item.key} is ${item.state}, not parked with a reason`);
    }
  }

  /** A request is about to leave: it must stand in the flight of its lane, under the present epoch, with time left on the hold. */
  leaving(requests: readonly GraphRequest[], deadlineMs: number): void {
    const now = this.world.scheduler.now();
    for (const request of requests) {
      const [, , address = ''] = request.path.split('/');
      const id = `${address === encodeURIComponent(SENDER) ? 'sender' : 'mailbox'}:${decodeURIComponent(address).toLowerCase()}`;
      const lane = this.world.database.containers.store('lanes')?.find(id, id, now)?.value as unknown as Lane | undefined;
      this.must((lane?.notBefore ?? 0) <= now, `${request.method} left for ${id} before notBefore`);
      if (request.method === 'GET' || request.path.endsWith('/getSchedule')) continue;
      this.mutations += 1;
      if (request.path.endsWith('/send')) this.mails.leaving();
      const entry = lane?.flight?.entries.find((one) => isOf(request, one));
      this.remember(request);
      this.must(entry !== undefined, `${request.method} left for ${id} outside its lane's flight`);
      this.must(lane?.flight?.epoch === lane?.epoch, `${request.method} left for ${id} under an old epoch`);
      this.must(now + deadlineMs + SECOND <= (lane?.heldUntil ?? 0), `${request.method} left for ${id} too late in the hold`);
    }
  }

  /** Whose event a create makes, also where its mark is lost. */
  private remember({ method, path, body }: GraphRequest): void {
    const marks = member(body, 'singleValueExtendedProperties');
    const [mark] = Array.isArray(marks) ? (marks as readonly { readonly value: string }[]) : [];
    const transactionId = member(body, 'transactionId');
    if (method === 'POST' && path.endsWith('/events') && mark && typeof transactionId === 'string')
      this.marks.set(transactionId, mark.value);
  }

  /** When the last stated wait ends: of Microsoft, of a lane or the app, of a block until its probe, of an outcome until it is settled. */
  lastWait(): number {
    const now = this.world.scheduler.now();
    const lanes = [...(this.world.database.containers.store('lanes')?.rows(now) ?? [])].map(({ value }) => value as unknown as Lane | Gate);
    const unknown = this.documents().map((document) =>
      document.type === 'sync-item' && (document.unknownSince !== undefined || document.refusedSince !== undefined)
        ? Math.max(
            document.unknownSince ?? 0,
            document.refusedSince === undefined ? 0 : document.refusedSince + (REFUSED_FOR - 1) * this.world.unknownSettleMs,
          ) + this.world.unknownSettleMs
        : 0,
    );
    const mails = this.documents().filter((document): document is SyncItem => document.type === 'sync-item' && document.kind === MAIL);
    const unread = mails.map(({ state, due = 0 }) => (state === 'needs-attention' ? due : 0));
    const held = lanes.flatMap((lane) => [
      lane.notBefore ?? 0,
      lane.blocked?.probeAt ?? 0,
      lane.type === 'lane' ? (lane.heldUntil ?? 0) : 0,
    ]);
    return Math.max(this.world.throttledUntil, ...held, ...unknown, ...unread, now) + this.mails.timeToSendMs(mails);
  }

  /** A person in Outlook changed or removed the event that carries this mark. */
  touch(mark: string, mailbox: string): void {
    for (const item of this.documents()) {
      if (item.type !== 'sync-item' || markOf(item) !== mark || item.target !== mailbox) continue;
      this.touched.set(item.id, JSON.stringify(item.desired.value));
    }
  }

  private isTheirs({ id, desired }: SyncItem): boolean {
    return this.touched.get(id) === JSON.stringify(desired.value);
  }

  /** Promise 1: pending or approved exactly when the interval stands in every day of every space that it excludes; none overlap. */
  private neverOverlapping(
    reservations: readonly Reservation[],
    days: ReadonlyMap<string, DayDocument>,
    moving: ReadonlySet<string>,
  ): void {
    const standing = new Map(
      reservations.filter(({ status }) => holdsTime(status)).map((reservation) => [reservation.id as string, reservation]),
    );
    for (const reservation of standing.values()) {
      for (const space of reservation.excludes) {
        for (const day of utcDays(reservation.kept)) {
          const taken = days.get(dayDocumentId(space, day))?.taken ?? [];
          this.must(
            taken.filter(({ id, start, end }) => id === reservation.id && start === reservation.kept.start && end === reservation.kept.end)
              .length === 1,
            `${reservation.id} is ${reservation.status} and not once in ${space} ${day}`,
          );
        }
      }
    }
    const held = [...standing.values()];
    held.forEach((one, at) => {
      for (const other of held.slice(at + 1)) {
        this.must(!excludes(one.spaceId, other.spaceId) || !overlaps(one.kept, other.kept), `${one.id} and ${other.id} are both accepted`);
      }
    });
    for (const day of days.values()) {
      day.taken.forEach((one, at) => {
        // Between the claim of a move and its end both times are kept.
        if (moving.has(one.id)) return;
        const own = standing.get(one.id);
        this.must(
          own?.kept.start === one.start && own.excludes.includes(day.spaceId),
          `${day.id} holds time for ${one.id}, which does not stand`,
        );
        for (const other of day.taken.slice(at + 1)) {
          if (moving.has(other.id)) continue;
          // Two parts may be used at once; both stand in the days of their whole.
          const space = standing.get(other.id)?.spaceId;
          const apart = space !== undefined && standing.get(one.id)?.excludes.includes(space) === false;
          this.must(apart || !overlaps(one, other), `${one.id} and ${other.id} overlap on ${day.id}`);
        }
      });
    }
  }

  /** Promise 2: what was answered with success is there, at that revision or a later one, with its sync item. */
  private nothingLost(reservations: readonly Reservation[], items: ReadonlyMap<string, SyncItem>): void {
    const byId = new Map(reservations.map((reservation) => [reservation.id as string, reservation]));
    for (const [id, revision] of this.promised) {
      this.must((byId.get(id)?.revision ?? 0) >= revision, `${id} was promised at revision ${String(revision)} and is lost`);
      const reservation = byId.get(id);
      const item = reservation && items.get(syncItemId(RESERVATION_EVENT, eventKeyOf(reservation)));
      const wanted = item?.desired.value;
      const agrees =
        reservation && holdsTime(reservation.status)
          ? member(wanted, 'start') === reservation.startsAt &&
            member(wanted, 'end') === reservation.endsAt &&
            item?.target === `${reservation.spaceId}@city.example`
          : wanted === null;
      this.must(agrees, `${id} is ${reservation?.status ?? 'lost'} and no sync item wishes so`);
    }
  }

  /** A reservation that moved wishes its event where it is now and nowhere else. */
  private onePresent(reservations: readonly Reservation[], items: ReadonlyMap<string, SyncItem>): void {
    const present = new Map(reservations.map((reservation) => [reservation.id as string, eventKeyOf(reservation)]));
    for (const { kind, key, desired } of items.values()) {
      if (kind !== RESERVATION_EVENT || present.get(reservationOf(key)) === key) continue;
      this.must(desired.value === null, `${key} wishes an event, and its reservation is at ${String(present.get(reservationOf(key)))}`);
    }
  }

  /** In the end no event of a reservation stands in a mailbox that it has left, or never was in. */
  private onlyWhereItIs(documents: readonly (Reservation | DayDocument | SyncItem | Claim)[]): void {
    const wished = new Set<string>();
    for (const document of documents) {
      if (document.type !== 'sync-item' || document.kind === MAIL) continue;
      const excused = this.poisoned.has(document.key) || this.isTheirs(document);
      if (document.desired.value !== null || excused) wished.add(`${document.target} ${markOf(document)}`);
    }
    for (const { address, events } of this.world.tenant.snapshot().mailboxes) {
      for (const { reservationId, transactionId, id } of events) {
        const here = reservationId === null || wished.has(`${address} ${reservationId}`);
        this.must(here, `${String(reservationId)} still has an event in ${address}`);
        this.must(reservationId !== null || !isOurs(transactionId), `${id} in ${address} is ours and has no mark`);
      }
    }
  }

  /** Promise 7, and that applied revisions only grow; what is not in step has a time or a person. */
  private onlyForward(reservations: readonly Reservation[], items: ReadonlyMap<string, SyncItem>): void {
    for (const { id, status } of reservations) {
      if (!holdsTime(status)) this.ended.add(id);
      else this.must(!this.ended.has(id), `${id} came back from the dead as ${status}`);
    }
    for (const item of items.values()) {
      this.must(item.appliedRevision >= (this.appliedRevisions.get(item.id) ?? 0), `the applied revision of ${item.id} fell`);
      this.appliedRevisions.set(item.id, item.appliedRevision);
      const person = item.state === 'parked' || item.state === 'needs-attention';
      this.must(item.state === 'in-step' || person || Number.isFinite(item.due), `${item.id} is ${item.state} and never due`);
    }
  }

  /** Promise 3. */
  private atMostOneEvent(): void {
    const seen = new Set<string>();
    for (const { address, events } of this.world.tenant.snapshot().mailboxes) {
      for (const { reservationId, transactionId } of events) {
        // What lost its mark is still the one event: its transaction id tells whose.
        const mark = reservationId ?? (isOurs(transactionId) ? this.marks.get(transactionId) : undefined);
        if (mark === undefined) continue;
        const key = `${address} ${mark}`;
        this.must(!seen.has(key), `${mark} has two events in ${address}`);
        seen.add(key);
      }
    }
  }

  private eventsOf(mark: string, target: string) {
    return this.world.tenant
      .snapshot()
      .mailboxes.filter(({ address }) => address === target)
      .flatMap(({ address, events }) =>
        events.filter(({ reservationId }) => reservationId === mark).map((event) => ({ mailbox: address, event })),
      );
  }

  private documents(): (Reservation | DayDocument | SyncItem | Claim)[] {
    const store = this.world.database.containers.store('items');
    // The product wrote these documents; the type member tells which is which.
    return [...(store?.rows(this.world.scheduler.now()) ?? [])].map(
      ({ value }) => value as unknown as Reservation | DayDocument | SyncItem | Claim,
    );
  }

  private must(holds: boolean, otherwise: string): void {
    if (!holds) throw new Error(otherwise);
  }
}

/** What the event of an item carries: a session has an event in each calendar, any other reservation one in the room's. */
const markOf = ({ kind, key }: SyncItem): string => (kind === SESSION_EVENT ? key : reservationOf(key));

/** Whether a request is what an entry of the flight names. */
function isOf({ method, path, body }: GraphRequest, { id, operation }: FlightEntry): boolean {
  if (operation.verb === 'create') {
    const marks = member(body, 'singleValueExtendedProperties');
    const [mark] = Array.isArray(marks) ? (marks as readonly { readonly value: string }[]) : [];
    const named = path.endsWith('/messages')
      ? id === syncItemId(MAIL, mark?.value ?? '')
      : member(body, 'transactionId') === operation.transactionId;
    return method === 'POST' && named;
  }
  const thing = encodeURIComponent(operation.externalId);
  if (operation.verb === 'send') return method === 'POST' && path.endsWith(`/messages/${thing}/send`);
  return (
    (path.endsWith(`/events/${thing}`) || path.endsWith(`/messages/${thing}`)) &&
    method === (operation.verb === 'update' ? 'PATCH' : 'DELETE')
  );
}

export const isOurs = (transactionId: string | null): transactionId is string => transactionId?.startsWith(TRANSACTION_PREFIX) ?? false;

const member = (body: Json | undefined, name: string): unknown =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Readonly<Record<string, unknown>>)[name] : undefined;

/** By the simulation's own list of spaces, whatever the product made of it. */
const excludes = (one: string, other: string): boolean => {
  const partOf = (id: string): string | undefined => SPACES.find((space) => space.id === id)?.partOf;
  return one === other || partOf(one) === other || partOf(other) === one;
};

const same = (a: object | undefined, b: object): boolean =>
  a !== undefined && JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
