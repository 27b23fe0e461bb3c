import { z } from 'zod';
import { emailIn, instantIn, instantOut, manyLines, oneLine, spaceIdIn, timeZoneIn } from '../messages/fields';
import { EVENT_SENSITIVITIES, EVENT_SUBJECTS, type PlaceField } from './model';

const minutes = (most: number) => z.number().int().min(0).max(most);

export const SpacePath = z.strictObject({ id: spaceIdIn });

/** What the parts say comes first: a fault is told once. */
const isSound = ({ issues }: { readonly issues: readonly unknown[] }): boolean => issues.length === 0;

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: 'must be a time of day from 00:00 to 24:00' });
const openTime = z
  .strictObject({ opens: timeOfDay, closes: timeOfDay })
  .refine(({ opens, closes }) => opens < closes, { error: 'must close after it opens', path: ['closes'], when: isSound });
const openTimes = z.array(openTime).max(12);
const hours = openTimes.optional();

function eachDateOnce(days: readonly { readonly date: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, { date }] of days.entries()) {
    if (seen.has(date)) context.addIssue({ code: 'custom', message: 'must be given once', path: [index, 'date'] });
    seen.add(date);
  }
}

/** Rules of times of the day go by the space's own zone. */
const rules = {
  approval: z.enum(['automatic', 'staff']),
  minDurationMinutes: minutes(122_400).optional(),
  maxDurationMinutes: z.number().int().min(1).max(122_400),
  slotStepMinutes: z.number().int().min(1).max(1_440).optional().meta({ description: 'Starts and lengths are whole steps from midnight.' }),
  leadTimeMinutes: minutes(525_600).optional().meta({ description: 'How long before its start a reservation must be made.' }),
  horizonDays: z
    .number()
    .int()
    .min(1)
    .max(1_825)
    .optional()
    .meta({ description: 'How far ahead a reservation may lie. Left out: five years.' }),
  setupMinutes: minutes(1_440),
  cleanupMinutes: minutes(1_440),
  holdHours: z.number().int().min(1).max(2_160).meta({ description: 'How long a pending reservation keeps its time.' }),
  openingHours: z
    .strictObject({ monday: hours, tuesday: hours, wednesday: hours, thursday: hours, friday: hours, saturday: hours, sunday: hours })
    .optional()
    .meta({ description: 'By weekday. Left out: always open; a weekday left out: closed.' }),
  specialDays: z
    .array(z.strictObject({ date: z.iso.date({ error: 'must be a date, such as 2026-12-24' }), open: openTimes }))
    .max(400)
    .superRefine(eachDateOnce)
    .optional()
    .meta({ description: "Instead of the weekday's hours; no hours: closed." }),
  approverEmail: emailIn.optional().meta({
    description: 'Who is asked by mail to decide. Shown to staff only. Left out: whom the setting MAIL_APPROVER names.',
  }),
  openPerContact: z.number().int().min(1).max(1_000).optional().meta({ description: 'Reservations that one contact may have open.' }),
  termsText: manyLines(10_000).optional(),
};
const reservationConfig = z
  .strictObject({
    ...rules,
    blackouts: z
      .array(
        z
          .strictObject({ startsAt: instantIn, endsAt: instantIn, reason: oneLine(200).optional() })
          .refine(({ startsAt, endsAt }) => startsAt < endsAt, { error: 'must end after it starts', path: ['endsAt'], when: isSound }),
      )
      .max(400)
      .optional(),
  })
  .refine(({ minDurationMinutes = 0, maxDurationMinutes }) => minDurationMinutes <= maxDurationMinutes, {
    error: 'must not be longer than maxDurationMinutes',
    path: ['minDurationMinutes'],
    when: isSound,
  })
  .refine(stepsFit, {
    error: 'must leave a whole number of steps between minDurationMinutes and maxDurationMinutes',
    path: ['slotStepMinutes'],
    when: isSound,
  })
  .refine(({ leadTimeMinutes = 0, horizonDays }) => horizonDays === undefined || leadTimeMinutes < horizonDays * 1_440, {
    error: 'must be shorter than horizonDays',
    path: ['leadTimeMinutes'],
    when: isSound,
  });

function stepsFit({ slotStepMinutes: step = 1, ...config }: { slotStepMinutes?: number | undefined } & DurationBounds): boolean {
  return Math.max(Math.ceil((config.minDurationMinutes ?? 0) / step), 1) * step <= config.maxDurationMinutes;
}

interface DurationBounds {
  readonly minDurationMinutes?: number | undefined;
  readonly maxDurationMinutes: number;
}

const reservationConfigView = z.object({
  ...rules,
  blackouts: z.array(z.object({ startsAt: instantOut, endsAt: instantOut, reason: z.string().optional() })).optional(),
});

const publicFeed = z.enum(['off', 'busy', 'titles']);
const eventSubject = z.enum(EVENT_SUBJECTS);
const eventSensitivity = z.enum(EVENT_SENSITIVITIES);

const STATES = ['open', 'closed', 'archived'] as const;
const STATES_SAY =
  '`closed`: nothing is reserved for the time being. `archived`: nothing is reserved any more, and lists show it to staff only. What stands stays.';

const ignored = z.unknown().optional().meta({ readOnly: true, description: 'As it was read: not looked at.' });

