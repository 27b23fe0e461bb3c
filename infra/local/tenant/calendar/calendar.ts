import { DAY } from '../../../../shared/kernel/clock';
import type { JsonObject } from '../../../../shared/kernel/json';
import { readEventBody } from './event-body';
import { etagOf, eventProperties, eventView, idOf } from './event-view';
import { itemIds } from '../item-ids';
import { preferences, type Preferences } from '../graph/odata/preferences';
import type { Mailboxes } from '../mailboxes';
import type { EventRecord, EventState, GraphCall, Mailbox, TenantAnswer } from '../model';
import type { TenantOptions } from '../options';
import { extendedExpand, extendedFilter, nextLink, onlyOptions, pageSize, selected, wholeNumber, type Query } from '../graph/odata/odata';
import { notCovered, Refusal } from '../graph/refusal';
import { queryInstant } from '../graph/odata/times';

/** One operation on a mailbox's calendar, its headers' names in lower case. */
export interface CalendarCall {
  readonly box: Mailbox;
  readonly call: GraphCall;
  readonly query: Query;
  /** Absolute address of the request without its query, for links. */
  readonly url: string;
  readonly eventId?: string;
  /** Of the calendar that the path names; absent: the default one. */
  readonly calendarId?: string;
}

const EVENT = 'microsoft.graph.event';
const LONGEST_VIEW = 1825 * DAY;

/** Events and calendarView of Graph v1.0 over the mailboxes (graph calendar-*.md, event-*.md). Refusals are thrown. */
export class Calendar {
  constructor(
    private readonly mailboxes: Mailboxes,
    private readonly options: TenantOptions,
  ) {}

  create({ box, call, query, url, calendarId }: CalendarCall): TenantAnswer {
    onlyOptions(query, [], 'POST events');
    checkCalendar(box, calendarId);
    const prefer = preferences(call.headers['prefer']);
    const { change, transactionId } = readEventBody(call.body, undefined);
    const used = transactionId === undefined ? undefined : box.transactions.get(transactionId);
    const first = used && this.options.transactionIds === 'replayed' ? this.mailboxes.present(used) : undefined;
    if (used && first) return this.created(box, used, first, prefer, url);
    if (used && this.options.transactionIds !== 'forgotten')
      throw new Refusal(
        this.options.duplicateStatus,
        'ErrorDuplicateTransactionId',
        "Your request can't be completed. The TransactionId in the request was used before to create a different event.",
        { members: { '@event.existingEventId': idOf(used, prefer) } },
      );
    const { record, state } = this.mailboxes.create(box, change, { transactionId, calendarId: named(box, calendarId) });
    return this.created(box, record, state, prefer, url);
  }

  get(call: CalendarCall): TenantAnswer {
    onlyOptions(call.query, ['$select', '$expand'], 'GET event');
    const prefer = preferences(call.call.headers['prefer']);
    const { record, state } = this.find(call, prefer);
    const view = this.entity(call.box, record, state, prefer, selected(call.query, eventProperties, EVENT), extendedExpand(call.query));
    return { status: 200, headers: { etag: etagOf(state) }, body: view };
  }

  update(call: CalendarCall): TenantAnswer {
    onlyOptions(call.query, [], 'PATCH event');
    const prefer = preferences(call.call.headers['prefer']);
    const { record, state } = this.find(call, prefer);
    checkEtag(call.call, state);
    if (record.series?.role === 'master') throw notCovered('PATCH of a series');
    const { change } = readEventBody(call.call.body, state);
    const next = this.mailboxes.change(record, state, change);
    return { status: 200, headers: { etag: etagOf(next) }, body: this.entity(call.box, record, next, prefer) };
  }

  delete(call: CalendarCall): TenantAnswer {
    onlyOptions(call.query, [], 'DELETE event');
    const { record, state } = this.find(call, preferences(call.call.headers['prefer']));
    checkEtag(call.call, state);
    this.mailboxes.delete(call.box, record);
    return { status: 204, headers: {} };
  }

  list({ box, call, query, url, calendarId }: CalendarCall): TenantAnswer {
    onlyOptions(query, ['$select', '$expand', '$filter', '$top', '$skip'], 'GET events');
    checkCalendar(box, calendarId);
    const prefer = preferences(call.headers['prefer']);
    const filterText = query.get('$filter');
    const filter = filterText === undefined ? undefined : extendedFilter(filterText);
    const found = this.mailboxes
      .listed(box, named(box, calendarId))
      .filter(({ state }) => filter === undefined || state.extended.get(filter.id)?.toLowerCase() === filter.value);
    return page(box, found, query, prefer, url, extendedExpand(query));
  }

  /** Items that only touch the window's edge are shown too: Microsoft's page is silent on them. */
  view({ box, call, query, url, calendarId }: CalendarCall): TenantAnswer {
    onlyOptions(query, ['startDateTime', 'endDateTime', '$select', '$expand', '$orderby', '$top', '$skip'], 'calendarView');
    const prefer = preferences(call.headers['prefer']);
    checkCalendar(box, calendarId);
    const { from, to } = viewWindow(query);
    if (query.has('$expand') && this.options.calendarViewExpand === 'refused')
      throw new Refusal(400, 'ErrorInvalidRequest', 'The query option $expand is not supported on calendarView.');
    const found = this.mailboxes.viewed(box, named(box, calendarId)).filter(({ state }) => state.startsAt <= to && state.endsAt >= from);
    order(found, query.get('$orderby'));
    return page(box, found, query, prefer, url, extendedExpand(query));
  }

