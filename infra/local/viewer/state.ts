import type { Snapshot } from '../tenant/snapshot';

/** The tenant as scripts read it: `GET /_instep/state`. */
export function stateOf({ mailboxes, users, groups, lists }: Snapshot) {
  return {
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
