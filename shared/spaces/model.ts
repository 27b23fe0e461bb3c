import type { EpochMs } from '../kernel/clock';
import type { Document } from '../kernel/database';
import type { LedgerId, SpaceId } from '../kernel/ids';

/** How citizens may reserve a space. Absent on a space: staff only. */
export interface ReservationConfig {
  /** `automatic` approves on acceptance, `staff` leaves it pending until somebody decides. */
  readonly approval: 'automatic' | 'staff';
  readonly maxDurationMinutes: number;
  /** Kept free before and after each reservation, for setting up and cleaning. */
  readonly setupMinutes: number;
  readonly cleanupMinutes: number;
  /** How long a pending reservation keeps its time. */
  readonly holdHours: number;
}

export interface Building {
  readonly name: string;
  readonly abbreviation: string;
}

/** A facility space: the record of truth for a room, hall or lawn; its mailbox is a sync target (SPC-01). */
export interface Space {
  readonly id: SpaceId;
  readonly name: string;
  readonly building: Building;
  /** IANA name. */
  readonly timeZone: string;
  readonly capacity?: number;
  readonly features: readonly string[];
  readonly state: 'open' | 'closed';
  /** The whole that this space is a part of; a whole and its parts exclude each other, parts do not. */
  readonly partOf?: SpaceId;
  /** The room's identity in Exchange: place, room finder, invitations (SPC-04). */
  readonly exchangeResourceMailbox?: string;
  /** The calendar that events are written to (SPC-05); often the same address. */
  readonly calendar?: { readonly exchangeCalendarAddress: string };
  readonly reservationConfig?: ReservationConfig;
  /** Grows with each change. */
  readonly revision: number;
  readonly changedAt: EpochMs;
}

/**
 * All spaces that share floor area, in one document of their partition. Every acceptance rewrites it under its etag, so that no
 * reservation is decided by links or rules that have changed meanwhile (docs/adr/0002-ledger-document.md).
 */
export interface Ledger extends Document {
  readonly id: 'ledger';
  readonly type: 'ledger';
  readonly spaces: readonly Space[];
}

/** Says which ledger a space id belongs to; claimed once, before the ledger document. */
export interface SpaceClaim extends Document {
  readonly type: 'space-claim';
  readonly ledger: LedgerId;
}

export const ledgerPartition = (ledger: LedgerId): string => `ledger:${ledger}`;
export const spaceClaimId = (space: SpaceId): string => `space:${space}`;

/** The address that this space's events are written to, if any. */
export const calendarAddress = (space: Space): string | undefined =>
  space.calendar?.exchangeCalendarAddress ?? space.exchangeResourceMailbox;

/** The spaces that cannot be used while `space` is: itself, its parts, and its whole. */
export function excludedBy(space: Space, ledger: readonly Space[]): SpaceId[] {
  return ledger.filter((other) => other.id === space.id || other.partOf === space.id || other.id === space.partOf).map((other) => other.id);
}
