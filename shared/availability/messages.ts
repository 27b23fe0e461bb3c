import { z } from 'zod';
import { MINUTE } from '../kernel/clock';
import { instantIn, instantOut, oneLine, spaceIdIn, spanOf, wholeNumberIn } from '../messages/fields';

/** Microsoft's own bound for a look at schedules, and enough to plan by. */
const MOST_DAYS = 62;
const MOST_FEATURES = 20;

export const SpaceIdPath = z.strictObject({ id: spaceIdIn });

const spanInOrder = spanOf('from', 'to', MOST_DAYS);

export const AvailabilityQuery = z.strictObject({ from: instantIn, to: instantIn }).superRefine(spanInOrder);

/** Repeated parameters reach the app as one text with commas. */
const features = oneLine(MOST_FEATURES * 61)
  .meta({ description: `Features that the space must have, separated by commas, or the parameter repeated; at most ${MOST_FEATURES}.` })
  .transform((text, context) => {
    const wanted = text.split(',').map((feature) => feature.trim());
    const says = wanted.includes('')
      ? 'must be names of features, separated by commas'
      : wanted.length > MOST_FEATURES
        ? `must be at most ${MOST_FEATURES} features`
        : undefined;
    if (says === undefined) return wanted;
    context.addIssue({ code: 'custom', message: says });
    return z.NEVER;
  });

export const AvailabilitySearchQuery = z
  .strictObject({
    from: instantIn,
    to: instantIn.meta({ description: `At most ${MOST_DAYS} days after from.` }),
    capacity: wholeNumberIn(1, 100_000).optional().meta({ description: 'How many people must fit.' }),
    features: features.optional(),
    building: oneLine(120).optional().meta({ description: 'Name or abbreviation; upper and lower case are the same.' }),
    minutes: wholeNumberIn(1, MOST_DAYS * 1_440)
      .optional()
      .meta({ description: 'Left out: the whole time is wanted. Given: where between from and to so many minutes are free.' }),
    limit: wholeNumberIn(1, 50).default(20).meta({ description: 'Spaces a page, at most.' }),
    continuation: z
      .string()
      .regex(/^[\w-]{1,2048}$/, { error: 'must be the continuation of an earlier page' })
      .optional()
      .meta({ description: 'Of the page before; the other parameters must be the same.' }),
  })
  .superRefine(spanInOrder)
  .superRefine(({ from, to, minutes }, context) => {
    if (minutes !== undefined && to > from && minutes * MINUTE > to - from)
      context.addIssue({ code: 'custom', path: ['minutes'], message: 'must fit between from and to' });
  });

const exchange = z.enum(['free', 'unavailable', 'not-asked']).meta({
  description:
    '`free`: the calendars in Microsoft 365 were asked, and what is given as free is so there too. `unavailable`: they could not be asked; ' +
    'this is what Instep itself knows. `not-asked`: there is none, or they are never asked.',
});

const slot = z.object({ startsAt: instantOut, endsAt: instantOut });
/** The same instants by the clock of the space, with its offset. */
const localSlot = slot.extend({
  localStartsAt: instantOut.meta({ description: "By the clock of the space's zone, with its offset." }),
  localEndsAt: instantOut,
});

export const AvailabilityView = z
  .object({
    spaceId: z.string(),
    timeZone: z.string(),
    from: instantOut,
    to: instantOut,
    exchange,
    busy: z.array(localSlot).meta({ description: 'Taken, or too near to what is taken: buffers count.' }),
    free: z.array(localSlot).meta({
      description:
        'Nothing is in the way. A reservation begins at a step of the space (`slotStepMinutes`), and is no shorter than its shortest time.',
    }),
    closed: z
      .array(
        localSlot.extend({
          code: z.enum(['space-closed', 'not-reservable', 'slot-in-the-past', 'rule-broken']),
          rule: z.string().optional().meta({ description: 'Of `rule-broken`.' }),
          bound: z
            .string()
            .optional()
            .meta({ description: 'What the rule asks for, in words; hours are those of the day on which it begins.' }),
        }),
      )
      .meta({ description: 'Neither taken nor free, and why: the code of the refusal of a reservation.' }),
  })
  .meta({ title: 'Availability' });
export type AvailabilityView = z.infer<typeof AvailabilityView>;

const card = {
  spaceId: z.string(),
  name: z.string(),
  building: z.object({ name: z.string(), abbreviation: z.string() }),
  timeZone: z.string(),
  capacity: z.number().optional(),
  features: z.array(z.string()),
  approval: z.enum(['automatic', 'staff']).optional().meta({ description: 'Left out: the space is for staff only.' }),
  exchange,
};

const FreeSpace = z
  .object({
    ...card,
    free: z.array(localSlot).meta({ description: 'The time that was asked for, or, with `minutes`, the stretches that are long enough.' }),
    minutes: z
      .number()
      .optional()
      .meta({ description: 'With `minutes`: how long a reservation here would be, by the rules of the space.' }),
    goesOnAt: instantOut.optional().meta({ description: 'There are more: ask again with this as `from`.' }),
  })
  .meta({ title: 'FreeSpace' });

const NearMiss = z
  .object({
    ...card,
    code: z.string().meta({ description: 'Why it cannot be had as asked for; the code that a reservation would be refused with.' }),
    rule: z.string().optional(),
    bound: z.string().optional(),
    nearest: localSlot.meta({ description: 'The nearest time that is free and that the rules allow.' }),
  })
  .meta({ title: 'NearMiss' });

export const AvailabilitySearchView = z
  .object({
    from: instantOut,
    to: instantOut,
    items: z.array(FreeSpace),
    near: z.array(NearMiss).meta({ description: 'Where little is free: other times in other spaces, the nearest first; five at most.' }),
    continuation: z.string().optional(),
  })
  .meta({ title: 'AvailabilitySearch' });
export type AvailabilitySearchView = z.infer<typeof AvailabilitySearchView>;
