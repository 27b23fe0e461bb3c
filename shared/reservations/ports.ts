import type { ReservationId } from '../kernel/ids';
import type { Reservation } from './model';

/** The reservation of this id, by the present where this process sees none; undefined: there is none. Throws ExternalFailure of the database. */
export type FindReservation = (id: ReservationId) => Promise<Reservation | undefined>;
