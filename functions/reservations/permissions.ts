import type { Permissions } from '../host/permission';

const STAFF = ['Reservations.Approve', 'Instep.Admin'];

export const RESERVATION_PERMISSIONS = {
  'reservations.read': { roles: STAFF, for: ['person', 'application'], about: 'Read all reservations with their contents.' },
  'reservations.house': {
    roles: STAFF,
    for: ['person'],
    about: 'Reserve for the house: without the limits of a contact, without a mail, for a purpose of the house.',
  },
  'reservations.decide': { roles: STAFF, for: ['person'], about: 'Approve, deny and cancel, and weigh what it means for others.' },
  'reservations.change': {
    roles: STAFF,
    for: ['person'],
    about: 'Change reservations, also what only staff may change; make their links useless.',
  },
} as const satisfies Permissions;
