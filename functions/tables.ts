import type { Permissions } from './host/permission';
import { MAIL_PERMISSIONS } from './mail/permissions';
import { RESERVATION_PERMISSIONS } from './reservations/permissions';
import { SPACE_PERMISSIONS } from './spaces/permissions';
import { SYNC_PERMISSIONS } from './sync/permissions';

/** What the capabilities bring to the host. */
export const PERMISSIONS: Permissions = { ...SPACE_PERMISSIONS, ...RESERVATION_PERMISSIONS, ...MAIL_PERMISSIONS, ...SYNC_PERMISSIONS };
