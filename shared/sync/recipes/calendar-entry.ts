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
  /** The calendar is read again over the time of the wish; absent: nothing can collide there. */
  readonly collides?: { readonly span: (item: SyncItem) => Interval | undefined; readonly clash: (nextTryAt: number) => Reason };
  /** Answers that mean something else here than everywhere. */
  readonly means?: (answer: Answered, asked: Asked) => Outcome | readonly Observed[] | undefined;
}

/** An entry of ours in a calendar: an appointment without attendees, so that nobody is invited and the mailbox is no organiser. */
export const calendarEntry = (recipe: CalendarEntry): Kind => {
  const { mark, owned, fields, collides, means } = recipe;
  return {
    ...partsOf(recipe),
    plan: planEntry,
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
              singleValueExtendedProperties: [{ id: mark.property, value: mark.valueOf(item) }],
            },
          };
        case 'update':
          return { ...asks(item, 'PATCH', event(item, operation.externalId)), body: fields(item) };
        case 'delete':
        case 'delete-extra':
          return asks(item, 'DELETE', event(item, operation.externalId));
        case 'send':
          throw new Error('an entry of a calendar is not sent');
      }
    },
    look: (item, how) => {
      const id = how === 'id' ? item.applied?.externalId : undefined;
      if (id !== undefined) return asks(item, 'GET', `${event(item, id)}?$select=${owned}`);
      const filter = encodeURIComponent(markedBy(mark.property, mark.valueOf(item)));
      return asks(item, 'GET', `${calendar(item)}/events?$filter=${filter}&$select=${owned},createdDateTime&$top=50`);
    },
    read: (answer, asked) => {
      if (errorCode(answer.body) === 'ErrorDuplicateTransactionId') return { kind: 'made-before' };
      const own = means?.(answer, asked);
      if (own) return own;
      if (answer.status < 200 || answer.status >= 300) return undefined;
      const readEntry = (body: Json | undefined): Observed | undefined => (isObject(body) ? recipe.readEntry(body, asked.item) : undefined);
      const lists = asked.kind === 'look' && asked.how === 'all';
      return lists ? oldestFirst(entriesOf(answer.body), readEntry) : one(readEntry(answer.body));
    },
    ...(collides && {
      verify: {
        ...collides,
        reread: (item, span) => {
          const { start, end } = withDates(span);
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
