import type { Directory } from './directory';
import type { Mailboxes } from './mailboxes';
import { INSTEP_PROPERTY, type Mailbox, type MailboxKind } from './model';

export interface SnapshotEvent {
  /** The immutable id. */
  readonly id: string;
  readonly subject: string;
  readonly start: string;
  readonly end: string;
  readonly showAs: string;
  /** Value of the product's extended property; null on what people made. */
  readonly reservationId: string | null;
  readonly transactionId: string | null;
}

export interface Snapshot {
  readonly mailboxes: readonly {
    readonly address: string;
    readonly kind: MailboxKind;
    readonly displayName: string;
    readonly events: readonly SnapshotEvent[];
    readonly drafts: readonly never[];
    readonly sent: readonly never[];
  }[];
  readonly users: readonly {
    readonly id: string;
    readonly userPrincipalName: string;
    readonly displayName: string;
    readonly kind: MailboxKind;
  }[];
  readonly groups: readonly never[];
}

/** Makes snapshots; two in a row without a change between them are one and the same object. */
export function snapshots(mailboxes: Mailboxes, directory: Directory): () => Snapshot {
  let last: { readonly mark: string; readonly snapshot: Snapshot } | undefined;
  return () => {
    const mark = `${String(mailboxes.revision)} ${String(directory.all().length)}`;
    if (last?.mark !== mark) last = { mark, snapshot: snapshotOf(mailboxes, directory) };
    return last.snapshot;
  };
}

function snapshotOf(mailboxes: Mailboxes, directory: Directory): Snapshot {
  return {
    mailboxes: [...mailboxes.all()].map((box) => ({
      address: box.owner.userPrincipalName,
      kind: box.owner.kind,
      displayName: box.owner.displayName,
      events: snapshotEvents(box),
      drafts: [],
      sent: [],
    })),
    users: directory.all().map(({ id, userPrincipalName, displayName, kind }) => ({ id, userPrincipalName, displayName, kind })),
    groups: [],
  };
}

function snapshotEvents(box: Mailbox): SnapshotEvent[] {
  const events: SnapshotEvent[] = [];
  for (const record of box.byImmutableId.values()) {
    const state = record.current;
    if (!state) continue;
    events.push({
      id: record.immutableId,
      subject: state.subject,
      start: new Date(state.startsAt).toISOString(),
      end: new Date(state.endsAt).toISOString(),
      showAs: state.showAs,
      reservationId: state.extended.get(INSTEP_PROPERTY) ?? null,
      transactionId: record.transactionId ?? null,
    });
  }
  return events.sort((a, b) => a.start.localeCompare(b.start));
}
