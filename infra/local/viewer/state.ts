import type { TenantCore } from '../tenant/core';

/** The tenant as scripts read it: `GET /_instep/state`. */
export function stateOf({ entra, snapshot }: TenantCore) {
  const { mailboxes, users, groups, lists } = snapshot();
  return {
    apps: [...entra.apps.all()].map(({ appId, displayName, roles }) => ({ clientId: appId, displayName, roles: [...roles] })),
    mailboxes: mailboxes.map(({ address, kind, events, drafts, sent }) => ({
      address,
      kind,
      events: events.map(({ id, subject, start, end, showAs, reservationId }) => ({ id, subject, start, end, showAs, reservationId })),
      drafts,
      sent,
    })),
    users,
    groups,
    lists,
  };
}
