import type { JsonObject } from '../../../../shared/kernel/json';
import type { Directory } from '../people/directory';
import { onlyOptions, type Query } from '../graph/odata/odata';
import { preferences } from '../graph/odata/preferences';
import { wallTimeIn } from '../graph/odata/times';
import type { Mailboxes } from '../mailboxes';
import type { EventState, GraphCall, TenantAnswer, User } from '../model';
import type { TenantOptions } from '../options';
import { availabilityView } from './availability-view';
import { readScheduleRequest, type ScheduleRequest } from './schedule-request';

export interface ScheduleCall {
  readonly call: GraphCall;
  readonly query: Query;
  /** Whether the app's mailbox scope reaches this mailbox. */
  readonly inScope: (owner: User) => boolean;
}

/** More entries than this in the window, and a schedule answers with an error instead (outlook-get-free-busy-schedule.md). */
const MOST_ITEMS = 1_000;

/** Every mailbox keeps the hours that Exchange gives it, in UTC. */
const WORKING_HOURS: JsonObject = {
  daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  startTime: '08:00:00.0000000',
  endTime: '17:00:00.0000000',
  timeZone: { name: 'UTC' },
};

/** getSchedule of Graph v1.0: what is free and what is not, schedule by schedule (calendar-getschedule.md). */
export class Schedules {
  constructor(
    private readonly directory: Directory,
    private readonly mailboxes: Mailboxes,
    private readonly options: TenantOptions,
  ) {}

  get({ call, query, inScope }: ScheduleCall): TenantAnswer {
    onlyOptions(query, [], 'getSchedule');
    const { zone } = preferences(call.headers['prefer']);
    const request = readScheduleRequest(call.body);
    const value = request.schedules.map((address) => this.schedule(address, request, zone, inScope));
    const context = 'https://graph.microsoft.com/v1.0/$metadata#Collection(microsoft.graph.scheduleInformation)';
    return { status: 200, headers: {}, body: { '@odata.context': context, value } };
  }

  private schedule(address: string, request: ScheduleRequest, zone: string, inScope: (owner: User) => boolean): JsonObject {
    const owner = address.includes('@') ? this.directory.find(address) : undefined;
    const box = owner && this.mailboxes.of(owner);
    if (!box)
      return failed(address, 'ErrorMailRecipientNotFound', `Unable to resolve e-mail address ${address} to an Active Directory object.`);
    if (this.options.scheduleScope === 'schedules' && !inScope(box.owner))
      return failed(address, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
    const events = this.mailboxes
      .scheduled(box)
      .map(({ state }) => state)
      .filter(({ startsAt, endsAt }) => startsAt < request.to && endsAt > request.from)
      .sort((a, b) => a.startsAt - b.startsAt);
    if (events.length > MOST_ITEMS)
      return failed(
        address,
        '5006',
        `The result set contains too many calendar entries. The allowed size = ${String(MOST_ITEMS)}; the actual size = ${String(events.length)}.`,
      );
    return {
      scheduleId: address,
      availabilityView: availabilityView(events, request),
      scheduleItems: events.map((event) => this.item(event, zone)),
      workingHours: WORKING_HOURS,
    };
  }

  private item(event: EventState, zone: string): JsonObject {
    const times = {
      status: event.showAs,
      start: { dateTime: wallTimeIn(event.startsAt, zone), timeZone: zone },
      end: { dateTime: wallTimeIn(event.endsAt, zone), timeZone: zone },
    };
    if (this.options.scheduleItems === 'times') return times;
    const isPrivate = event.sensitivity !== 'normal';
    return isPrivate ? { isPrivate, ...times } : { isPrivate, ...times, subject: event.subject, location: event.location };
  }
}

/** No items: a schedule with an error is unknown, not free. */
const failed = (scheduleId: string, responseCode: string, message: string): JsonObject => ({
  scheduleId,
  error: { responseCode, message },
});
