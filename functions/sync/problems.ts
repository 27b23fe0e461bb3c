import type { Problems } from '../host/problem';

export const SYNC_PROBLEMS = {
  'sync-item-not-found': { status: 404, title: 'There is no such sync item' },
} as const satisfies Problems;
