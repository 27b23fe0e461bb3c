import { createHash } from 'node:crypto';
import type { EpochMs } from '../../../shared/kernel/clock';
import type { CoreParts } from '../kernel/travel';
import type { EventChange } from './graph/event-body';
import type { EventRecord, EventState, Mailbox, Span, TenantOptions, User } from './model';

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
    const box: Mailbox = { owner, byImmutableId: new Map(), byDefaultId: new Map(), records: new Set(), transactions: new Map() };
    this.boxes.set(owner.id, box);
    this.revision += 1;
    return box;
  }

  of(owner: User): Mailbox | undefined {
    return this.boxes.get(owner.id);
  }

  all(): Iterable<Mailbox> {
    return this.boxes.values();
  }

  create(box: Mailbox, change: EventChange, transactionId?: string): { record: EventRecord; state: EventState } {
    const now = this.parts.now();
    this.serial += 1;
    const seed = createHash('sha256')
      .update(`${box.owner.id} ${String(this.serial)}`)
      .digest();
    const tail = `${seed.toString('base64').replaceAll('+', '-').replaceAll('/', '_').slice(0, 42)}=`;
    const record: EventRecord = {
      immutableId: `AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A${tail}`,
      defaultId: `AAMkADlhZTJkMTAtYjcxNC00YjU4LWJkNGEBGAAAAAAC${tail}`,
      iCalUId: `040000008200E00074C5B7101A82E008${seed.toString('hex').slice(0, 48).toUpperCase()}`,
      createdAt: now,
      ...(transactionId !== undefined && { transactionId }),
      current: undefined,
      shown: undefined,
      coming: [],
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
    this.become(record, undefined, this.parts.now());
    if (record.coming.length === 0) box.records.delete(record);
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

  /** The events that a list shows at this moment. */
  *listed(box: Mailbox): Generator<{ record: EventRecord; state: EventState }> {
    const now = this.parts.now();
    for (const record of box.records) {
      this.present(record);
      for (let next = record.coming[0]; next !== undefined && next.from <= now; next = record.coming[0]) {
        record.shown = next.state;
        record.coming.shift();
      }
      if (record.shown) yield { record, state: record.shown };
      else if (!record.current && record.coming.length === 0) box.records.delete(record);
    }
  }

  private put(record: EventRecord, state: Omit<EventState, 'changeKey' | 'changedAt'>, now: EpochMs): EventState {
    this.serial += 1;
    const changeKey = `DwAAABYAAAA${Buffer.from(`ck${String(this.serial).padStart(10, '0')}`).toString('base64')}`;
    const next: EventState = { ...state, changeKey, changedAt: now };
    this.become(record, next, now);
    return next;
  }

  private become(record: EventRecord, state: EventState | undefined, now: EpochMs): void {
    this.revision += 1;
    record.current = state;
    const lag = drawn(this.options.listLagMs, this.parts.random);
    if (lag <= 0 && record.coming.length === 0) record.shown = state;
    else record.coming.push({ state, from: now + Math.max(lag, 0) });
  }
}
