import { DAY, MINUTE } from '../kernel/clock';
import type { SpaceId } from '../kernel/ids';
import { excludedBy, MOST_DAY_DOCUMENTS, STAFF_ONLY, type ReservationConfig, type Space } from './model';

/**
 * Day documents that one reservation of this space can touch at most.
 * @internal
 */
export function mostDayDocuments(space: Space, config: ReservationConfig, ledger: readonly Space[]): number {
  const longest = (config.maxDurationMinutes + config.setupMinutes + config.cleanupMinutes) * MINUTE;
  return (Math.ceil(longest / DAY) + 1) * excludedBy(space, ledger).length;
}

export type LedgerFault =
  | { readonly kind: 'part-of-itself' }
  | { readonly kind: 'unknown-whole'; readonly partOf: SpaceId }
  | { readonly kind: 'whole-is-a-part'; readonly partOf: SpaceId }
  | { readonly kind: 'parts-cannot-have-parts' }
  | { readonly kind: 'too-many-day-documents'; readonly space: SpaceId; readonly needed: number; readonly allowed: number }
  | { readonly kind: 'mailbox-taken'; readonly fields: readonly AddressField[]; readonly by: SpaceId }
  /** Mails to citizens are sent from it. */
  | { readonly kind: 'mailbox-sends'; readonly address: string; readonly fields: readonly AddressField[] };

/** A field that names a mailbox, as a path. */
export type AddressField = 'exchangeResourceMailbox' | 'calendar/exchangeCalendarAddress';

/** What is wrong with the spaces of one ledger, if anything. */
export function ledgerFault(spaces: readonly Space[]): LedgerFault | undefined {
  for (const space of spaces) {
    if (space.partOf === undefined) continue;
    if (space.partOf === space.id) return { kind: 'part-of-itself' };
    const whole = spaces.find((other) => other.id === space.partOf);
    if (!whole) return { kind: 'unknown-whole', partOf: space.partOf };
    if (whole.partOf !== undefined) return { kind: 'whole-is-a-part', partOf: space.partOf };
    if (spaces.some((other) => other.partOf === space.id)) return { kind: 'parts-cannot-have-parts' };
  }
  for (const space of spaces) {
    const needed = mostDayDocuments(space, space.reservationConfig ?? STAFF_ONLY, spaces);
    if (needed > MOST_DAY_DOCUMENTS) return { kind: 'too-many-day-documents', space: space.id, needed, allowed: MOST_DAY_DOCUMENTS };
  }
  return undefined;
}

/** Whether the change alters which spaces exclude each other, or where events are written: not while reservations stand. */
export function movesTheGround(before: Space | undefined, after: Space): boolean {
  if (!before) return after.partOf !== undefined;
  return before.partOf !== after.partOf || mailboxOf(before) !== mailboxOf(after);
}

const mailboxOf = (space: Space): string | undefined =>
  (space.calendar?.exchangeCalendarAddress ?? space.exchangeResourceMailbox)?.toLowerCase();
