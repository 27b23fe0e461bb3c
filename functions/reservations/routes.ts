import type { DecideLinks, ReservationLinks } from '../../shared/links/ports';
import type { ReadLastMail } from '../../shared/mail/ports';
import type { ReadConsequences } from '../../shared/reservations/consequences/read-consequences';
import type { DecideReservation } from '../../shared/reservations/decide-reservation';
import type { ListReservations } from '../../shared/reservations/list-reservations';
import type { ChangeReservation } from '../../shared/reservations/moves/change-reservation';
import type { ReadReservation } from '../../shared/reservations/read-reservation';
import type { SetLegalHold } from '../../shared/reservations/retention/set-legal-hold';
import type { RevokeLinks } from '../../shared/reservations/revoke-links';
import type { SubmitReservation } from '../../shared/reservations/submit-reservation';
import { get, patch, post, type Route } from '../host/route';
import { changeReservationHttp } from './change-reservation.http';
import { approveReservationHttp, cancelReservationHttp, denyReservationHttp } from './decide-reservation.http';
import { listReservationsHttp } from './list-reservations.http';
import { readConsequencesHttp } from './read-consequences.http';
import { readReservationHttp } from './read-reservation.http';
import { revokeLinksHttp } from './revoke-links.http';
import { submitReservationHttp } from './submit-reservation.http';

interface Use {
  readonly submitReservation: SubmitReservation;
  readonly listReservations: ListReservations;
  readonly readReservation: ReadReservation;
  readonly readLastMail: ReadLastMail;
  readonly previewMail: Route;
  readonly readConsequences: ReadConsequences;
  readonly changeReservation: ChangeReservation;
  readonly setLegalHold: SetLegalHold;
  readonly approveReservation: DecideReservation;
  readonly denyReservation: DecideReservation;
  readonly cancelReservation: DecideReservation;
  readonly revokeLinks: RevokeLinks;
  readonly links: ReservationLinks;
  readonly decideLinks: DecideLinks;
}

const ALL = 'api/v1/reservations';
const ONE = 'api/v1/reservations/{id}';

export const reservationRoutes = ({ links, decideLinks, ...use }: Use): readonly Route[] => [
  post('submit-reservation', ALL, submitReservationHttp(use.submitReservation, links)),
  get('list-reservations', ALL, listReservationsHttp(use.listReservations)),
  get('read-reservation', ONE, readReservationHttp(use.readReservation, use.readLastMail, links)),
  get('read-consequences', `${ONE}/consequences`, readConsequencesHttp(use.readConsequences, decideLinks)),
  patch('change-reservation', ONE, changeReservationHttp(use.changeReservation, use.setLegalHold, links)),
  post('approve-reservation', `${ONE}/approve`, approveReservationHttp(use.approveReservation, decideLinks)),
  post('deny-reservation', `${ONE}/deny`, denyReservationHttp(use.denyReservation, decideLinks)),
  post('cancel-reservation', `${ONE}/cancel`, cancelReservationHttp(use.cancelReservation, links)),
  use.previewMail,
  post('revoke-reservation-links', `${ONE}/revoke-links`, revokeLinksHttp(use.revokeLinks)),
];
