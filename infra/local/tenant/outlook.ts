import { DAY, type EpochMs } from '../../../shared/kernel/clock';
import type { JsonObject } from '../../../shared/kernel/json';
import { addDays, instantOf, wallTime, type LocalDate } from '../../../shared/kernel/zones';
import type { Directory } from './people/directory';
import type { Messages } from './mail/messages';
import type { Mailboxes } from './mailboxes';
import type { EventRecord, Mailbox } from './model';

export interface OutlookEvent {
  readonly subject: string;
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly showAs?: string;
  /** From midnight to midnight in UTC: Exchange keeps such an entry as dates, whatever zone it was made in. */
  readonly isAllDay?: boolean;
}

/**
 * What a person does in Outlook: no permission, no limit, no mark of ours. Ids are accepted in both forms; the immutable one is returned.
 * An unknown mailbox or item is the caller's mistake and throws.
 */
export class Outlook {
  constructor(
    private readonly directory: Directory,
    private readonly mailboxes: Mailboxes,
    private readonly messages: Messages,
  ) {}

  create(mailbox: string, event: OutlookEvent): string {
    const { subject, start, end, showAs = 'busy', isAllDay = false } = event;
    if (isAllDay && (start % DAY !== 0 || end % DAY !== 0 || end <= start)) throw new Error('an all-day entry covers whole dates');
    return this.mailboxes.create(this.box(mailbox), { subject, startsAt: start, endsAt: end, showAs, isAllDay }).record.immutableId;
  }

  /** A series: the same time on the clock of `timeZone` again and again, `count` times in all. The id is its master's. */
  createSeries(
    mailbox: string,
    event: OutlookEvent,
    { everyDays, count, timeZone }: { readonly everyDays: number; readonly count: number; readonly timeZone: string },
  ): string {
    const box = this.box(mailbox);
    const { subject, start, end, showAs = 'busy' } = event;
    const { date, minutes } = wallTime(start, timeZone);
    const change = { subject, showAs, startZone: timeZone, endZone: timeZone };
    const occurrences: EventRecord[] = [];
    const series = { role: 'master', recurrence: recurrence(date, everyDays, count, timeZone), occurrences } as const;
    const { record: master } = this.mailboxes.create(box, { ...change, startsAt: start, endsAt: end }, { series });
    for (let nth = 0; nth < count; nth += 1) {
      const startsAt = instantOf(addDays(date, nth * everyDays), minutes, timeZone);
      const times = { startsAt, endsAt: startsAt + (end - start) };
      const place = { role: 'occurrence', master, originalStart: startsAt } as const;
      occurrences.push(this.mailboxes.create(box, { ...change, ...times }, { series: place }).record);
    }
    return master.immutableId;
  }

  move(mailbox: string, eventId: string, start: EpochMs, end: EpochMs): void {
    this.change(mailbox, eventId, { startsAt: start, endsAt: end });
  }

  /** Ticks "All day": the event covers whole dates from then on. */
  makeAllDay(mailbox: string, eventId: string, start: EpochMs, end: EpochMs): void {
    this.change(mailbox, eventId, { startsAt: start, endsAt: end, isAllDay: true });
  }

  /** Changes other fields of the event: what a person types into it. */
  edit(
    mailbox: string,
    eventId: string,
    fields: { readonly subject?: string; readonly showAs?: string; readonly location?: string; readonly categories?: readonly string[] },
  ): void {
    this.change(mailbox, eventId, fields);
  }

  delete(mailbox: string, eventId: string): void {
    const box = this.box(mailbox);
    this.mailboxes.delete(box, this.record(box, eventId));
  }

  /** Into Deleted Items, where the immutable id still finds it: a draft remains a draft there. A second time: for good. */
  deleteMessage(mailbox: string, messageId: string): void {
    const box = this.box(mailbox);
    const record = box.messages.byImmutableId.get(messageId) ?? box.messages.byDefaultId.get(messageId);
    if (!record?.current) throw new Error(`the mailbox '${box.owner.userPrincipalName}' has no message '${messageId}'`);
    if (record.current.folder === 'deleteditems') this.messages.delete(box, record);
    else this.messages.move(box, record, record.current, 'deleteditems');
  }

  private change(mailbox: string, eventId: string, change: Parameters<Mailboxes['change']>[2]): void {
    const record = this.record(this.box(mailbox), eventId);
    const state = this.mailboxes.present(record);
    if (!state) throw new Error(`the event '${eventId}' is gone`);
    this.mailboxes.change(record, state, change);
  }

  private box(mailbox: string): Mailbox {
    const owner = this.directory.find(mailbox);
    const box = owner && this.mailboxes.of(owner);
    if (!box) throw new Error(`there is no mailbox '${mailbox}'`);
    return box;
  }

  private record(box: Mailbox, eventId: string): EventRecord {
    const record = box.byImmutableId.get(eventId) ?? box.byDefaultId.get(eventId);
    if (!record) throw new Error(`the mailbox '${box.owner.userPrincipalName}' has no event '${eventId}'`);
    return record;
  }
}

/** recurrencepattern.md, recurrencerange.md */
const recurrence = (startDate: LocalDate, interval: number, numberOfOccurrences: number, recurrenceTimeZone: string): JsonObject => ({
  pattern: { type: 'daily', interval },
  range: { type: 'numbered', startDate, numberOfOccurrences, recurrenceTimeZone },
});
