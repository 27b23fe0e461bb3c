import { datesOnWall, withDates } from '../../kernel/all-day';
import type { Interval } from '../../kernel/intervals';
import { isObject, type Json, type JsonObject } from '../../kernel/json';
import type { SyncItem } from '../item/item';
import { errorCode, type Observed, type Outcome } from '../item/outcome';
import { planEntry, TRANSACTION_PREFIX } from '../item/plan';
import type { Reason } from '../item/reasons';
import type { Answered, Asked, Call, Kind } from '../kind';
import { rightOf } from '../lane/right';
import { entriesOf, markedBy, oldestFirst, one, text } from './odata';
import { partsOf, type Recipe } from './recipe';

const HEADERS = { Prefer: 'IdType="ImmutableId", outlook.timezone="UTC"' };

export interface CalendarEntry extends Recipe {
  /** By what an entry of the item is recognised in its mailbox. */
  readonly mark: { readonly property: string; readonly valueOf: (item: SyncItem) => string };
  /** What of an entry is ours, as Graph names it: `id,subject,start,end`. */
  readonly owned: string;
  readonly fields: (item: SyncItem) => JsonObject;
  /** What of an entry is ours; the item says what it wishes there. */
  readonly readEntry: (body: JsonObject, item: SyncItem) => Observed | undefined;
  /** The time that the wish occupies; undefined: none. */
  readonly span: (item: SyncItem) => Interval | undefined;
  /** The calendar is read again over the time of the wish; absent: nothing can collide there. */
  readonly collides?: { readonly clash: (nextTryAt: number) => Reason };
  /** Answers that mean something else here than everywhere. */
  readonly means?: (answer: Answered, asked: Asked) => Outcome | readonly Observed[] | undefined;
}

/**
 * An entry of ours in a calendar: an appointment without attendees, so that nobody is invited and the mailbox is no organiser. It carries two
 * marks: our extended property, which lists can be searched by, and the transaction id. Exchange was seen to store entries without the first.
 */
export const calendarEntry = (recipe: CalendarEntry): Kind => {
  const { mark, owned, fields, span, collides, means } = recipe;
  const readEntry =
    (item: SyncItem) =>
    (body: Json | undefined): Observed | undefined =>
      isObject(body) ? recipe.readEntry(body, item) : undefined;
  const marks = (item: SyncItem): JsonObject => ({ singleValueExtendedProperties: [{ id: mark.property, value: mark.valueOf(item) }] });
  return {
    ...partsOf(recipe),
    plan: (item, digest) => {
      const change = planEntry(item, digest);
      const time = change?.operation.verb === 'create' ? span(item) : undefined;
      return change?.operation.verb === 'create' && time ? { ...change, operation: { ...change.operation, span: time } } : change;
    },
    request: (item, operation) => {
      switch (operation.verb) {
        case 'create':
          return {
            ...asks(item, 'POST', `${calendar(item)}/events`),
            body: {
              ...fields(item),
              transactionId: operation.transactionId,
              isReminderOn: false,
              responseRequested: false,
              ...marks(item),
            },
          };
        case 'update':
          return {
            ...asks(item, 'PATCH', event(item, operation.externalId)),
            body: { ...fields(item), ...(item.applied?.unmarked && marks(item)) },
          };
        case 'delete':
        case 'delete-extra':
          return asks(item, 'DELETE', event(item, operation.externalId));
        case 'send':
          throw new Error('an entry of a calendar is not sent');
      }
    },
    look: (item, how) => {
      const id = how === 'id' ? item.applied?.externalId : undefined;
      const also = item.applied?.unmarked ? ',transactionId' : '';
      if (id !== undefined) return asks(item, 'GET', `${event(item, id)}?$select=${owned}${also}`);
      const filter = encodeURIComponent(markedBy(mark.property, mark.valueOf(item)));
      return asks(item, 'GET', `${calendar(item)}/events?$filter=${filter}&$select=${owned},createdDateTime&$top=50`);
    },
    read: (answer, asked) => {
      const before = madeBefore(answer.body);
      if (before) return before;
      const own = means?.(answer, asked);
      if (own) return own;
      if (answer.status < 200 || answer.status >= 300) return undefined;
      const lists = asked.kind === 'look' && asked.how === 'all';
      if (lists) return oldestFirst(entriesOf(answer.body), readEntry(asked.item));
      const observed = readEntry(asked.item)(answer.body);
      if (asked.kind === 'write' || !asked.item.applied?.unmarked) return one(observed);
      // Somebody else's entry is none of ours, whoever named it.
      return observed && isMade(answer.body, asked.item) ? [{ ...observed, unmarked: true }] : { kind: 'not-found' };
    },
    unmarked: {
      look: (item) =>
        spansOf(item).map(({ start, end }) =>
          asks(
            item,
            'GET',
            `${calendar(item)}/calendarView?startDateTime=${iso(start)}&endDateTime=${iso(end)}` +
              `&$select=${owned},createdDateTime,transactionId&$top=500`,
          ),
        ),
      read: (body, item) => {
        const made = entriesOf(body)?.filter((entry) => isMade(entry, item));
        return oldestFirst(made, readEntry(item))?.map((observed) => ({ ...observed, unmarked: true }));
      },
    },
    ...(collides && {
      verify: {
        ...collides,
        span,
        reread: (item, interval) => {
          const { start, end } = withDates(interval);
          return asks(
            item,
            'GET',
            `${mailbox(item)}/calendarView?startDateTime=${iso(start)}&endDateTime=${iso(end)}` +
              '&$select=id,start,end,isAllDay,showAs,isCancelled,transactionId&$top=500',
          );
        },
        strangers: (body, { zone }) => entriesOf(body)?.flatMap((entry) => strangerIn(entry, zone)),
      },
    }),
  };
};

