import { canonical } from '../kernel/canonical';
import type { GraphRequest } from '../kernel/graph';
import type { Json } from '../kernel/json';
import type { Digest } from '../kernel/signing';
import type { SyncItem } from './item';
import type { Kind } from './kind';

/** One intended write. */
export type Operation =
  | { readonly verb: 'create'; readonly transactionId: string }
  | { readonly verb: 'update'; readonly externalId: string }
  | { readonly verb: 'delete'; readonly externalId: string }
  /** Removes what a lost request left twice. */
  | { readonly verb: 'delete-extra'; readonly externalId: string };

/** An operation with what it replaces and what it makes: the preview, the audit record and the write are this one value. */
export interface Change {
  readonly operation: Operation;
  readonly before: Json;
  readonly after: Json;
}

export const fingerprint = (digest: Digest, value: Json): string => digest('fingerprint', canonical(value));

/** Fixed by what is wanted, so that Microsoft can tell a repetition from a second wish. The prefix tells our entries from other people's. */
export const TRANSACTION_PREFIX = 'instep-';
export const transactionId = (digest: Digest, item: SyncItem): string =>
  TRANSACTION_PREFIX + digest('transaction', `${item.id}\n${item.target}\n${String(item.generation)}`).slice(0, 32);

/** The next write that brings the item nearer to its wish; undefined when there is none. */
export function plan(item: SyncItem, digest: Digest): Change | undefined {
  const extra = item.extras?.[0];
  if (extra !== undefined)
    return { operation: { verb: 'delete-extra', externalId: extra }, before: item.applied?.value ?? null, after: null };
  const wanted = item.desired.value;
  if (wanted === null) {
    return item.applied && { operation: { verb: 'delete', externalId: item.applied.externalId }, before: item.applied.value, after: null };
  }
  if (!item.applied) return { operation: { verb: 'create', transactionId: transactionId(digest, item) }, before: null, after: wanted };
  if (item.applied.fingerprint === fingerprint(digest, wanted)) return undefined;
  return { operation: { verb: 'update', externalId: item.applied.externalId }, before: item.applied.value, after: wanted };
}

export function requestFor(kind: Kind, item: SyncItem, operation: Operation): GraphRequest {
  switch (operation.verb) {
    case 'create':
      return kind.create(item, operation.transactionId);
    case 'update':
      return kind.update(item, operation.externalId);
    case 'delete':
    case 'delete-extra':
      return kind.remove(item, operation.externalId);
  }
}
