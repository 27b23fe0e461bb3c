import { z } from 'zod';
import {
  actorKindOut,
  emailIn,
  instantIn,
  instantOut,
  manyLines,
  oneLine,
  reservationIdIn,
  spaceIdIn,
  spanOf,
  staffOnly,
  staffOnlyMembers,
} from '../messages/fields';
import { entityTags } from '../kernel/entity-tags';
import { SYNC_STATES } from '../sync/item/item';
import { HOUSE_RULES, PURPOSES, type ReservationStatus } from './model';

const STATUSES = ['pending', 'approved', 'denied', 'cancelled', 'expired'] as const satisfies readonly ReservationStatus[];
/** No space may allow more; it bounds what one request can make the ledger read. */
const LONGEST_DAYS = 92;

const inOrder = spanOf('startsAt', 'endsAt', LONGEST_DAYS);

export const ReservationPath = z.strictObject({ id: reservationIdIn.meta({ description: 'Given out when the reservation was made.' }) });

export const IdempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{16,255}$/, { error: 'must be 16 to 255 visible ASCII characters, new for each reservation' })
    .meta({ description: 'Chosen by the caller, new for each reservation. The same key and body always get the same answer (48 hours).' }),
});

const contactIn = z.strictObject({ name: oneLine(120), email: emailIn, phone: oneLine(40).optional() });
const calendarIdIn = z.string().regex(/^[\w=+/-]{1,512}$/, { error: 'must be the id of a calendar as Microsoft Graph gives it' });

const confirmIn = z
  .array(z.enum(HOUSE_RULES))
  .max(HOUSE_RULES.length)
  .optional()
  .meta(staffOnly('Rules of the space that this may break, by the names that the problem `rule-broken` gives in `confirm`.'));

interface Purposed {
  readonly contact?: unknown;
  readonly purpose?: string | undefined;
  readonly alsoIn?: readonly { readonly mailbox: string; readonly calendarId?: string | undefined }[] | undefined;
}

function fitsPurpose({ contact, purpose, alsoIn }: Purposed, context: z.core.$RefinementCtx): void {
  const fault = (path: (string | number)[], message: string): void => {
    context.addIssue({ code: 'custom', path, message });
  };
  if (purpose === undefined && contact === undefined) fault(['contact'], 'is missing');
  const seen = new Set<string>();
  for (const [at, { mailbox, calendarId = '' }] of (alsoIn ?? []).entries()) {
    const target = `${mailbox.toLowerCase()} ${calendarId}`;
    if (seen.has(target)) fault(['alsoIn', at], 'must be given once');
    seen.add(target);
  }
}

export const SubmitReservationBody = z
  .strictObject({
    spaceId: spaceIdIn,
    startsAt: instantIn,
    endsAt: instantIn,
    title: oneLine(120),
    attendance: z.number().int().min(1).max(100_000).optional(),
    notes: manyLines(2_000).optional(),
    contact: contactIn.optional().meta({ description: 'Required, but for a programme session.' }),
    purpose: z.enum(PURPOSES).optional().meta(staffOnly('The time is for the house itself and approved at once.')),
    alsoIn: z
      .array(z.strictObject({ mailbox: emailIn, calendarId: calendarIdIn.optional() }))
      .min(1)
      .max(5)
      .optional()
      .meta(staffOnly("Calendars that a programme session is to stand in too: a mailbox's own, or another of its calendars by id.")),
    confirm: confirmIn,
    notify: z.boolean().optional().meta(staffOnly('`false`: nobody is told by mail.')),
  })
  .superRefine(inOrder)
  .superRefine(fitsPurpose)
  .meta({ title: 'NewReservation' });

/** One state, or any; in the form that a proxy gave the tag, too. */
const revisionTag = z.string().refine((header) => revisionTags(header).length === 1 || header.trim() === '*', {
  error: 'must be the ETag of the reservation as you read it, such as "r3"',
});

const revisionTags = (header: string): readonly string[] => entityTags(header).filter((tag) => /^"r\d{1,9}"$/.test(tag));

/** The revision that a header which passed names; undefined: any. */
export function revisionNamed(header: string): number | undefined {
  const [tag] = revisionTags(header);
  return tag === undefined ? undefined : Number(tag.slice(2, -1));
}

/** `"r3"`, as given in ETag; `*` stands for whatever is there. */
export const IfMatchHeader = z.object({
  'if-match': revisionTag.optional().meta({ description: 'Required of staff: the ETag of the reservation as you read it.' }),
});
/** As above, where nobody needs to send it. */
export const RevisionHeader = z.object({ 'if-match': revisionTag.optional() });

