import type { Actor, Cause } from '../kernel/actor';
import type { EpochMs } from '../kernel/clock';
import type { ReservationId } from '../kernel/ids';
import type { Reservation } from '../reservations/model';
import type { Space } from '../spaces/model';
import type { Wished } from '../sync/desire';
import type { SyncItem } from '../sync/item/item';
import type { Mail, MailTemplate } from './model';

/**
 * Fills a template (Liquid) with values; as HTML every value is escaped. Pure, and does not reach files. Throws Error where the template
 * names a value that is not given: that is a defect of ours.
 */
export type FillTemplate = (template: string, as: 'text' | 'html', values: Readonly<Record<string, string | null>>) => string;

/** A change of a reservation, as it is about to be committed. */
export interface ReservationChange {
  /** Absent for a new one. */
  readonly before?: Reservation;
  readonly after: Reservation;
  /** Absent: the space is gone, nothing can be told of it. */
  readonly space: Space | undefined;
  /** Whoever made the reservation is not told. */
  readonly quiet?: boolean;
  readonly cause: Cause;
  readonly now: EpochMs;
  /** Whether the address may get this mail, where that was asked and counted before. */
  readonly mayMail?: boolean;
}

export interface Mailed {
  /** `after`, and the mails that now tell its last change. */
  readonly reservation: Reservation;
  /** For the batch of the change: four at most. */
  readonly wishes: readonly Wished[];
}

/**
 * What a change is told by, and what is not told any more because of it. To be called after `before` was read, so that what was committed
 * with it is seen, and once for each batch that is tried. Throws ExternalFailure of the database.
 */
export type MailsFor = (change: ReservationChange) => Promise<Mailed>;

/** The last mail about a reservation; undefined: none was made, it was withdrawn before it left, or the last change is withheld. */
export type ReadLastMail = (reservation: Reservation) => Promise<SyncItem | undefined>;

/** The reservation of this id, by the present where this process sees none; undefined: there is none. Throws ExternalFailure of the database. */
export type FindReservation = (id: ReservationId) => Promise<Reservation | undefined>;

/** A mail about the reservation as it stands, as it would go if `by` caused it now; undefined: there is no such reservation. */
export type PreviewMail = (template: MailTemplate, id: ReservationId, by: Actor) => Promise<Mail | undefined>;
