import type { MailboxAccess } from '../graph/table/mailbox-access';
import type { Operation, Service, ServiceRequest } from '../graph/table/operation';
import { isObject } from '../graph/odata/values';
import type { Calendar, CalendarCall } from './calendar';

const READ = ['Calendars.Read', 'Calendars.ReadWrite'];
const WRITE = ['Calendars.ReadWrite'];

/** Events of the default calendar, and of another one by its id only creating, listing and viewing them. */
export function calendarService(calendar: Calendar, access: MailboxAccess): Service {
  const of = (request: ServiceRequest): CalendarCall => ({ ...request, ...request.names, box: access.mailbox(request) });
  const operation = (
    name: string,
    at: readonly string[],
    roles: readonly string[],
    perform: (call: CalendarCall) => ReturnType<Operation['perform']>,
  ): Operation => ({ name, at, roles, area: 'exchange', perform: (request) => perform(of(request)) });
  const both = (method: string, below: string): string[] => [
    `${method} /users/{user}/${below}`,
    `${method} /users/{user}/calendar/${below}`,
  ];
  const inCalendar = '/users/{user}/calendars/{calendarId}';
  return [
    operation('list-calendars', ['GET /users/{user}/calendars'], READ, (call) => calendar.calendars(call)),
    {
      ...operation('create-event', [...both('POST', 'events'), `POST ${inCalendar}/events`], WRITE, (call) => calendar.create(call)),
      traits: (body) => {
        const id = isObject(body) ? body['transactionId'] : undefined;
        return typeof id === 'string' ? { transactionId: id } : {};
      },
    },
    {
      ...operation('list-events', [...both('GET', 'events'), `GET ${inCalendar}/events`], READ, (call) => calendar.list(call)),
      pages: true,
    },
    operation('get-event', both('GET', 'events/{eventId}'), READ, (call) => calendar.get(call)),
    operation('update-event', both('PATCH', 'events/{eventId}'), WRITE, (call) => calendar.update(call)),
    operation('delete-event', both('DELETE', 'events/{eventId}'), WRITE, (call) => calendar.delete(call)),
    {
      ...operation('calendar-view', [...both('GET', 'calendarView'), `GET ${inCalendar}/calendarView`], READ, (call) =>
        calendar.view(call),
      ),
      pages: true,
    },
  ];
}
