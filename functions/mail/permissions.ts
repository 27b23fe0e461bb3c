import type { Permissions } from '../host/permission';

export const MAIL_PERMISSIONS = {
  'mail.read': {
    roles: ['Reservations.Approve', 'Instep.Admin'],
    for: ['person'],
    about: 'List the mails that there are, and see one as it would go.',
  },
} as const satisfies Permissions;
