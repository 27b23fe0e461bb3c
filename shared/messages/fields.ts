import { z } from 'zod';
import { DAY } from '../kernel/clock';
import { toReservationId, toSpaceId } from '../kernel/ids';
import { instantFault, readInstant } from '../kernel/instants';
import { unreadable } from '../kernel/plain-text';
import { canonicalZone } from '../kernel/zone-names';

/** Neither control characters nor halves of surrogate pairs. */
const line = /^[^\p{Cc}\p{Cs}]*$/u;
const lines = /^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u;

/** Every text that others read goes by the one rule of `unreadable`; a test goes over the schemas of all operations. */
function isReadable(text: string, context: z.core.$RefinementCtx): void {
  const message = text === '' ? undefined : unreadable(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
}

export const oneLine = (most: number) =>
  z.string().trim().min(1).max(most).regex(line, { error: 'must be one line without control characters' }).superRefine(isReadable);
export const manyLines = (most: number) =>
  z.string().trim().max(most).regex(lines, { error: 'must have no control characters but line ends and tabs' }).superRefine(isReadable);

/** Of a field of a body that only staff may give: the API's description marks it, and anybody else is refused with `staff-only-field`. */
export const staffOnly = (description: string) => ({ description: `Staff only. ${description}`, 'x-staff-only': true });

/** The members of a body that carry this mark. */
export const staffOnlyMembers = ({ shape }: { readonly shape: Readonly<Record<string, z.core.$ZodType>> }): readonly string[] =>
  Object.entries(shape).flatMap(([name, member]) => (z.globalRegistry.get(member)?.['x-staff-only'] === true ? [name] : []));

export const emailIn = z.email().max(254);

/** The value that a text stands for; undefined from `read`: it stands for none. */
const meaning =
  <T>(read: (text: string) => T | undefined, message: string | ((text: string) => string)) =>
  (text: string, context: z.core.$RefinementCtx): T => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: typeof message === 'string' ? message : message(text) });
    return z.NEVER;
  };

/** A whole number in a query. Decimal digits only: a sign, a space, an exponent or another base is a mistake, not a number. */
export const wholeNumberIn = (least: number, most: number) =>
  z
    .string()
    .meta({ type: 'integer', minimum: least, maximum: most })
    .transform(
      meaning(
        (text) => (/^\d{1,15}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined),
        (text) =>
          /^\d+$/.test(text)
            ? Number(text) < least
              ? `must be at least ${least}`
              : `must be at most ${most}`
            : `must be a whole number from ${least} to ${most}, in decimal digits`,
      ),
    );

export const instantIn = z.string().meta({ format: 'date-time' }).transform(meaning(readInstant, instantFault));
export const instantOut = z.string().meta({ format: 'date-time' });

export const spaceIdIn = z
  .string()
  .meta({ pattern: '^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$' })
  .transform(meaning(toSpaceId, 'must be the id of a space: lower-case letters, digits and inner hyphens, 40 characters at most'));

export const reservationIdIn = z.string().transform(meaning(toReservationId, 'must be the id of a reservation'));

/** As the time zone database spells it, however it was typed. */
export const timeZoneIn = oneLine(64).transform(meaning(canonicalZone, 'must be an IANA time zone, such as Europe/Vienna'));

/** Where both ends of a span are given, they are in order and not far apart. */
export const spanOf =
  <Start extends string, End extends string>(start: Start, end: End, mostDays: number) =>
  (span: Readonly<Partial<Record<Start | End, number | undefined>>>, context: z.core.$RefinementCtx): void => {
    const [from, to] = [span[start], span[end]];
    if (from === undefined || to === undefined) return;
    const says =
      to <= from ? `must be after ${start}` : to - from > mostDays * DAY ? `must be at most ${mostDays} days after ${start}` : '';
    if (says !== '') context.addIssue({ code: 'custom', path: [end], message: says });
  };

export const actorKindOut = z.enum(['staff', 'application', 'approver-link', 'citizen', 'instep']);
