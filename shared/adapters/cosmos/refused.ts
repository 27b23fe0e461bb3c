import type { Refused } from '../../kernel/database';
import type { RefusedStatus } from './failures';
import { isMissingDocument } from './failures';

/** The refusals that are outcomes and not failures: they say what the write met. */
export function refusedBecause(refused: RefusedStatus): Refused['because'] | undefined {
  if (refused.status === 409) return 'exists';
  if (refused.status === 412) return 'changed';
  return isMissingDocument(refused) ? 'missing' : undefined;
}
