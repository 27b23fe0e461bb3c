import type { Problems } from '../host/problem';

export const SPACE_PROBLEMS = {
  'space-not-found': { status: 404, title: 'There is no such space' },
  'has-reservations': {
    status: 409,
    title: 'Reservations stand in the way of this change',
    members: { count: { type: 'integer' } },
  },
  'has-parts': {
    status: 409,
    title: 'The space has parts',
    members: { parts: { type: 'array', items: { type: 'string' }, description: 'The spaces that are parts of it.' } },
  },
  'ledger-is-fixed': {
    status: 409,
    title: 'A space stays with the whole that it was created under',
    members: { ledger: { type: 'string', description: 'The whole under which the space was made.' } },
  },
  'mailbox-taken': {
    status: 409,
    title: 'The mailbox belongs to another space',
    members: { by: { type: 'string', description: 'The space that it belongs to.' } },
  },
  'space-rules-conflict': { status: 422, title: 'The space does not fit with the others of its whole' },
} as const satisfies Problems;