  /** The calendars of the mailbox, the default one first (graph user-list-calendars.md). */
  calendars({ box, query }: CalendarCall): TenantAnswer {
    onlyOptions(query, [], 'GET calendars');
    const owner = { name: box.owner.displayName, address: box.owner.userPrincipalName };
    const all = [[defaultCalendarId(box), 'Calendar'] as const, ...box.calendars];
    const value = all.map(([id, name], at) => ({ id, name, isDefaultCalendar: at === 0, canEdit: true, owner }));
    return { status: 200, headers: {}, body: { '@odata.context': `${ROOT}#users('${box.owner.id}')/calendars`, value } };
  }

  private find({ box, eventId = '' }: CalendarCall, prefer: Preferences): { record: EventRecord; state: EventState } {
    const record = (prefer.immutableIds ? box.byImmutableId : box.byDefaultId).get(eventId);
    const state = record && this.mailboxes.present(record);
    if (!state) throw new Refusal(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
    return { record, state };
  }

  private created(box: Mailbox, record: EventRecord, state: EventState, prefer: Preferences, url: string): TenantAnswer {
    const location = `${url}('${encodeURIComponent(idOf(record, prefer))}')`;
    return { status: 201, headers: { location, etag: etagOf(state) }, body: this.entity(box, record, state, prefer) };
  }

  private entity(
    box: Mailbox,
    record: EventRecord,
    state: EventState,
    prefer: Preferences,
    select?: readonly string[],
    expanded?: string,
  ): JsonObject {
    return { '@odata.context': context(box, '/$entity'), ...eventView(record, state, box.owner, prefer, select, expanded) };
  }
}

const ROOT = 'https://graph.microsoft.com/v1.0/$metadata';
const context = (box: Mailbox, tail = ''): string => `${ROOT}#users('${box.owner.id}')/events${tail}`;

const defaultCalendarId = (box: Mailbox): string => itemIds(`${box.owner.id} calendar`).immutableId;
/** The default calendar's id means the same as none. */
const named = (box: Mailbox, id: string | undefined): string | undefined => (id === defaultCalendarId(box) ? undefined : id);

/** A calendar of the mailbox by its id (graph calendar-post-events.md); the default one needs none. */
function checkCalendar(box: Mailbox, calendarId: string | undefined): void {
  if (calendarId !== undefined && calendarId !== defaultCalendarId(box) && !box.calendars.has(calendarId))
    throw new Refusal(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
}

/** UNVERIFIED by Microsoft's pages, seen in the field: a stale change key refuses the write. */
function checkEtag(call: GraphCall, state: EventState): void {
  const wanted = call.headers['if-match'];
  if (wanted !== undefined && wanted !== '*' && wanted !== etagOf(state))
    throw new Refusal(
      412,
      'ErrorIrresolvableConflict',
      'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
    );
}

function viewWindow(query: Query): { from: number; to: number } {
  const start = query.get('startDateTime');
  const end = query.get('endDateTime');
  if (start === undefined || end === undefined)
    throw new Refusal(
      400,
      'ErrorInvalidParameter',
      'This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.',
    );
  const from = queryInstant(start);
  const to = queryInstant(end);
  if (from === undefined || to === undefined)
    throw new Refusal(400, 'ErrorInvalidParameter', `The time window from '${start}' to '${end}' is not valid.`);
  if (to < from) throw new Refusal(400, 'ErrorInvalidParameter', 'The end of the time window is before its start.');
  if (to - from > LONGEST_VIEW)
    throw new Refusal(
      400,
      'ErrorInvalidRequest',
      'The requested time duration specified for calendar view is too long. Calendar view range is limited to 1825 days.',
    );
  return { from, to };
}

function order(found: { state: EventState }[], orderBy: string | undefined): void {
  if (orderBy === undefined) return;
  const wanted = /^\s*start\/dateTime(?:\s+(asc|desc))?\s*$/i.exec(orderBy);
  if (!wanted) throw notCovered(`$orderby=${orderBy} on calendarView; only start/dateTime is`);
  const sign = wanted[1]?.toLowerCase() === 'desc' ? -1 : 1;
  found.sort((a, b) => sign * (a.state.startsAt - b.state.startsAt));
}

/** One page; the link of the next counts items, so a list that changes in between moves under the reader. */
function page(
  box: Mailbox,
  found: readonly { record: EventRecord; state: EventState }[],
  query: Query,
  prefer: Preferences,
  url: string,
  expanded: string | undefined,
): TenantAnswer {
  const select = selected(query, eventProperties, EVENT);
  const skip = wholeNumber(query, '$skip');
  const size = pageSize(query, 10, 1_000);
  const value = found.slice(skip, skip + size).map(({ record, state }) => eventView(record, state, box.owner, prefer, select, expanded));
  const more = found.length > skip + size;
  return {
    status: 200,
    headers: {},
    body: { '@odata.context': context(box), value, ...(more && { '@odata.nextLink': nextLink(url, query, '$skip', String(skip + size)) }) },
  };
}
