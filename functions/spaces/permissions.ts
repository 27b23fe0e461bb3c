import type { Permissions } from '../host/permission';

const STAFF = ['Reservations.Approve', 'Instep.Admin'];

export const SPACE_PERMISSIONS = {
  'spaces.read': {
    roles: STAFF,
    for: ['person', 'application'],
    about: 'See of spaces also who approves and which mailbox is written to, and find those that only staff reserve.',
  },
  'spaces.write': { roles: ['Instep.Admin'], for: ['person', 'application'], about: 'Create and change spaces.' },
} as const satisfies Permissions;
