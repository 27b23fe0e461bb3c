import type { Json, JsonObject } from '../../../../shared/kernel/json';
import type { EventState } from '../model';
import { extendedPropertyId } from './odata';
import { notCovered, Refusal } from './refusal';
import { checkZone, instantOf, isMidnight } from './times';

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
const unreadable = (message: string): Refusal => new Refusal(400, 'RequestBodyRead', message);

/**
 * Reads the body of a create or an update as Exchange does: an unknown property refuses the whole, one that nobody may set too.
 * `stored` is what the event holds so far (all-day rules need the whole); absent for a create.
 */
export function readEventBody(body: Json | undefined, stored: EventState | undefined): { change: EventChange; transactionId?: string } {
  if (!isObject(body))
    throw unreadable('Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.');
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
        change.extended = extended(list(name, value), stored?.extended);
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

interface Wall {
  readonly dateTime: string;
  readonly timeZone: string;
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

function dateTimeTimeZone(name: string, value: Json): Wall {
  if (!isObject(value)) throw unreadable(`The value of '${name}' is not a dateTimeTimeZone.`);
  for (const member of Object.keys(value))
    if (member !== 'dateTime' && member !== 'timeZone' && !member.startsWith('@odata')) throw unknownMember(member, 'dateTimeTimeZone');
  const zone = value['timeZone'];
  return { dateTime: text(`${name}.dateTime`, value['dateTime'] ?? null), timeZone: checkZone(text(`${name}.timeZone`, zone ?? null)) };
}

function itemBody(value: Json): EventState['body'] {
  if (!isObject(value)) throw unreadable("The value of 'body' is not an itemBody.");
  for (const member of Object.keys(value)) if (member !== 'contentType' && member !== 'content') throw unknownMember(member, 'itemBody');
  const type = oneOf('body.contentType', text('body.contentType', value['contentType'] ?? 'text').toLowerCase(), ['text', 'html']);
  return { contentType: type === 'html' ? 'html' : 'text', content: text('body.content', value['content'] ?? '') };
}

function location(value: Json): string {
  if (value === null) return '';
  if (!isObject(value)) throw unreadable("The value of 'location' is not a location.");
  for (const member of Object.keys(value)) if (member !== 'displayName') throw notCovered(`the location property '${member}'`);
  return text('location.displayName', value['displayName'] ?? '');
}

function extended(entries: readonly Json[], stored: ReadonlyMap<string, string> | undefined): ReadonlyMap<string, string> {
  const kept = new Map(stored);
  for (const entry of entries) {
    if (!isObject(entry)) throw unreadable("The value of 'singleValueExtendedProperties' is not a list of objects.");
    for (const member of Object.keys(entry))
      if (member !== 'id' && member !== 'value') throw unknownMember(member, 'singleValueLegacyExtendedProperty');
    const id = extendedPropertyId(text('singleValueExtendedProperties.id', entry['id'] ?? null));
    if (!id.startsWith('String ')) throw notCovered(`extended properties of another type than String ('${id}')`);
    kept.set(id, text('singleValueExtendedProperties.value', entry['value'] ?? null));
  }
  return kept;
}

const unknownMember = (member: string, type: string): Refusal =>
  unreadable(
    `The property '${member}' does not exist on type 'microsoft.graph.${type}'. Make sure to only use property names that are defined by the type.`,
  );

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(name: string, value: Json): string {
  if (typeof value !== 'string') throw unreadable(`Cannot convert the value of '${name}' to Edm.String.`);
  return value;
}

function flag(name: string, value: Json): boolean {
  if (typeof value !== 'boolean') throw unreadable(`Cannot convert the value of '${name}' to Edm.Boolean.`);
  return value;
}

function list(name: string, value: Json): readonly Json[] {
  if (!Array.isArray(value)) throw unreadable(`The value of '${name}' is not an array.`);
  return value as readonly Json[]; // Array.isArray does not narrow a readonly array
}

function oneOf(name: string, value: Json, values: readonly string[]): string {
  if (typeof value !== 'string' || !values.includes(value))
    throw unreadable(`Requested value ${JSON.stringify(value)} of '${name}' was not found.`);
  return value;
}
