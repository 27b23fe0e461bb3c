import type { Traits } from '../../kernel/faults';
import { decode } from './odata';

export type Operation =
  | 'batch'
  | 'users'
  | 'get-user'
  | 'list-rooms'
  | 'get-place'
  | 'update-place'
  | 'list-calendars'
  | 'create-event'
  | 'list-events'
  | 'get-event'
  | 'update-event'
  | 'delete-event'
  | 'calendar-view'
  | 'get-schedule'
  | 'create-message'
  | 'list-messages'
  | 'get-message'
  | 'update-message'
  | 'delete-message'
  | 'send-message'
  | 'send-mail'
  | 'me'
  | 'find-meeting-times'
  | 'other';

/** What a path names below the user. */
interface Names {
  readonly eventId?: string;
  /** Id of a calendar beside the default one. */
  readonly calendarId?: string;
  readonly messageId?: string;
  /** Well-known name or id of a mail folder. */
  readonly folder?: string;
}

export interface Route {
  readonly operation: Operation;
  /** Object id, principal name, or of a place its id or address in the path. */
  readonly user?: string;
  readonly names: Names;
  /** Path without query, as sent. */
  readonly path: string;
  readonly query: string;
}

interface Target {
  readonly operation: Operation;
  readonly names?: Names;
}

const other: Target = { operation: 'other' };

/** What a request asks for; `other` is everything that the simulation does not cover. Throws when the path is not percent-encoded. */
export function routeOf(method: string, pathAndQuery: string): Route {
  const mark = pathAndQuery.indexOf('?');
  const path = mark < 0 ? pathAndQuery : pathAndQuery.slice(0, mark);
  const query = mark < 0 ? '' : pathAndQuery.slice(mark + 1);
  const [first = '', user, ...below] = path.split('/').filter(Boolean).map(decode);
  const found = (target: Target): Route => ({ names: {}, ...target, path, query });
  if (first === '$batch') return found(user === undefined && method === 'POST' ? { operation: 'batch' } : other);
  if (first === 'me') return found({ operation: 'me' });
  if (first === 'places') return { ...found(placeTarget(method, user, below)), ...(user !== undefined && { user }) };
  if (first !== 'users') return found(other);
  if (user === undefined) return found(method === 'GET' ? { operation: 'users' } : other);
  return { ...found(belowUser(method, below)), user };
}

/** One place by id or address, and the list of rooms; lists of rooms by building, floors and desks are not covered. */
function placeTarget(method: string, key: string | undefined, below: readonly string[]): Target {
  if (key === undefined || below.length > 0) return other;
  if (key === 'microsoft.graph.room') return method === 'GET' ? { operation: 'list-rooms' } : other;
  if (key.includes('microsoft.graph.')) return other;
  return { operation: PLACE[method] ?? 'other' };
}

const PLACE: Readonly<Record<string, Operation>> = { GET: 'get-place', PATCH: 'update-place' };

function belowUser(method: string, below: readonly string[]): Target {
  if (below.length === 0) return method === 'GET' ? { operation: 'get-user' } : other;
  if (below[0] === 'messages' || below[0] === 'sendMail' || below[0]?.startsWith('mailFolders')) return mailTarget(method, below);
  const inCalendar = below[0] === 'calendar';
  const [collection, eventId, ...tooMuch] = inCalendar ? below.slice(1) : below;
  if (below[0] === 'calendars') return calendarTarget(method, below.slice(1));
  if (collection === 'findMeetingTimes' && method === 'POST') return { operation: 'find-meeting-times' };
  if (tooMuch.length > 0) return other;
  if (collection === 'getSchedule' && inCalendar && eventId === undefined && method === 'POST') return { operation: 'get-schedule' };
  if (collection === 'calendarView' && eventId === undefined && method === 'GET') return { operation: 'calendar-view' };
  if (collection !== 'events') return other;
  return eventId === undefined ? { operation: EVENTS[method] ?? 'other' } : { operation: EVENT[method] ?? 'other', names: { eventId } };
}

/** Of a calendar by its id only its events are covered. */
function calendarTarget(method: string, [calendarId, collection, ...more]: readonly string[]): Target {
  if (calendarId === undefined) return method === 'GET' ? { operation: 'list-calendars' } : other;
  if (collection !== 'events' || more.length > 0) return other;
  return { operation: EVENTS[method] ?? 'other', names: { calendarId } };
}

const EVENTS: Readonly<Record<string, Operation>> = { POST: 'create-event', GET: 'list-events' };
const EVENT: Readonly<Record<string, Operation>> = { GET: 'get-event', PATCH: 'update-event', DELETE: 'delete-event' };
const MESSAGES: Readonly<Record<string, Operation>> = { POST: 'create-message', GET: 'list-messages' };
const MESSAGE: Readonly<Record<string, Operation>> = { GET: 'get-message', PATCH: 'update-message', DELETE: 'delete-message' };

/** Both ways to name a folder are read: `mailFolders/drafts` and `mailFolders('drafts')`. */
function mailTarget(method: string, [first = '', ...rest]: readonly string[]): Target {
  if (first === 'sendMail') return rest.length === 0 && method === 'POST' ? { operation: 'send-mail' } : other;
  if (first === 'messages') {
    const [messageId, action, ...tooMuch] = rest;
    if (messageId === undefined) return { operation: MESSAGES[method] ?? 'other' };
    if (action === undefined) return { operation: MESSAGE[method] ?? 'other', names: { messageId } };
    return action === 'send' && tooMuch.length === 0 && method === 'POST' ? { operation: 'send-message', names: { messageId } } : other;
  }
  const quoted = /^mailFolders\('(.+)'\)$/.exec(first)?.[1];
  const [folder, collection, ...tooMuch] = quoted === undefined ? rest : [quoted, ...rest];
  const listed = first === 'mailFolders' || quoted !== undefined;
  if (!listed || folder === undefined || collection !== 'messages' || tooMuch.length > 0 || method !== 'GET') return other;
  return { operation: 'list-messages', names: { folder } };
}

/** How faults name a request: `mailbox` is the address in lower case, `client` the calling app, `transactionId` that of a create. */
export function traitsOf(
  method: string,
  operation: Operation,
  of: { readonly client?: string | undefined; readonly mailbox?: string | undefined; readonly transactionId?: string | undefined },
): Traits {
  const { client, mailbox, transactionId } = of;
  return {
    surface: 'graph',
    method,
    operation,
    ...(client !== undefined && { client }),
    ...(mailbox !== undefined && { mailbox }),
    ...(transactionId !== undefined && { transactionId }),
  };
}
