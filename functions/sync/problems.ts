import type { Problems } from '../host/problem';

export const SYNC_PROBLEMS = {
  'lane-not-found': { status: 404, title: 'There is no such lane, or nothing holds it back' },
  'sync-item-not-found': { status: 404, title: 'There is no such sync item' },
} as const satisfies Problems;
