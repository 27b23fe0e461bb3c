import type { EpochMs } from '../kernel/clock';
import type { Database } from '../kernel/database';
import type { Json } from '../kernel/json';
import type { SpaceId } from '../kernel/ids';
import { syncItemId, type SyncItem } from '../sync/item';
import { RESERVATION_EVENT } from './kind';
import { eventSubjectOf, type Reservation, type ReservationStatus } from './model';

export interface ReservationFilter {
  readonly status?: ReservationStatus | undefined;
  readonly spaceId?: SpaceId | undefined;
  /** Reservations that overlap [from, to). */
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  readonly limit: number;
  readonly continuation?: string | undefined;
}

export interface ReservationPage {
  readonly entries: readonly { readonly reservation: Reservation; readonly item?: SyncItem }[];
  readonly continuation?: string;
}

/** Reservations by their start, oldest first, a page at a time. */
export type ListReservations = (filter: ReservationFilter) => Promise<ReservationPage>;

export const makeListReservations =
  ({ database }: { readonly database: Database }): ListReservations =>
  async ({ status, spaceId, from, to, limit, continuation }) => {
    const conditions: [string, `@${string}`, Json | undefined][] = [
      ['c.status = @status', '@status', status],
      ['c.spaceId = @spaceId', '@spaceId', spaceId],
      ['c.endsAt > @from', '@from', from],
      ['c.startsAt < @to', '@to', to],
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
    const items = await Promise.all(
      page.rows.map(({ value }) => database.read<SyncItem>('items', value.pk, syncItemId(RESERVATION_EVENT, eventSubjectOf(value)))),
    );
    return {
      entries: page.rows.map(({ value }, at) => {
        const item = items[at];
        return { reservation: value, ...(item?.found && { item: item.value }) };
      }),
      ...(page.continuation !== undefined && { continuation: page.continuation }),
    };
  };
