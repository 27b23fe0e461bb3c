import type { Traits } from '../../../kernel/faults';
import type { GraphCall } from '../../model';
import type { Directory } from '../../people/directory';
import type { Route } from './routes';

/** The address in lower case, however the path names the mailbox or place. */
export function mailboxOf({ names: { user, place } }: Route, directory: Directory): string | undefined {
  const key = user ?? place;
  const owner = key === undefined ? undefined : directory.find(key);
  return (owner?.userPrincipalName ?? key)?.toLowerCase();
}

interface Origin {
  readonly mailbox: string | undefined;
  /** Client id of the calling app. */
  readonly client: string | undefined;
  /** Id of the item within a batch. */
  readonly batchItem: string | undefined;
}

/**
 * How faults name a request: `operation` (`other`: not covered) and the `area` that answers, `client` that calls, `mailbox`, the other parameters
 * of the path by their names in the pattern, what the operation reads from the body, and within a batch `batchItem`.
 */
export function traitsOf({ method, body }: GraphCall, { operation, names }: Route, { mailbox, client, batchItem }: Origin): Traits {
  const { user: _user, place: _place, ...others } = names;
  return {
    surface: 'graph',
    method,
    operation: operation?.name ?? 'other',
    ...(operation && { area: operation.area }),
    ...(client !== undefined && { client }),
    ...(mailbox !== undefined && { mailbox }),
    ...others,
    ...operation?.traits?.(body),
    ...(batchItem !== undefined && { batchItem }),
  };
}

export const batchTraits = (client: string | undefined): Traits => ({
  surface: 'graph',
  method: 'POST',
  operation: 'batch',
  ...(client !== undefined && { client }),
});
