import type { Permissions } from '../host/permission';

export const NOTICE_PERMISSIONS = {
  'notices.write': { roles: ['Instep.Admin'], for: ['person'], about: 'Put a notice into a calendar, and take it away.' },
} as const satisfies Permissions;
