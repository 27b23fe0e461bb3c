import type { Json, JsonObject } from '../../../../shared/kernel/json';
import type { EventState } from '../model';
import { notCovered, Refusal } from '../graph/refusal';
import { instantOf, isMidnight } from '../graph/odata/times';
import {
  dateTimeTimeZone,
  extendedProperties,
  flag,
  isObject,
  itemBody,
  list,
  objectBody,
  oneOf,
  text,
  unreadable,
  type Wall,
} from '../graph/odata/values';

/** What a body asks for: the state's fields that it names. */
export type EventChange = Partial<Omit<EventState, 'changeKey' | 'changedAt' | 'extended'>> & {
  readonly extended?: ReadonlyMap<string, string>;
};

const SHOW_AS = ['free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown'];
const SENSITIVITY = ['normal', 'personal', 'private', 'confidential'];
const IMPORTANCE = ['low', 'normal', 'high'];
const READ_ONLY =
  'bodyPreview cancelledOccurrences changeKey createdDateTime hasAttachments iCalUId id isCancelled isDraft isOrganizer lastModifiedDateTime ' +
  'onlineMeeting onlineMeetingUrl organizer originalEndTimeZone originalStart originalStartTimeZone responseStatus seriesMasterId type webLink';
const readOnly = new Set(READ_ONLY.split(' '));
const notSimulated = new Set([
  'recurrence',
  'onlineMeetingProvider',
  'locations',
  'extensions',
  'multiValueExtendedProperties',
  'attachments',
  'calendar',
]);

const fail = (message: string): Refusal =>
  new Refusal(400, 'ErrorPropertyValidationFailure', `At least one property failed validation: ${message}`);

/**
 * Reads the body of a create or an update as Exchange does: an unknown property refuses the whole, one that nobody may set too.
 * `stored` is what the event holds so far (all-day rules need the whole); absent for a create.
 */
export function readEventBody(sent: Json | undefined, stored: EventState | undefined): { change: EventChange; transactionId?: string } {
  const body = objectBody(sent);
  const change: { -readonly [K in keyof EventChange]: EventChange[K] } = {};
  let transactionId: string | undefined;
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined || name.startsWith('@odata')) continue;
    switch (name) {
      case 'subject':
        change.subject = text(name, value ?? '');
        break;
      case 'body':
        change.body = itemBody(value);
        break;
      case 'start':
      case 'end':
        break;
      case 'isAllDay':
      case 'isReminderOn':
      case 'responseRequested':
      case 'allowNewTimeProposals':
      case 'hideAttendees':
        change[name] = flag(name, value);
        break;
      case 'showAs':
        change.showAs = oneOf(name, value, SHOW_AS);
        break;
      case 'sensitivity':
        change.sensitivity = oneOf(name, value, SENSITIVITY);
        break;
      case 'importance':
        change.importance = oneOf(name, value, IMPORTANCE);
        break;
      case 'categories':
        change.categories = list(name, value).map((category) => text(name, category));
        break;
      case 'location':
        change.location = location(value);
        break;
      case 'reminderMinutesBeforeStart':
        if (typeof value !== 'number' || !Number.isInteger(value)) throw unreadable(`Cannot convert the value of '${name}' to Edm.Int32.`);
        change.reminderMinutesBeforeStart = value;
        break;
      case 'attendees':
        if (list(name, value).length > 0) throw notCovered('attendees, which make Exchange send invitations');
        break;
      case 'isOnlineMeeting':
        if (flag(name, value)) throw notCovered('online meetings');
        break;
      case 'transactionId':
        if (stored)
          throw new Refusal(400, 'ErrorInvalidPropertySet', "Property 'transactionId' cannot be changed after the event was created.");
        transactionId = text(name, value);
        break;
      case 'singleValueExtendedProperties':
        change.extended = extendedProperties(list(name, value), stored?.extended);
        break;
      default:
        if (readOnly.has(name)) throw new Refusal(400, 'ErrorInvalidPropertySet', `Property '${name}' is read-only and cannot be set.`);
        if (!notSimulated.has(name))
          throw unreadable(
            `The property '${name}' does not exist on type 'microsoft.graph.event'. Make sure to only use property names that are defined by the type.`,
          );
        if (value !== null) throw notCovered(`the event property '${name}'`);
    }
  }
  readTimes(body, stored, change);
  return { change, ...(transactionId !== undefined && { transactionId }) };
}

function readTimes(body: JsonObject, stored: EventState | undefined, change: { -readonly [K in keyof EventChange]: EventChange[K] }): void {
  if (!stored && (body['start'] === undefined || body['end'] === undefined)) throw notCovered('an event without start or end');
  const allDay = change.isAllDay ?? stored?.isAllDay ?? false;
  const start = body['start'] === undefined ? undefined : dateTimeTimeZone('start', body['start']);
  const end = body['end'] === undefined ? undefined : dateTimeTimeZone('end', body['end']);
  const switched = stored !== undefined && change.isAllDay !== undefined && change.isAllDay !== stored.isAllDay;
  if (switched && (!start || !end)) throw fail('isAllDay, start and end must be changed together.');
  if (allDay) checkAllDay(start, end, stored);
  if (start) {
    change.startsAt = instantOf(start.dateTime, allDay ? 'UTC' : start.timeZone);
    change.startZone = start.timeZone;
  }
  if (end) {
    change.endsAt = instantOf(end.dateTime, allDay ? 'UTC' : end.timeZone);
    change.endZone = end.timeZone;
  }
  const startsAt = change.startsAt ?? stored?.startsAt ?? 0;
  const endsAt = change.endsAt ?? stored?.endsAt ?? 0;
  if (endsAt < startsAt) throw fail('the end is before the start.');
  if (allDay && endsAt === startsAt)
    throw new Refusal(400, 'ErrorInvalidRequest', 'The duration of an all-day event must be at least 24 hours.');
}

/** Midnight to midnight in one zone (event.md); Exchange keeps the dates, not instants. */
function checkAllDay(start: Wall | undefined, end: Wall | undefined, stored: EventState | undefined): void {
  if (start && !isMidnight(start.dateTime))
    throw new Refusal(400, 'ErrorInvalidRequest', 'The Event.Start property for an all-day event needs to be set to midnight.');
  if (end && !isMidnight(end.dateTime))
    throw new Refusal(400, 'ErrorInvalidRequest', 'The Event.End property for an all-day event needs to be set to midnight.');
  if ((start?.timeZone ?? stored?.startZone) !== (end?.timeZone ?? stored?.endZone))
    throw new Refusal(400, 'ErrorInvalidRequest', 'The time zones of start and end of an all-day event must be the same.');
}

function location(value: Json): string {
  if (value === null) return '';
  if (!isObject(value)) throw unreadable("The value of 'location' is not a location.");
  for (const member of Object.keys(value)) if (member !== 'displayName') throw notCovered(`the location property '${member}'`);
  return text('location.displayName', value['displayName'] ?? '');
}
