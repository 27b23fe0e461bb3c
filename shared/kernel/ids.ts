declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A space's id: `[a-z0-9]` and inner hyphens, 1 to 40 characters; chosen by the organisation, never changed. */
export type SpaceId = Branded<'SpaceId'>;
/** The group of spaces that share floor area: the id of their whole, or of the space itself when it stands alone. */
export type LedgerId = Branded<'LedgerId'>;
/** `{home ledger}.{26 characters of base 32}`. */
export type ReservationId = Branded<'ReservationId'>;
/** `mailbox:oak@city.example`. */
export type LaneId = Branded<'LaneId'>;

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const REFERENCE_LENGTH = 6;
const RESERVATION = /^([a-z0-9][a-z0-9-]{0,39})\.[a-z2-7]{26}$/;

const isSlug = (text: string): boolean => SLUG.test(text);

// The casts below are the one place where a text becomes an id; each says what was checked.
export const toSpaceId = (text: string): SpaceId | undefined => (isSlug(text) ? (text as SpaceId) : undefined);
export const toLedgerId = (whole: SpaceId): LedgerId => whole as string as LedgerId;
export const toReservationId = (text: string): ReservationId | undefined => (RESERVATION.test(text) ? (text as ReservationId) : undefined);
export const makeReservationId = (ledger: LedgerId, digest: string): ReservationId => `${ledger}.${digest.slice(0, 26)}` as ReservationId;
/** What people say of a reservation over the counter, and mails name it by: six letters and digits. Whoever searches may find two of one. */
export const referenceOf = (id: string): string => id.slice(-REFERENCE_LENGTH).toUpperCase();
export const isReference = (text: string): boolean => text.length === REFERENCE_LENGTH && /^[a-z2-7]+$/i.test(text);
export const homeLedger = (id: ReservationId): LedgerId => id.slice(0, id.lastIndexOf('.')) as LedgerId;
export const toLaneId = (text: string): LaneId => text as LaneId;
