import type { Permissions } from '../host/permission';

export const SYNC_PERMISSIONS = {
  'sync.read': {
    roles: ['Reservations.Approve', 'Instep.Admin'],
    for: ['person', 'application'],
    about: 'See what is not in step, and why.',
  },
  'sync.retry': {
    roles: ['Instep.Admin'],
    for: ['person', 'application'],
    about: 'Try an item again now, and end the waits of a lane or of the whole app.',
  },
} as const satisfies Permissions;
