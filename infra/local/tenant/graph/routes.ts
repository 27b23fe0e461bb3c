import type { Traits } from '../../kernel/faults';
import { decode } from './odata';

export type Operation =
  | 'batch'
  | 'users'
  | 'get-user'
  | 'create-event'
  | 'list-events'
  | 'get-event'
  | 'update-event'
  | 'delete-event'
  | 'calendar-view'
  | 'me'
  | 'find-meeting-times'
  | 'other';

export interface Route {
  readonly operation: Operation;
  /** Object id or principal name in the path. */
  readonly user?: string;
  readonly eventId?: string;
  /** Path without query, as sent. */
  readonly path: string;
  readonly query: string;
}

/** What a request asks for; `other` is everything that the simulation does not cover. Throws when the path is not percent-encoded. */
export function routeOf(method: string, pathAndQuery: string): Route {
  const mark = pathAndQuery.indexOf('?');
  const path = mark < 0 ? pathAndQuery : pathAndQuery.slice(0, mark);
  const rest = { path, query: mark < 0 ? '' : pathAndQuery.slice(mark + 1) };
  const [first = '', user, ...below] = path.split('/').filter(Boolean).map(decode);
  if (first === '$batch') return { operation: user === undefined && method === 'POST' ? 'batch' : 'other', ...rest };
  if (first === 'me') return { operation: 'me', ...rest };
  if (first !== 'users') return { operation: 'other', ...rest };
  if (user === undefined) return { operation: method === 'GET' ? 'users' : 'other', ...rest };
  const inner = below[0] === 'calendar' ? below.slice(1) : below;
  const [collection, eventId, ...tooMuch] = inner;
  if (collection === undefined) return { operation: method === 'GET' && below.length === 0 ? 'get-user' : 'other', user, ...rest };
  if (collection === 'findMeetingTimes' && method === 'POST') return { operation: 'find-meeting-times', user, ...rest };
  if (tooMuch.length > 0) return { operation: 'other', user, ...rest };
  if (collection === 'calendarView' && eventId === undefined && method === 'GET') return { operation: 'calendar-view', user, ...rest };
  if (collection !== 'events') return { operation: 'other', user, ...rest };
  return eventId === undefined
    ? { operation: collectionOperation(method), user, ...rest }
    : { operation: eventOperation(method), user, eventId, ...rest };
}

function collectionOperation(method: string): Operation {
  return method === 'POST' ? 'create-event' : method === 'GET' ? 'list-events' : 'other';
}

function eventOperation(method: string): Operation {
  return method === 'GET' ? 'get-event' : method === 'PATCH' ? 'update-event' : method === 'DELETE' ? 'delete-event' : 'other';
}

/** How faults name a request: `mailbox` is the address in lower case, `transactionId` that of a create. */
export function traitsOf(method: string, operation: Operation, mailbox: string | undefined, transactionId: string | undefined): Traits {
  return {
    surface: 'graph',
    method,
    operation,
    ...(mailbox !== undefined && { mailbox }),
    ...(transactionId !== undefined && { transactionId }),
  };
}
