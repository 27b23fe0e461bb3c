import type { MailboxAccess } from '../graph/table/mailbox-access';
import type { Service } from '../graph/table/operation';
import { accessDenied } from '../graph/areas';
import type { Schedules } from './schedules';

/** findMeetingTimes is for people only: no application permission suffices (user-findmeetingtimes.md). */
export const scheduleService = (schedules: Schedules, access: MailboxAccess): Service => [
  {
    name: 'get-schedule',
    at: ['POST /users/{user}/calendar/getSchedule'],
    roles: ['Calendars.ReadBasic.All', 'Calendars.ReadBasic', 'Calendars.Read', 'Calendars.ReadWrite'],
    area: 'exchange',
    perform: (request) => {
      access.mailbox(request);
      const { call, query, principal } = request;
      return schedules.get({ call, query, inScope: (owner) => access.reaches(owner, principal) });
    },
  },
  {
    name: 'find-meeting-times',
    at: ['POST /users/{user}/findMeetingTimes', 'POST /users/{user}/calendar/findMeetingTimes'],
    roles: [],
    area: 'exchange',
    perform: () => {
      throw accessDenied();
    },
  },
];
