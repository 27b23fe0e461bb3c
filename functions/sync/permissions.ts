import type { Permissions } from '../host/permission';

export const SYNC_PERMISSIONS = {
  'sync.read': {
    roles: ['Reservations.Approve', 'Instep.Admin'],
    for: ['person', 'application'],
    about: 'See what is not in step, and why.',
  },
  'sync.retry': { roles: ['Instep.Admin'], for: ['person', 'application'], about: 'Try an item again now.' },
} as const satisfies Permissions;
