export type { ReservationLinks } from '../../shared/links/ports';
