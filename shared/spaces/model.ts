import type { EpochMs } from '../kernel/clock';
import type { Document } from '../kernel/database';
import type { LedgerId, SpaceId } from '../kernel/ids';
import type { LocalDate } from '../kernel/zones';

/** From one time of day to another by the clock on the wall, `09:00` to `24:00`. */
export interface OpenTime {
  readonly opens: string;
  readonly closes: string;
}

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** How citizens may reserve a space. Absent on a space: staff only. */
export interface ReservationConfig {
  /** `automatic` approves on acceptance, `staff` leaves it pending until somebody decides. */
  readonly approval: 'automatic' | 'staff';
  readonly minDurationMinutes?: number | undefined;
  readonly maxDurationMinutes: number;
  /** Starts and lengths are whole steps, counted from local midnight. */
  readonly slotStepMinutes?: number | undefined;
  /** How long before its start a reservation must be made, and how far ahead it may lie. */
  readonly leadTimeMinutes?: number | undefined;
  readonly horizonDays?: number | undefined;
  /** Kept free before and after each reservation, for setting up and cleaning. */
  readonly setupMinutes: number;
  readonly cleanupMinutes: number;
  /** How long a pending reservation keeps its time. */
  readonly holdHours: number;
  /** Who is asked by mail to decide; absent: whom the organisation names. */
  readonly approverEmail?: string | undefined;
  /** By weekday, in the space's zone. Absent: always open; a weekday that is left out: closed. */
  readonly openingHours?: Readonly<Partial<Record<Weekday, readonly OpenTime[] | undefined>>> | undefined;
  /** Instead of the weekday's hours; no hours: closed. */
  readonly specialDays?: readonly { readonly date: LocalDate; readonly open: readonly OpenTime[] }[] | undefined;
  readonly blackouts?: readonly Blackout[] | undefined;
  /** How many reservations that have not ended one contact may have at a time. */
  readonly openPerContact?: number | undefined;
  readonly termsText?: string | undefined;
}

/** What holds for staff in a space that the public cannot reserve: a day at a time, without buffers. */
export const STAFF_ONLY: ReservationConfig = {
  approval: 'staff',
  maxDurationMinutes: 1_440,
  setupMinutes: 0,
  cleanupMinutes: 0,
  holdHours: 72,
};

export interface Blackout {
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly reason?: string | undefined;
}

export interface Building {
  readonly name: string;
  readonly abbreviation: string;
}

export const PLACE_FIELDS = ['building', 'capacity', 'floor', 'floorLabel', 'wheelchairAccessible'] as const;
export type PlaceField = (typeof PLACE_FIELDS)[number];

export const EVENT_SUBJECTS = ['title', 'reference'] as const;
export type EventSubject = (typeof EVENT_SUBJECTS)[number];
export const EVENT_SENSITIVITIES = ['normal', 'private'] as const;
export type EventSensitivity = (typeof EVENT_SENSITIVITIES)[number];

/** A facility space: the record of truth for a room, hall or lawn; its mailbox is a sync target (SPC-01). */
export interface Space {
  readonly id: SpaceId;
  readonly name: string;
  readonly building: Building;
  /** IANA name. */
  readonly timeZone: string;
  readonly capacity?: number;
  /** What people read where the address is not shown; absent: the name. Never written to Microsoft (docs/adr/0011). */
  readonly displayName?: string;
  /** 0: the ground floor. */
  readonly floor?: number;
  readonly floorLabel?: string;
  readonly wheelchairAccessible?: boolean;
  /** Who decides what the room finder says of a field: `app` (absent) writes it there, `entra` leaves it to whoever keeps it there. */
  readonly placeAuthority?: Readonly<Partial<Record<PlaceField, 'app' | 'entra' | undefined>>>;
  readonly features: readonly string[];
  /** `closed`: nothing is reserved for the time being. `archived`: no more, and it is found by staff only; what stands stays. */
  readonly state: 'open' | 'closed' | 'archived';
  /** The whole that this space is a part of; a whole and its parts exclude each other, parts do not. */
  readonly partOf?: SpaceId;
  /** The room's identity in Exchange: place, room finder, invitations (SPC-04). */
  readonly exchangeResourceMailbox?: string;
  /** The calendar that events are written to (SPC-05); often the same address. */
  readonly calendar?: { readonly exchangeCalendarAddress: string };
  readonly reservationConfig?: ReservationConfig;
  /** What the public calendar of the space tells: nothing, when it is taken, or also the public titles. Absent: `busy`. */
  readonly publicFeed?: 'off' | 'busy' | 'titles';
  /** What the subject of an event in Outlook says: the title that its sender gave it, or a word and the reference. Absent, on spaces of earlier versions: `title`. */
  readonly eventSubject?: EventSubject;
  /** Absent: as people set it in Outlook. */
  readonly eventSensitivity?: EventSensitivity;
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

/** Lists of spaces go by building and name. */
export const listOrder = ({ building, name, id }: Space): string => `${building.name}\n${name}\n${id}`;

/** Says which space names a mailbox (`claim-mailbox.ts`); it may be about to, or not do so any more. */
export interface MailboxClaim extends Document {
  readonly type: 'mailbox-claim';
  readonly space: SpaceId;
  /** The revision of the space that is to use the mailbox; older ones say nothing about this claim. */
  readonly revision: number;
  readonly at: EpochMs;
}

export const mailboxClaimId = (address: string): string => `mailbox:${address.toLowerCase()}`;
export const ledgerPartition = (ledger: LedgerId): string => `ledger:${ledger}`;
export const spaceClaimId = (space: SpaceId): string => `space:${space}`;

/** Where the API gives the public calendar of a space, under the public address of the app. */
export const feedPath = (space: SpaceId): string => `/api/v1/spaces/${space}.ics`;

/** The address that this space's events are written to, if any. */
export const calendarAddress = (space: Space): string | undefined =>
  space.calendar?.exchangeCalendarAddress ?? space.exchangeResourceMailbox;

/** All addresses of the space, in lower case. */
export const addressesOf = ({ exchangeResourceMailbox, calendar }: Pick<Space, 'exchangeResourceMailbox' | 'calendar'>): string[] =>
  [exchangeResourceMailbox, calendar?.exchangeCalendarAddress].flatMap((address) => address?.toLowerCase() ?? []);

/** The spaces that cannot be used while `space` is: itself, its parts, and its whole. */
export function excludedBy(space: Space, ledger: readonly Space[]): SpaceId[] {
  return ledger.filter((other) => other.id === space.id || other.partOf === space.id || other.id === space.partOf).map((other) => other.id);
}

/** A batch holds 100 writes (Cosmos DB); ten are kept for what travels with a reservation. */
export const MOST_DAY_DOCUMENTS = 86;
