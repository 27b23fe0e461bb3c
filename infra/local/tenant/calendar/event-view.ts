import type { JsonObject } from '../../../../shared/kernel/json';
import type { EventRecord, EventState, User } from '../model';
import { bodyPreview, shownBody } from '../graph/odata/item-text';
import type { Preferences } from '../graph/odata/preferences';
import { wallTimeIn } from '../graph/odata/times';

export const idOf = (record: EventRecord, prefer: Preferences): string => (prefer.immutableIds ? record.immutableId : record.defaultId);
export const etagOf = (state: EventState): string => `W/"${state.changeKey}"`;

type Field = (record: EventRecord, state: EventState, owner: User, prefer: Preferences) => JsonObject[string];

const stamp = (at: number): string => `${new Date(at).toISOString().slice(0, 23)}0000Z`;

/** All-day events are dates: they show midnight in whatever zone is asked for. */
const shownZone = (state: EventState, prefer: Preferences): string => (state.isAllDay ? 'UTC' : prefer.zone);

/** An occurrence that was changed by itself is an exception (outlook-schedule-recurring-events.md). */
function typeOf({ series, createdAt }: EventRecord, { changedAt }: EventState): string {
  if (!series) return 'singleInstance';
  if (series.role === 'master') return 'seriesMaster';
  return changedAt === createdAt ? 'occurrence' : 'exception';
}

const fields: Readonly<Record<string, Field>> = {
  createdDateTime: (record) => stamp(record.createdAt),
  lastModifiedDateTime: (_, state) => stamp(state.changedAt),
  changeKey: (_, state) => state.changeKey,
  categories: (_, state) => state.categories,
  transactionId: (record) => record.transactionId,
  originalStartTimeZone: (_, state) => state.startZone,
  originalEndTimeZone: (_, state) => state.endZone,
  iCalUId: (record) => record.iCalUId,
  reminderMinutesBeforeStart: (_, state) => state.reminderMinutesBeforeStart,
  isReminderOn: (_, state) => state.isReminderOn,
  hasAttachments: () => false,
  subject: (_, state) => state.subject,
  bodyPreview: (_, state) => bodyPreview(state.body),
  importance: (_, state) => state.importance,
  sensitivity: (_, state) => state.sensitivity,
  isAllDay: (_, state) => state.isAllDay,
  isCancelled: () => false,
  isOrganizer: () => true,
  responseRequested: (_, state) => state.responseRequested,
  seriesMasterId: ({ series }, _, __, prefer) => (series?.role === 'occurrence' ? idOf(series.master, prefer) : null),
  showAs: (_, state) => state.showAs,
  type: typeOf,
  webLink: (record) => `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(record.defaultId)}&exvsurl=1&path=/calendar/item`,
  onlineMeetingUrl: () => null,
  isOnlineMeeting: () => false,
  onlineMeetingProvider: () => 'unknown',
  allowNewTimeProposals: (_, state) => state.allowNewTimeProposals,
  isDraft: () => false,
  hideAttendees: (_, state) => state.hideAttendees,
  recurrence: ({ series }) => (series?.role === 'master' ? series.recurrence : null),
  onlineMeeting: () => null,
  originalStart: ({ series }, state) => stamp(series?.role === 'occurrence' ? series.originalStart : state.startsAt),
  responseStatus: () => ({ response: 'organizer', time: '0001-01-01T00:00:00Z' }),
  body: (_, state, __, prefer) => shownBody(state.body, prefer),
  start: (_, state, __, prefer) => ({ dateTime: wallTimeIn(state.startsAt, shownZone(state, prefer)), timeZone: prefer.zone }),
  end: (_, state, __, prefer) => ({ dateTime: wallTimeIn(state.endsAt, shownZone(state, prefer)), timeZone: prefer.zone }),
  location: (_, state) => ({ displayName: state.location, locationType: 'default', uniqueIdType: 'unknown', address: {}, coordinates: {} }),
  locations: (_, state) =>
    state.location === ''
      ? []
      : [{ displayName: state.location, locationType: 'default', uniqueId: state.location, uniqueIdType: 'private' }],
  attendees: () => [],
  organizer: (_, __, owner) => ({ emailAddress: { name: owner.displayName, address: owner.userPrincipalName } }),
};

const whole = Object.keys(fields).filter((name) => name !== 'originalStart');

/** What `$select` may name. */
export const eventProperties: ReadonlySet<string> = new Set(['id', ...Object.keys(fields)]);

/** An event as Graph shows it; extended properties only as far as `$expand` names one. */
export function eventView(
  record: EventRecord,
  state: EventState,
  owner: User,
  prefer: Preferences,
  select?: readonly string[],
  expanded?: string,
): JsonObject {
  const view: Record<string, JsonObject[string]> = { '@odata.etag': etagOf(state), id: idOf(record, prefer) };
  for (const name of select ?? whole) {
    const field = fields[name];
    const value = field?.(record, state, owner, prefer);
    if (value !== undefined) view[name] = value;
  }
  const value = expanded === undefined ? undefined : state.extended.get(expanded);
  if (expanded !== undefined && value !== undefined) view['singleValueExtendedProperties'] = [{ id: expanded, value }];
  return view;
}
