import type { Problems } from '../host/problem';

export const NOTICE_PROBLEMS = {
  'notice-not-found': { status: 404, title: 'There is no such notice' },
  'other-calendar': { status: 409, title: 'The notice stands in another calendar' },
} as const satisfies Problems;
