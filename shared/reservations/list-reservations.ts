import type { Clock, EpochMs } from '../kernel/clock';
import type { Database } from '../kernel/database';
import type { Json } from '../kernel/json';
import { isReference, type SpaceId } from '../kernel/ids';
import type { Reservation, ReservationStatus } from './model';
import { standingShown } from './shown';
import { presentItem, type Standing } from './wish';

export interface ReservationFilter {
  readonly status?: ReservationStatus | undefined;
  readonly spaceId?: SpaceId | undefined;
  /** Reservations that overlap [from, to). */
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  /** A reference, or a part of title, name or mail address. */
  readonly q?: string | undefined;
  readonly limit: number;
  readonly continuation?: string | undefined;
}

export interface ReservationPage {
  readonly entries: readonly ({ readonly reservation: Reservation } & Standing)[];
  readonly continuation?: string;
}

/** Reservations by their start, oldest first, a page at a time. */
export type ListReservations = (filter: ReservationFilter) => Promise<ReservationPage>;

/** `true`: upper and lower case are the same. What is not there is no match. */
const NAMED =
  '(CONTAINS(c.title, @q, true) OR CONTAINS(c.publicTitle, @q, true) OR CONTAINS(c.contact.name, @q, true) OR CONTAINS(c.contact.email, @q, true))';

export const makeListReservations =
  ({ database, clock }: { readonly database: Database; readonly clock: Clock }): ListReservations =>
  async ({ status, spaceId, from, to, q, limit, continuation }) => {
    const conditions: [string, `@${string}`, Json | undefined][] = [
      ['c.status = @status', '@status', status],
      ['c.spaceId = @spaceId', '@spaceId', spaceId],
      ['c.endsAt > @from', '@from', from],
      ['c.startsAt < @to', '@to', to],
      [q !== undefined && isReference(q) ? `(${NAMED} OR ENDSWITH(c.id, @q, true))` : NAMED, '@q', q],
    ];
    const given = conditions.filter((entry): entry is [string, `@${string}`, Json] => entry[2] !== undefined);
    const page = await database.scan<Reservation>({
      container: 'items',
      where: ['c.type = "reservation"', ...given.map(([condition]) => condition)].join(' AND '),
      parameters: Object.fromEntries(given.map(([, name, value]) => [name, value])),
      orderBy: 'c.startsAt ASC, c.id ASC',
      limit,
      ...(continuation !== undefined && { continuation }),
    });
    const entries = await Promise.all(
      page.rows.map(async ({ value }) => ({ reservation: value, ...(await presentItem(database, value)) })),
    );
    return {
      entries: await standingShown(database, entries, clock.now()),
      ...(page.continuation !== undefined && { continuation: page.continuation }),
    };
  };
