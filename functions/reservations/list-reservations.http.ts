import { operation, type Contract } from '../host/operation';
import { page, paged } from '../host/paging';
import { defined } from '../host/defined';
import type { ListReservations } from '../../shared/reservations/list-reservations';
import { listedSpan, ReservationList, ReservationsQuery } from '../../shared/reservations/messages';
import { view } from './view';

const contract = {
  summary: 'List reservations by their start, oldest first',
  tag: 'Reservations',
  access: { permission: 'reservations.read' },
  query: paged(ReservationsQuery).superRefine(listedSpan),
  answers: { 200: { description: 'One page.', schema: ReservationList } },
} as const satisfies Contract;

export const listReservationsHttp = (list: ListReservations) =>
  operation(contract, ({ query: { continuation, limit, ...filter } }) =>
    page(
      { list: 'reservations', filter, continuation },
      (from) => list(defined({ ...filter, limit, continuation: from })),
      ({ entries }) => entries.map((entry) => view(entry, 'staff')),
    ),
  );
