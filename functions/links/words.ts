/** What the page says, with and without a script. */
export const WORDS = {
  title: 'Your reservation',
  unusable: 'This link is not valid, or no longer. Please use the link you were given, whole.',
  tooLate: 'It can no longer be cancelled.',
  tooMany: 'Too many requests came from your network within an hour. Nothing was done; please try again later, or ask our staff.',
  failed: 'That did not work just now. Please try again in a minute.',
  cancelled: 'Your reservation is cancelled.',
  cancel: 'Cancel this reservation',
  question: 'Cancel for good? The time is then free for others.',
  really: 'Yes, cancel it',
  keep: 'No, keep it',
} as const;

export const STATUS_WORDS: Readonly<Record<string, string>> = {
  pending: 'Waiting for a decision. The time is kept for you.',
  approved: 'Approved.',
  denied: 'Denied.',
  cancelled: 'Cancelled.',
  expired: 'Expired: nobody decided in time.',
};

/** Of a sync state; `other` stands for those that are not named. */
export interface StateWords extends Readonly<Record<string, string>> {
  readonly other: string;
}

const WAITS_FOR_STAFF = 'Not up to date yet; our staff look after it.';
export const CALENDAR_WORDS: StateWords = {
  'in-step': 'Up to date.',
  'not-synced': 'This space has no calendar.',
  'needs-attention': WAITS_FOR_STAFF,
  parked: WAITS_FOR_STAFF,
  blocked: WAITS_FOR_STAFF,
  other: 'Being brought up to date.',
};

const NOT_SENT = 'Not sent yet; our staff look after it.';
export const MAIL_WORDS: StateWords = {
  'in-step': 'Sent.',
  'needs-attention': NOT_SENT,
  parked: NOT_SENT,
  blocked: NOT_SENT,
  other: 'On its way.',
};

/** The facts of a reservation, in the order of the page: the id of each, and what it is called. */
export const FACTS = {
  space: 'Space',
  time: 'Time',
  status: 'Status',
  reference: 'Reference',
  hold: 'Kept for you until',
  reason: 'The office writes',
  calendar: 'Room calendar',
  mail: 'Our last mail to you',
} as const;
export type Fact = keyof typeof FACTS;