/** What is left out stays as it is; `null` takes a value away. */
export const ChangeReservationBody = z
  .strictObject({
    spaceId: spaceIdIn.optional(),
    startsAt: instantIn.optional(),
    endsAt: instantIn.optional(),
    title: oneLine(120).optional(),
    publicTitle: oneLine(120).nullable().optional().meta(staffOnly('What the public feed may show.')),
    attendance: z.number().int().min(1).max(100_000).nullable().optional(),
    notes: manyLines(2_000).nullable().optional(),
    contact: contactIn.optional(),
    confirm: confirmIn,
    legalHold: z.boolean().optional().meta(staffOnly('By itself: while true nothing of it is removed with time.')),
  })
  .superRefine(({ legalHold, ...others }, context) => {
    const alone = Object.values(others).every((value) => value === undefined);
    if (legalHold !== undefined && !alone) context.addIssue({ code: 'custom', path: ['legalHold'], message: 'must be sent alone' });
  })
  .superRefine(inOrder)
  .meta({ title: 'ReservationChange' });

export const DecisionBody = z
  .strictObject({
    reason: manyLines(500).optional().meta({ description: 'Shown to staff and to whoever made the reservation.' }),
    notify: z.boolean().optional().meta(staffOnly('`false`: nobody is told by mail.')),
  })
  .meta({ title: 'Decision' });

export const ReservationsQuery = z.strictObject({
  status: z.enum(STATUSES).optional(),
  spaceId: spaceIdIn.optional(),
  from: instantIn.optional().meta({ description: 'Only what ends after this.' }),
  to: instantIn.optional().meta({ description: 'Only what starts before this; at most 62 days after from, where both are given.' }),
  q: oneLine(120).optional().meta({
    description: 'A reference, as mails name it, or a part of title, name or mail address; upper and lower case are the same.',
  }),
});

const MOST_LISTED_DAYS = 62;

export const listedSpan = spanOf('from', 'to', MOST_LISTED_DAYS);

/** `not-synced`: the space has no calendar in Microsoft, so there is nothing to keep in step. */
const SyncSummary = z.object({
  state: z.enum([...SYNC_STATES, 'not-synced']),
  reason: z
    .object({
      code: z.string(),
      /** For staff only: it may name a mailbox. */
      sentence: z.string().optional(),
      who: z.enum(['nobody', 'operator', 'azure-admin', 'directory-admin', 'staff']).optional(),
      nextTryAt: instantOut.optional(),
    })
    .optional(),
});

const outline = {
  id: z.string(),
  reference: z.string().meta({ description: 'What mails name it by, to say over the counter.' }),
  status: z.enum(STATUSES),
  spaceId: z.string(),
  startsAt: instantOut,
  endsAt: instantOut,
  exchange: z.enum(['free', 'unavailable', 'not-asked']).meta({
    description:
      'What Exchange said of the time when it was last asked. `unavailable`: it did not answer in time; where reservations are approved ' +
      'automatically, this one is pending until its event is written and nobody else is found there.',
  }),
};

export const ReservationReceipt = z
  .object({ ...outline, sync: z.object({ state: SyncSummary.shape.state }), manageUrl: z.url() })
  .meta({ title: 'ReservationReceipt' });
export type ReservationReceipt = z.infer<typeof ReservationReceipt>;

/** What everybody with the id may see; staff and the bearer of the link see the rest too. */
export const ReservationView = z
  .object({
    ...outline,
    sync: SyncSummary,
    title: z.string().optional(),
    publicTitle: z.string().optional(),
    revision: z.number().optional(),
    changedAt: instantOut.optional(),
    attendance: z.number().optional(),
    notes: z.string().optional(),
    contact: z.object({ name: z.string(), email: z.string(), phone: z.string().optional() }).optional(),
    contactRemovedAt: instantOut.optional().meta({ description: 'When contact and notes were removed.' }),
    legalHold: z.boolean().optional().meta({ description: 'Staff only.' }),
    purpose: z.enum(PURPOSES).optional(),
    alsoIn: z
      .array(z.object({ mailbox: z.string(), calendarId: z.string().optional(), sync: SyncSummary }))
      .optional()
      .meta({ description: 'Staff only.' }),
    submittedAt: instantOut.optional(),
    holdUntil: instantOut.optional(),
    decision: z
      .object({
        at: instantOut,
        byHouse: z.boolean().meta({ description: 'By somebody who acts for the house: the reason is its word to whoever made it.' }),
        by: z.object({ kind: actorKindOut, objectId: z.string().optional() }),
        reason: z.string().optional(),
      })
      .optional(),
    manageUrl: z.url().optional().meta({ description: 'For a bearer who gave another address: the link that opens it from now on.' }),
    mail: z
      .union([SyncSummary, z.object({ state: z.literal('withheld'), sentence: z.string() })])
      .optional()
      .meta({
        description:
          'Where the last mail about it stands, when it is read alone by staff or bearer; absent: there is none. `withheld`, for staff: why none tells of the last change.',
      }),
  })
  .meta({ title: 'Reservation' });
export type ReservationView = z.infer<typeof ReservationView>;

export const ReservationList = z
  .object({ items: z.array(ReservationView), continuation: z.string().optional() })
  .meta({ title: 'ReservationList' });

/** By the permission that gives them: members of its body that nobody else may give. */
export const STAFF_FIELDS = {
  'reservations.house': staffOnlyMembers(SubmitReservationBody),
  'reservations.change': staffOnlyMembers(ChangeReservationBody),
  'reservations.decide': staffOnlyMembers(DecisionBody),
} as const;
