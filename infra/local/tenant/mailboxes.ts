import type { EpochMs } from '../../../shared/kernel/clock';
import type { CoreParts } from '../kernel/travel';
import type { EventChange } from './calendar/event-body';
import { changeKeyOf, itemIds } from './item-ids';
import { LateView } from './late-view';
import type { EventRecord, EventState, InSeries, Mailbox, User } from './model';
import type { Span, TenantOptions } from './options';

export function drawn(span: Span, random: () => number): number {
  if (typeof span === 'number') return span;
  return typeof span === 'function' ? span(random) : span[0] + random() * (span[1] - span[0]);
}

const blank: Omit<EventState, 'changeKey' | 'changedAt'> = {
  subject: '',
  body: { contentType: 'html', content: '' },
  startsAt: 0,
  endsAt: 0,
  startZone: 'UTC',
  endZone: 'UTC',
  isAllDay: false,
  showAs: 'busy',
  sensitivity: 'normal',
  importance: 'normal',
  categories: [],
  location: '',
  isReminderOn: true,
  reminderMinutesBeforeStart: 15,
  responseRequested: true,
  allowNewTimeProposals: true,
  hideAttendees: false,
  extended: new Map(),
};

interface Made {
  readonly transactionId?: string | undefined;
  readonly calendarId?: string | undefined;
  readonly series?: InSeries | undefined;
}

interface Seen {
  readonly record: EventRecord;
  readonly state: EventState;
}

const takesTime = ({ record }: Seen): boolean => record.series?.role !== 'master';

/** What Exchange keeps: mailboxes with their events, and what lists show of them by now. */
export class Mailboxes {
  private readonly boxes = new Map<string, Mailbox>();
  /** Grows with every change of an event, a new mailbox included. */
  revision = 0;
  private serial = 0;

  constructor(
    private readonly parts: CoreParts,
    private readonly options: TenantOptions,
  ) {}

  open(owner: User): Mailbox {
    const box: Mailbox = {
      owner,
      calendars: new Map(),
      byImmutableId: new Map(),
      byDefaultId: new Map(),
      records: new Set(),
      transactions: new Map(),
      messages: { byImmutableId: new Map(), byDefaultId: new Map(), records: new Set() },
    };
    this.boxes.set(owner.id, box);
    this.revision += 1;
    return box;
  }

  close(owner: User): void {
    if (this.boxes.delete(owner.id)) this.revision += 1;
  }

  of(owner: User): Mailbox | undefined {
    return this.boxes.get(owner.id);
  }

  all(): Iterable<Mailbox> {
    return this.boxes.values();
  }

  /** One more calendar in the mailbox; its id. */
  addCalendar(box: Mailbox, name: string): string {
    this.serial += 1;
    const { immutableId } = itemIds(`${box.owner.id} calendar ${String(this.serial)}`);
    box.calendars.set(immutableId, name);
    return immutableId;
  }

  create(box: Mailbox, change: EventChange, { transactionId, calendarId, series }: Made = {}): { record: EventRecord; state: EventState } {
    const now = this.parts.now();
    this.serial += 1;
    const { immutableId, defaultId, hex } = itemIds(`${box.owner.id} ${String(this.serial)}`);
    const record: EventRecord = {
      immutableId,
      defaultId,
      iCalUId: `040000008200E00074C5B7101A82E008${hex.slice(0, 48).toUpperCase()}`,
      createdAt: now,
      ...(transactionId !== undefined && { transactionId }),
      ...(calendarId !== undefined && { calendarId }),
      ...(series && { series }),
      current: undefined,
      inLists: new LateView(),
      inSchedules: new LateView(),
      bumped: false,
    };
    const state = this.put(record, { ...blank, ...change }, now);
    box.byImmutableId.set(record.immutableId, record);
    box.byDefaultId.set(record.defaultId, record);
    box.records.add(record);
    if (transactionId !== undefined) box.transactions.set(transactionId, record);
    return { record, state };
  }

  change(record: EventRecord, state: EventState, change: EventChange): EventState {
    return this.put(record, { ...state, ...change }, this.parts.now());
  }

  delete(box: Mailbox, record: EventRecord): void {
    box.byImmutableId.delete(record.immutableId);
    box.byDefaultId.delete(record.defaultId);
    if (record.series?.role === 'master') for (const occurrence of record.series.occurrences) this.delete(box, occurrence);
    const now = this.parts.now();
    this.become(record, undefined, now);
    forgetIfOver(box, record, now);
  }

  /** The event as it is now, for reads and writes by id. */
  present(record: EventRecord): EventState | undefined {
    const { bumpAfterCreateMs } = this.options;
    if (record.current && bumpAfterCreateMs !== undefined && !record.bumped && this.parts.now() >= record.createdAt + bumpAfterCreateMs) {
      record.bumped = true;
      this.put(record, record.current, record.current.changedAt);
    }
    return record.current;
  }

  /** The events that a list of one calendar shows at this moment, masters of series among them; without id: of the default one. */
  listed(box: Mailbox, calendarId?: string): Seen[] {
    return [...this.seen(box, (record) => record.inLists, calendarId)].filter(({ record }) => record.series?.role !== 'occurrence');
  }

  /** What takes time in one calendar, as calendarView shows it at this moment: single events and occurrences; without id: in the default one. */
  viewed(box: Mailbox, calendarId?: string): Seen[] {
    return [...this.seen(box, (record) => record.inLists, calendarId)].filter(takesTime);
  }

  /** What getSchedule knows of at this moment: what takes time in the default calendar. */
  scheduled(box: Mailbox): Seen[] {
    return [...this.seen(box, (record) => record.inSchedules)].filter(takesTime);
  }

  private *seen(box: Mailbox, view: (record: EventRecord) => LateView<EventState>, calendarId?: string): Generator<Seen> {
    const now = this.parts.now();
    for (const record of box.records) {
      if (record.calendarId !== calendarId) continue;
      this.present(record);
      const state = view(record).at(now);
      if (state) yield { record, state };
      else forgetIfOver(box, record, now);
    }
  }

  private put(record: EventRecord, state: Omit<EventState, 'changeKey' | 'changedAt'>, now: EpochMs): EventState {
    this.serial += 1;
    const changeKey = changeKeyOf(this.serial);
    const next: EventState = { ...state, changeKey, changedAt: now };
    this.become(record, next, now);
    return next;
  }

  private become(record: EventRecord, state: EventState | undefined, now: EpochMs): void {
    this.revision += 1;
    record.current = state;
    const { random } = this.parts;
    record.inLists.show(state, now + Math.max(drawn(this.options.listLagMs, random), 0), now);
    record.inSchedules.show(state, now + Math.max(drawn(this.options.scheduleLagMs, random), 0), now);
  }
}

function forgetIfOver(box: Mailbox, record: EventRecord, now: EpochMs): void {
  if (!record.current && record.inLists.isOver(now) && record.inSchedules.isOver(now)) box.records.delete(record);
}
