import type { EpochMs } from '../kernel/clock';
import type { Actor } from '../kernel/actor';
import type { Document } from '../kernel/database';
import type { LedgerId, ReservationId, SpaceId } from '../kernel/ids';
import type { Interval } from '../kernel/intervals';
import type { UtcDay } from '../kernel/days';

export type ReservationStatus = 'pending' | 'approved' | 'denied' | 'cancelled' | 'expired';

/** What a reservation is for that staff made for the house itself. */
export const PURPOSES = ['programme-session'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** A calendar besides that of the space in which it stands too: a mailbox's own, or one of its others by id. */
export type AlsoIn = {
  readonly mailbox: string;
  readonly calendarId?: string | undefined;
};

export interface Contact {
  readonly name: string;
  readonly email: string;
  readonly phone?: string;
}

/** A citizen's claim on a space and time. Its id carries its home ledger and never changes. */
export interface Reservation extends Document {
  readonly type: 'reservation';
  readonly id: ReservationId;
  readonly ledger: LedgerId;
  readonly spaceId: SpaceId;
  readonly status: ReservationStatus;
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly title: string;
  /** What the public may read instead of `title`, where the space publishes titles; given by staff only. */
  readonly publicTitle?: string;
  readonly attendance?: number;
  readonly notes?: string;
  /** Always there for what a citizen asked for, until it is removed. */
  readonly contact?: Contact;
  /** When contact and notes were taken out of it. */
  readonly contactRemovedAt?: EpochMs;
  /** Nothing of it is forgotten while somebody may have to answer for it. */
  readonly legalHold?: true;
  /** Given by staff only. Absent: somebody wants to use the space. */
  readonly purpose?: Purpose;
  readonly alsoIn?: readonly AlsoIn[];
  /** The time kept in the ledger: buffers as of acceptance included. */
  readonly kept: Interval;
  /** The spaces in whose day documents `kept` stands, while pending or approved. */
  readonly excludes: readonly SpaceId[];
  /** The ledger that `kept` stands in, when it is not the home ledger: a claim document there keeps it (`moves/claims.ts`). */
  readonly placedIn?: LedgerId;
  /** Ledgers that it has left and that may still keep time for it, since when. */
  readonly leaving?: readonly LedgerId[];
  readonly leavingSince?: EpochMs;
  /** Spaces that it was moved out of, for those who still show it there. The stored name is older than the word occupancy, as `places` of a claim is. */
  readonly formerPlaces?: readonly FormerOccupancy[];
  /** The key of the sync item of its present event, when it is not its own id; empty: its space has no calendar. */
  readonly eventSubject?: string;
  /** The keys of sync items of mailboxes that it has left; absent though `eventSubject` is there: its own id. */
  readonly formerEvents?: readonly string[];
  /** Grows when somebody else finishes a move, so that a mover who was asleep loses its etag. */
  readonly fence?: number;
  /** What Exchange said of its time when it was last asked; absent: it was not. */
  readonly exchange?: 'free' | 'unavailable';
  /** Pending only until its event is written and the calendar was read again and nobody else was there. */
  readonly awaits?: 'exchange';
  /** When a pending reservation gives its time back. */
  readonly holdUntil?: EpochMs;
  /** Since when it waits for a decision, where that is not since its submission: a hold that is renewed is bound by it. */
  readonly waitsSince?: EpochMs;
  /** When its holder changed it within the last day. */
  readonly changesByLink?: readonly EpochMs[];
  readonly submittedAt: EpochMs;
  /** Of the submission as it came: a key that outlives its key document still stands for this one. */
  readonly bodyDigest: string;
  readonly decision?: Decision;
  /** The key of the mail item that tells the last change; absent: none did. */
  readonly lastMail?: string;
  /** No mail tells the last change: its address is not proven and has had its mails for that day. */
  readonly mailWithheld?: true;
  /** The key of the mail item that last asked those who approve; absent: none did. */
  readonly lastAsk?: string;
  /** The last change of anything but the status. */
  readonly changedAt?: EpochMs;
  /** Grows when whoever has a link to it is to have none any more; absent: 1. */
  readonly manageVersion?: number;
  /** Since this revision nothing is different for whoever decides, up to the one at `to`; absent, or `to` is not the present one: since the present one. */
  readonly sameToDecide?: { readonly since: number; readonly to: number };
  /** Grows with each change. */
  readonly revision: number;
}

/** A space that a reservation took until it was moved, at the time that it had then. */
export interface FormerOccupancy {
  readonly spaceId: SpaceId;
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly leftAt: EpochMs;
  /** Of the reservation since it left. */
  readonly revision: number;
}

/** The last change of status after submission. */
export interface Decision {
  readonly at: EpochMs;
  readonly by: Actor;
  readonly reason?: string;
}

/** The answer "no" to a submission, kept under the id that the reservation would have had, so that a repeated request gets it again. */
export interface RefusedSubmission extends Document {
  readonly type: 'refused-submission';
  readonly refusal: SlotRefusal;
  /** Where its time was taken; absent on others and on those of earlier versions. */
  readonly turnedAway?: TurnedAway;
}

/** What somebody wanted and what stood in the way, for whoever decides about that. Nothing of who they are or what for. */
export interface TurnedAway {
  readonly spaceId: SpaceId;
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  /** Buffers included. */
  readonly kept: Interval;
  readonly askedAt: EpochMs;
  readonly inTheWay: readonly ReservationId[];
}

/** What of a day is taken for one space. */
export interface DayDocument extends Document {
  readonly type: 'day';
  readonly spaceId: SpaceId;
  readonly day: UtcDay;
  readonly taken: readonly Taken[];
}

/** One interval in a day document; it stands whole in every day that it touches. */
export interface Taken extends Interval {
  readonly kind: 'reservation';
  readonly id: ReservationId;
}

/**
 * Time that a ledger keeps for a reservation whose home is another one. It is kept until the home document, which alone decides, is seen
 * to say otherwise.
 */
export interface Claim extends Document {
  readonly type: 'claim';
  readonly reservation: ReservationId;
  /** Each occupancy that stands in the day documents here, and the revision of the reservation that asked for it. */
  readonly places: readonly ClaimedOccupancy[];
  /** When it must be held against the home document; absent: it was, and agrees. */
  readonly due?: EpochMs;
}

export interface ClaimedOccupancy {
  readonly revision: number;
  readonly kept: Interval;
  readonly excludes: readonly SpaceId[];
}

/** Links of any other version open nothing. */
export const linkVersion = ({ manageVersion = 1 }: Pick<Reservation, 'manageVersion'>): number => manageVersion;
/** Whether those who decide would find it at `later` as they were asked about it at `asked`, going by what is noted at the reservation. */
export const asAsked = ({ sameToDecide }: Pick<Reservation, 'sameToDecide'>, asked: number, later: number): boolean =>
  asked === later || (sameToDecide?.to === later && sameToDecide.since <= asked && asked < later);
/** The next revision, and that nobody needs to be asked again because of it. */
export function nextToDecideAlike({ revision, sameToDecide }: Reservation): Pick<Reservation, 'revision' | 'sameToDecide'> {
  const since = sameToDecide?.to === revision ? sameToDecide.since : revision;
  return { revision: revision + 1, sameToDecide: { since, to: revision + 1 } };
}
export const claimId = (reservation: ReservationId): string => `claim:${reservation}`;
/** The key of the sync item of its present event; empty: none. */
export const eventKeyOf = ({ id, eventSubject }: Reservation): string => eventSubject ?? id;
/** Of the items in the mailboxes that it has left. */
export const formerEventKeys = ({ id, eventSubject, formerEvents }: Reservation): readonly string[] =>
  formerEvents ?? (eventSubject === undefined ? [] : [id]);

/** What a reservation's status or time does not allow. */
export type StepRefusal =
  | { readonly kind: 'not-possible-now'; readonly status: ReservationStatus; readonly possibleFrom: readonly ReservationStatus[] }
  | { readonly kind: 'over'; readonly endedAt: EpochMs };

export type SlotRefusal =
  | { readonly kind: 'slot-taken'; readonly free: readonly Interval[] }
  | { readonly kind: 'space-closed' }
  | { readonly kind: 'not-reservable' }
  | { readonly kind: 'slot-in-the-past'; readonly nearest?: Interval }
  | { readonly kind: 'too-long'; readonly maxDurationMinutes: number; readonly nearest?: Interval }
  | RuleBroken;

/** What a space asks of a reservation, whatever else is booked. */
export type RuleName = HouseRule | 'open-per-contact';
/** Those that staff may break, each by its name. */
export const HOUSE_RULES = ['opening-hours', 'blackout', 'min-duration', 'slot-step', 'lead-time', 'horizon', 'capacity'] as const;
export type HouseRule = (typeof HOUSE_RULES)[number];

/** The rule, its bound in words, and the nearest time that all rules allow. */
export interface RuleBroken {
  readonly kind: 'rule-broken';
  readonly rule: RuleName;
  readonly bound: string;
  readonly nearest?: Interval;
  /** For staff: all rules that it breaks and that they have not confirmed. */
  readonly toConfirm?: readonly { readonly rule: HouseRule; readonly bound: string }[];
}

export const dayDocumentId = (space: SpaceId, day: UtcDay): string => `day:${space}:${day}`;
/** Pending and approved reservations hold their time. */
export const holdsTime = (status: ReservationStatus): boolean => status === 'pending' || status === 'approved';