const authority = z.enum(['app', 'entra']).optional();
const placeAuthority = z.strictObject({
  building: authority,
  capacity: authority,
  floor: authority,
  floorLabel: authority,
  wheelchairAccessible: authority,
} satisfies Record<PlaceField, typeof authority>);

/** A space as a whole: what is left out is taken away. */
export const SpaceBody = z
  .strictObject({
    id: spaceIdIn.optional().meta({ description: 'May be left out; must be the one of the path.' }),
    name: oneLine(120),
    building: z.strictObject({ name: oneLine(120), abbreviation: oneLine(20) }),
    timeZone: timeZoneIn.optional().meta({ description: "IANA name; left out: the organisation's." }),
    capacity: z.number().int().min(1).max(100_000).optional(),
    displayName: oneLine(120).optional().meta({ description: 'Left out: the name. The address of the room stays as it is.' }),
    floor: z.number().int().min(-20).max(200).optional().meta({ description: '0: the ground floor.' }),
    floorLabel: oneLine(60).optional(),
    wheelchairAccessible: z.boolean().optional(),
    placeAuthority: placeAuthority.optional().meta({
      description:
        'Who decides what the room finder says: `app`, or left out, writes it there; `entra` leaves it to whoever keeps it there.',
    }),
    features: z.array(oneLine(60)).max(50).default([]),
    state: z.enum(STATES).default('open').meta({ description: STATES_SAY }),
    partOf: spaceIdIn.optional().meta({ description: 'The whole that this space is a part of.' }),
    exchangeResourceMailbox: emailIn.optional(),
    calendar: z.strictObject({ exchangeCalendarAddress: emailIn }).optional(),
    reservationConfig: reservationConfig.optional().meta({ description: 'Left out: staff only.' }),
    publicFeed: publicFeed.optional().meta({ description: 'Left out: `busy`.' }),
    eventSubject: eventSubject.optional().meta({
      description:
        'What the subject of an event in the room calendar says: the title that its sender gave it, or a word and the reference. Left out: as it was; a new space: `reference`.',
    }),
    eventSensitivity: eventSensitivity.optional().meta({
      description: '`private`: Outlook shows others the time only. Left out: as it was; a new space: as people set it in Outlook.',
    }),
    // What is answered may be put back as a whole.
    ...{ feedUrl: ignored, webcalUrl: ignored, addToOutlookUrl: ignored, revision: ignored, changedAt: ignored },
  })
  .transform(({ feedUrl: _f, webcalUrl: _w, addToOutlookUrl: _o, revision: _r, changedAt: _c, ...given }) => given)
  .meta({ title: 'SpaceInput' });

const tags = z
  .string()
  .regex(/^(?:[^"]*"[^"]*")+[^"]*$|^\s*\*\s*$/, { error: 'must be the ETag of the space as you read it, such as "r3.k2vq7"' });

/** `*` stands for whatever is there. */
export const SpaceChangeHeaders = z.object({
  'if-match': tags.optional().meta({ description: 'Required where the space is there: the ETag of the space as you read it.' }),
});
export const SpacePutHeaders = SpaceChangeHeaders.extend({
  'if-none-match': z
    .literal('*', { error: 'must be *: the space is created, and nothing is changed' })
    .optional()
    .meta({ description: '`*`: the space is created, or refused if it is there.' }),
});
export const SpaceReadHeaders = z.object({
  'if-none-match': z
    .string()
    .optional()
    .meta({ description: 'The ETag of an earlier answer: nothing is sent again while it is the same.' }),
});

export const SpaceView = z
  .object({
    id: z.string(),
    name: z.string(),
    building: z.object({ name: z.string(), abbreviation: z.string() }),
    timeZone: z.string(),
    capacity: z.number().optional(),
    displayName: z.string().meta({ description: 'As given, or the name.' }),
    floor: z.number().optional(),
    floorLabel: z.string().optional(),
    wheelchairAccessible: z.boolean().optional(),
    features: z.array(z.string()),
    state: z.enum(STATES),
    partOf: z.string().optional(),
    reservationConfig: reservationConfigView.optional(),
    publicFeed,
    eventSubject: eventSubject.optional().meta({ description: 'Staff only.' }),
    eventSensitivity: eventSensitivity.optional().meta({ description: 'Staff only.' }),
    feedUrl: z.url().optional().meta({ description: 'The public calendar as a file, where there is one.' }),
    webcalUrl: z.string().optional().meta({ description: 'The same, for a calendar application to subscribe to.' }),
    addToOutlookUrl: z.url().optional().meta({ description: 'Staff only: subscribes to the public calendar in Outlook on the web.' }),
    exchangeResourceMailbox: z.string().optional().meta({ description: 'Staff only.' }),
    placeAuthority: placeAuthority.optional().meta({ description: 'Staff only.' }),
    calendar: z.object({ exchangeCalendarAddress: z.string() }).optional().meta({ description: 'Staff only.' }),
    revision: z.number(),
    changedAt: instantOut,
  })
  .meta({ title: 'Space' });
export type SpaceView = z.infer<typeof SpaceView>;

export const SpaceList = z.object({ items: z.array(SpaceView) }).meta({ title: 'SpaceList' });
