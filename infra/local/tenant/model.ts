import type { EpochMs } from '../../../shared/kernel/clock';
import type { Json, JsonObject } from '../../../shared/kernel/json';
import type { LateView } from './late-view';
import type { MessageRecord } from './mail/model';

/** One HTTP request as Graph sees it. */
export interface GraphCall {
  readonly method: string;
  /** Below the version root, query included, encoded: `/users/oak%40city.example/events`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** In place of a body. */
  readonly content?: Content;
}

/** Bytes of a media type that is not JSON. */
export interface Content {
  readonly type: string;
  readonly base64: string;
}

export interface TenantAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** In place of a body. */
  readonly content?: Content;
}

/** Who calls, as a checked access token for Graph says it. */
export interface Principal {
  readonly tenantId: string;
  readonly appId?: string;
  readonly roles: readonly string[];
  readonly idtyp: 'app' | 'user';
  readonly expiresAt: EpochMs;
}

export type MailboxKind = 'room' | 'user' | 'shared';

export interface User {
  /** Object id, a GUID. */
  readonly id: string;
  readonly userPrincipalName: string;
  readonly kind: MailboxKind;
  /** False: known to the directory, without a mailbox in Exchange Online. */
  readonly hasMailbox: boolean;
  /** True for somebody with an administrator's role. */
  readonly isPrivileged: boolean;
  displayName: string;
  profile: JsonObject;
}

/** One version of what the directory says of a user. */
export interface UserState {
  readonly displayName: string;
  /** Properties beyond the default ones, by their Graph names. */
  readonly profile: JsonObject;
}

/** One version of an event; a change makes another one. */
export interface EventState {
  readonly subject: string;
  readonly body: { readonly contentType: 'text' | 'html'; readonly content: string };
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly startZone: string;
  readonly endZone: string;
  readonly isAllDay: boolean;
  readonly showAs: string;
  readonly sensitivity: string;
  readonly importance: string;
  readonly categories: readonly string[];
  readonly location: string;
  readonly isReminderOn: boolean;
  readonly reminderMinutesBeforeStart: number;
  readonly responseRequested: boolean;
  readonly allowNewTimeProposals: boolean;
  readonly hideAttendees: boolean;
  /** By the canonical form of the property's id. */
  readonly extended: ReadonlyMap<string, string>;
  readonly changeKey: string;
  readonly changedAt: EpochMs;
}

/** An event through its life; lists and schedules see an older version of it while they lag. */
export interface EventRecord {
  readonly immutableId: string;
  /** The id without `Prefer: IdType="ImmutableId"`. */
  readonly defaultId: string;
  readonly iCalUId: string;
  readonly createdAt: EpochMs;
  readonly transactionId?: string;
  /** Id of the calendar it was made in; absent: the default one. */
  readonly calendarId?: string;
  /** Undefined once deleted. */
  current: EventState | undefined;
  readonly inLists: LateView<EventState>;
  readonly inSchedules: LateView<EventState>;
  bumped: boolean;
  /** Absent: a single event. */
  readonly series?: InSeries;
}

/** A master stands in lists of events only, its occurrences in calendarView and schedules only (calendar-list-calendarview.md). */
export type InSeries =
  | { readonly role: 'master'; readonly recurrence: JsonObject; readonly occurrences: EventRecord[] }
  | { readonly role: 'occurrence'; readonly master: EventRecord; readonly originalStart: EpochMs };

export interface Mailbox {
  readonly owner: User;
  /** Calendars beside the default one, name by id. */
  readonly calendars: Map<string, string>;
  readonly byImmutableId: Map<string, EventRecord>;
  readonly byDefaultId: Map<string, EventRecord>;
  /** Every record that exists or that lists or schedules still show. */
  readonly records: Set<EventRecord>;
  /** Used transaction ids and the event each one made. */
  readonly transactions: Map<string, EventRecord>;
  readonly messages: {
    readonly byImmutableId: Map<string, MessageRecord>;
    readonly byDefaultId: Map<string, MessageRecord>;
    /** Every record that exists or that lists still show, oldest first. */
    readonly records: Set<MessageRecord>;
  };
}

/** The extended property by which the product recognises its events; its value is the reservation's id. */
export const INSTEP_PROPERTY = 'String {9d3c8f0a-6c1e-4b57-9a3e-5f2d1c7b8e40} Name InstepItem';

/** The extended property by which the product recognises its mails. */
export const INSTEP_MAIL_PROPERTY = 'String {9d3c8f0a-6c1e-4b57-9a3e-5f2d1c7b8e40} Name InstepMail';