/** Microsoft has seen the transaction id, and says so by a code or by naming the entry that has it. */
function madeBefore(body: Json | undefined): Outcome | undefined {
  const error = isObject(body) ? body['error'] : undefined;
  const externalId = isObject(error) ? text(error, '@event.existingEventId') : '';
  if (externalId !== '') return { kind: 'made-before', externalId };
  return errorCode(body) === 'ErrorDuplicateTransactionId' ? { kind: 'made-before' } : undefined;
}

/** One of the item's own creates made it. */
const isMade = (entry: Json | undefined, { unheard = [] }: SyncItem): boolean =>
  isObject(entry) && unheard.some(({ transactionId }) => transactionId === entry['transactionId']);

/** Where those creates can have put it, each time once. */
function spansOf({ unheard = [] }: SyncItem): readonly Interval[] {
  const spans = new Map(unheard.map(({ span }) => [`${String(span.start)} ${String(span.end)}`, span]));
  return [...spans.values()];
}

const asks = (item: SyncItem, method: Call['method'], path: string): Call => ({ ...rightOf(item.lane), method, path, headers: HEADERS });
const mailbox = ({ target }: SyncItem): string => `/users/${encodeURIComponent(target)}`;
const calendar = (item: SyncItem): string =>
  item.within === undefined ? mailbox(item) : `${mailbox(item)}/calendars/${encodeURIComponent(item.within)}`;
const event = (item: SyncItem, id: string): string => `${mailbox(item)}/events/${encodeURIComponent(id)}`;
const iso = (at: number): string => new Date(at).toISOString();

/** Graph's dateTimeTimeZone: a local time without offset, and its zone. */
export const graphTime = (at: number): { dateTime: string; timeZone: string } => ({ dateTime: iso(at).slice(0, 19), timeZone: 'UTC' });

/** The instant of a dateTimeTimeZone in UTC. */
export function timeIn(value: Json | undefined): number | undefined {
  if (!isObject(value)) return undefined;
  const at = Date.parse(`${text(value, 'dateTime').slice(0, 19)}Z`);
  return text(value, 'timeZone') === 'UTC' && !Number.isNaN(at) ? at : undefined;
}

/** The date of a dateTimeTimeZone as midnight in UTC; of an all-day entry nothing else is meant, whatever zone stands beside it. */
function dateIn(value: Json | undefined): number | undefined {
  const at = isObject(value) ? Date.parse(`${text(value, 'dateTime').slice(0, 10)}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** Anything that blocks time and does not carry our transaction id is somebody else's (AVL-05: whatever is not free blocks). */
function strangerIn(entry: JsonObject, zone: string | undefined): Interval[] {
  if (text(entry, 'showAs') === 'free' || entry['isCancelled'] === true) return [];
  if (text(entry, 'transactionId').startsWith(TRANSACTION_PREFIX)) return [];
  const read = entry['isAllDay'] === true ? dateIn : timeIn;
  const start = read(entry['start']);
  const end = read(entry['end']);
  if (start === undefined || end === undefined) return [];
  return [read === dateIn ? datesOnWall({ start, end }, zone) : { start, end }];
}
