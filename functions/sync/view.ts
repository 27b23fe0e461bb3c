import type { Cause } from '../../shared/kernel/actor';
import { instantText } from '../../shared/kernel/instants';
import type { SyncItemView } from '../../shared/sync/messages';
import type { Reason } from '../../shared/sync/item/reasons';
import type { SyncView } from '../../shared/sync/read/view';

export const instant = <N extends string>(name: N, at: number | undefined): Partial<Record<N, string>> =>
  at === undefined ? {} : ({ [name]: instantText(at) } as Record<N, string>); // a computed name loses its literal type

export function reasonView({ nextTryAt, ...reason }: Reason): NonNullable<SyncItemView['reason']> {
  return { ...reason, ...instant('nextTryAt', nextTryAt) };
}

const causeView = ({ action, actor, correlationId }: Cause): SyncItemView['cause'] => ({
  action,
  by: actor.kind,
  ...(actor.kind === 'application' && { appId: actor.appId }),
  correlationId,
});

export function itemView({ item, state, reason, leavesAbout }: SyncView): SyncItemView {
  return {
    kind: item.kind,
    id: item.key,
    target: item.target,
    lane: item.lane,
    state,
    ...(reason && { reason: reasonView(reason) }),
    desired: {
      revision: item.desired.revision,
      value: item.confidential && item.desired.value !== null ? 'confidential' : item.desired.value,
    },
    applied: {
      revision: item.appliedRevision,
      ...(item.applied && { value: item.applied.value, externalId: item.applied.externalId }),
    },
    attempts: item.attempts,
    ...instant('leavesAbout', leavesAbout),
    ...instant('due', item.due),
    ...instant('lastSuccessAt', item.lastSuccessAt),
    changedAt: instantText(item.changedAt),
    cause: causeView(item.cause),
  };
}
