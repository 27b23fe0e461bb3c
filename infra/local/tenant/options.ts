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
