import type { Cause } from '../../kernel/actor';
import { DAY, type EpochMs } from '../../kernel/clock';
import type { Document } from '../../kernel/database';
import type { Json } from '../../kernel/json';
import type { SyncItem } from './item';

const SEVEN_YEARS_S = (7 * 365 * DAY) / 1000;

/** One change made in Microsoft: who and why, before and after, and Microsoft's own id of the request (OPS-10). Committed with the settlement. */
export interface AuditRecord extends Document {
  readonly type: 'audit';
  readonly kind: string;
  readonly key: string;
  readonly target: string;
  /** `found`: a look-up showed that a request without an answer had acted. */
  readonly verb: 'create' | 'update' | 'delete' | 'delete-extra' | 'send' | 'found';
  readonly revision: number;
  readonly before: Json;
  readonly after: Json;
  readonly cause: Cause;
  readonly requestId?: string;
  readonly at: EpochMs;
}

export interface Made {
  readonly verb: AuditRecord['verb'];
  readonly before: Json;
  readonly after: Json;
  readonly requestId?: string;
}

export const auditRecord = (item: SyncItem, made: Made, at: EpochMs): AuditRecord => ({
  id: `audit:${item.id}:${String(item.desired.revision)}:${String(item.generation)}:${made.verb}:${String(at)}`,
  pk: item.pk,
  type: 'audit',
  ttl: SEVEN_YEARS_S,
  kind: item.kind,
  key: item.key,
  target: item.target,
  revision: item.desired.revision,
  cause: item.cause,
  at,
  ...made,
});
