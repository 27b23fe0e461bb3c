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

/** A fixed number of milliseconds, or one drawn for each case: between two bounds, or as a function says. */
export type Span = number | readonly [least: number, most: number] | ((random: () => number) => number);

/** Switches of the tenant; all of them may be changed while it runs. */
export interface TenantOptions {
  /**
   * UNVERIFIED by Microsoft's pages: what a second POST with the same `transactionId` does. `remembered`: it is refused, also after the event was
   * deleted. `replayed`: it answers 201 with the event of the first. `forgotten`: it makes a second event.
   */
  transactionIds: 'remembered' | 'replayed' | 'forgotten';
  /** Clients in the field expect 409 or 400 for ErrorDuplicateTransactionId. */
  duplicateStatus: 409 | 400;
  /** How long a list (`events?$filter`, calendarView, `messages`, SharePoint's `items`) goes on not showing a change. GET by id is immediate. */
  listLagMs: Span;
  /** How long getSchedule goes on not knowing of a change. Microsoft gives no bound; the field reports tens of seconds. */
  scheduleLagMs: Span;
  /** `details`: the owners of all calendars let everybody see subject and place of what is not private; `times`: they do not. */
  scheduleItems: 'times' | 'details';
  /** UNVERIFIED: whether RBAC for Applications limits the schedules asked for, or only the mailbox in the URL. */
  scheduleScope: 'reader' | 'schedules';
  /** How long reads of the directory go on showing what was before a write. Microsoft gives no bound; the field reports seconds to minutes. */
  directoryLagMs: Span;
  /** The directory's limits: resource units of an app in ten seconds, its writes in two and a half minutes, and those of all apps in five. */
  directoryLimit: { units: number; writes: number; tenantWrites: number };
  /** SharePoint's limit: resource units of an app in a minute, of the smallest tenants. */
  sharePointLimit: { units: number };
  /** How long reads go on showing the photo before, or none. UNVERIFIED. */
  photoLagMs: Span;
  /** The code of the 404 where somebody has no photo; the field has seen several (ErrorItemNotFound, ErrorEntityNotFound, ImageNotFound). */
  noPhotoCode: string;
  /** UNVERIFIED: how a list refuses a second value of a unique column, 409 nameAlreadyExists or 400 invalidRequest. */
  duplicateValues: 'conflict' | 'invalid';
  /** How long the places do not know a new room. Microsoft's page says that the list may lag, by up to a day. */
  placeLagMs: Span;
  /**
   * What PATCH places does without the Exchange role TenantPlacesManagement. `ignored`: Microsoft's known issue, success without an effect;
   * `refused` is UNVERIFIED.
   */
  placeRole: 'granted' | 'refused' | 'ignored';
  /** How long a message that was sent from a draft is not yet the copy in Sent Items. */
  sentLagMs: Span;
  /**
   * What the draft's id names until then. Microsoft's page says that reading it may not succeed: `missing`. `draft`, where the message still
   * looks unsent and may be sent a second time, is UNVERIFIED.
   */
  whileSending: 'missing' | 'draft';
  /** UNVERIFIED: whether the copy in Sent Items has the draft's internetMessageId. */
  internetMessageIds: 'kept' | 'replaced';
  /** UNVERIFIED: DELETE of a message moves it to Deleted Items, where its immutable id still finds it (`moved`), or lower (`gone`). */
  deletedMessages: 'moved' | 'gone';
  /** Exchange Online's limits per sending mailbox; whatever app it sends for. */
  sendingLimit: { messagesPerMinute: number; recipientsPerDay: number };
  /** How long Graph takes for a request; the mailbox's concurrency slot is held that long. */
  latencyMs: Span;
  /** UNVERIFIED: the metadata says calendarView is not expandable, some clients found that it is. */
  calendarViewExpand: 'refused' | 'answered';
  /** Seen in the field: Exchange moves an event's change key once, some seconds after its creation. Undefined: never. */
  bumpAfterCreateMs: number | undefined;
  /** Outlook's limits per app and mailbox. */
  mailboxLimit: { requests: number; windowMs: number; concurrent: number };
  /** Graph's limit per app. */
  appLimit: { requests: number; windowMs: number };
  /** Text of Retry-After when a mailbox has too many requests at once. */
  concurrencyRetryAfter: string;
}

export const defaultOptions = (): TenantOptions => ({
  transactionIds: 'remembered',
  duplicateStatus: 409,
  listLagMs: 0,
  scheduleLagMs: 0,
  scheduleItems: 'times',
  scheduleScope: 'reader',
  directoryLagMs: 0,
  directoryLimit: { units: 3_500, writes: 3_000, tenantWrites: 18_000 },
  sharePointLimit: { units: 1_250 },
  photoLagMs: 0,
  noPhotoCode: 'ImageNotFound',
  duplicateValues: 'conflict',
  placeLagMs: 0,
  placeRole: 'granted',
  sentLagMs: 0,
  whileSending: 'missing',
  internetMessageIds: 'kept',
  deletedMessages: 'gone',
  sendingLimit: { messagesPerMinute: 30, recipientsPerDay: 10_000 },
  latencyMs: 0,
  calendarViewExpand: 'refused',
  bumpAfterCreateMs: undefined,
  mailboxLimit: { requests: 10_000, windowMs: 600_000, concurrent: 4 },
  appLimit: { requests: 130_000, windowMs: 10_000 },
  concurrencyRetryAfter: '1',
});

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
