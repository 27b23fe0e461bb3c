import type { Cause } from '../kernel/actor';
import { ExternalFailure } from '../kernel/failure';
import type { ReadLastMail } from '../mail/ports';
import type { Reservation } from '../reservations/model';
import type { Space } from '../spaces/model';
import type { ReadSpace } from '../spaces/ports';
import type { SyncItem } from '../sync/item/item';
import type { LinkClaims } from './model';
import type { ReservationLinks } from './ports';

/** A reservation as the page of its link shows it. */
export interface Seen {
  readonly reservation: Reservation;
  /** Absent while it cannot be read. */
  readonly space?: Space;
  /** Its event in the room calendar; absent: the space has none. */
  readonly event?: SyncItem;
  /** What its contact was told last; absent: nothing. */
  readonly mail?: SyncItem;
}

/** Undefined: the link opens nothing. */
export type SeeByLink = (token: string) => Promise<Seen | undefined>;

/** `done`: now or earlier. */
export type CancelByLink = (
  token: string,
  correlationId: string,
) => Promise<{ readonly kind: 'done' | 'refused'; readonly seen: Seen } | { readonly kind: 'busy' } | undefined>;

interface Found {
  readonly reservation: Reservation;
  readonly item?: SyncItem;
}

interface Deps {
  readonly links: ReservationLinks;
  readonly readReservation: (id: LinkClaims['reservation'], byLink: number) => Promise<Found | undefined>;
  readonly readSpace: ReadSpace;
  readonly readLastMail: ReadLastMail;
}

/** What somebody without a script may do who posts the link: see, and in a second step cancel. */
export const makeSeeByLink =
  ({ links, readReservation, readSpace, readLastMail }: Deps): SeeByLink =>
  async (token) => {
    const link = await links.open(token);
    const found = link && (await readReservation(link.reservation, link.version));
    if (!found) return undefined;
    const { reservation, item } = found;
    const [known, mail] = await Promise.all([orNothing(readSpace(reservation.spaceId)), readLastMail(reservation)]);
    await links.opened(link, reservation);
    return { reservation, ...(known && { space: known.space }), ...(item && { event: item }), ...(mail && { mail }) };
  };

interface CancelDeps {
  readonly links: ReservationLinks;
  readonly seeByLink: SeeByLink;
  readonly cancel: (request: {
    readonly id: LinkClaims['reservation'];
    readonly byLink: number;
    readonly cause: Cause;
  }) => Promise<{ readonly kind: 'done' | 'refused' | 'unknown-reservation' | 'changed-meanwhile' | 'busy' }>;
}

export const makeCancelByLink =
  ({ links, seeByLink, cancel }: CancelDeps): CancelByLink =>
  async (token, correlationId) => {
    const link = await links.open(token);
    if (!link) return undefined;
    const cause: Cause = { actor: { kind: 'citizen' }, action: 'reservation.cancel', correlationId };
    const { kind } = await cancel({ id: link.reservation, byLink: link.version, cause });
    if (kind === 'busy' || kind === 'changed-meanwhile') return { kind: 'busy' };
    const seen = kind === 'unknown-reservation' ? undefined : await seeByLink(token);
    return seen && kind !== 'unknown-reservation' ? { kind, seen } : undefined;
  };

/** A name is not worth an error page. */
async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ExternalFailure) return undefined;
    throw error;
  }
}
