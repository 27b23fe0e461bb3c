import { z } from 'zod';
import { toSpaceId } from '../kernel/ids';

const line = /^[^\p{Cc}\p{Cs}]*$/u;
const oneLine = (most: number) => z.string().trim().min(1).max(most).regex(line, { error: 'must be one line without control characters' });

const spaceIdIn = z
  .string()
  .meta({ pattern: '^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$' })
  .transform((text, context) => {
    const id = toSpaceId(text);
    if (id !== undefined) return id;
    context.addIssue({ code: 'custom', message: 'must be lower-case letters, digits and inner hyphens, 40 characters at most' });
    return z.NEVER;
  });

const timeZone = oneLine(64).refine(isTimeZone, { error: 'must be an IANA time zone, such as Europe/Vienna' });

function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

const mailbox = z.email().max(254);
const minutes = (most: number) => z.number().int().min(0).max(most);

export const SpacePath = z.strictObject({ id: spaceIdIn });

const reservationConfig = z.strictObject({
  approval: z.enum(['automatic', 'staff']),
  maxDurationMinutes: z.number().int().min(1).max(122_400),
  setupMinutes: minutes(1_440),
  cleanupMinutes: minutes(1_440),
  holdHours: z.number().int().min(1).max(2_160),
});

/** A space as a whole: what is left out is taken away. */
export const SpaceBody = z
  .strictObject({
    id: spaceIdIn.optional().meta({ description: 'May be left out; must be the one of the path.' }),
    name: oneLine(120),
    building: z.strictObject({ name: oneLine(120), abbreviation: oneLine(20) }),
    timeZone: timeZone.optional().meta({ description: "IANA name; left out: the organisation's." }),
    capacity: z.number().int().min(1).max(100_000).optional(),
    features: z.array(oneLine(60)).max(50).default([]),
    state: z.enum(['open', 'closed']).default('open'),
    partOf: spaceIdIn.optional().meta({ description: 'The whole that this space is a part of.' }),
    exchangeResourceMailbox: mailbox.optional(),
    calendar: z.strictObject({ exchangeCalendarAddress: mailbox }).optional(),
    reservationConfig: reservationConfig.optional().meta({ description: 'Left out: staff only.' }),
  })
  .meta({ title: 'SpaceInput' });
export type SpaceBody = z.infer<typeof SpaceBody>;

export const SpaceView = z
  .object({
    id: z.string(),
    name: z.string(),
    building: z.object({ name: z.string(), abbreviation: z.string() }),
    timeZone: z.string(),
    capacity: z.number().optional(),
    features: z.array(z.string()),
    state: z.enum(['open', 'closed']),
    partOf: z.string().optional(),
    reservationConfig: reservationConfig.optional(),
    exchangeResourceMailbox: z.string().optional().meta({ description: 'Staff only.' }),
    calendar: z.object({ exchangeCalendarAddress: z.string() }).optional().meta({ description: 'Staff only.' }),
    revision: z.number(),
    changedAt: z.string().meta({ format: 'date-time' }),
  })
  .meta({ title: 'Space' });
export type SpaceView = z.infer<typeof SpaceView>;

export const SpaceList = z.object({ items: z.array(SpaceView) }).meta({ title: 'SpaceList' });
