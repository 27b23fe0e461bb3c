import type { Tables } from './host/names';
import { HOST_PROBLEMS } from './host/problem';
import { MAIL_PERMISSIONS } from './mail/permissions';
import { RESERVATION_PERMISSIONS } from './reservations/permissions';
import { RESERVATION_PROBLEMS } from './reservations/problems';
import { SPACE_PERMISSIONS } from './spaces/permissions';
import { SPACE_PROBLEMS } from './spaces/problems';
import { SYNC_PERMISSIONS } from './sync/permissions';
import { SYNC_PROBLEMS } from './sync/problems';

/** What the capabilities bring to the host, and its own. */
export const TABLES: Tables = {
  problems: { ...HOST_PROBLEMS, ...SPACE_PROBLEMS, ...RESERVATION_PROBLEMS, ...SYNC_PROBLEMS },
  permissions: { ...SPACE_PERMISSIONS, ...RESERVATION_PERMISSIONS, ...MAIL_PERMISSIONS, ...SYNC_PERMISSIONS },
};
