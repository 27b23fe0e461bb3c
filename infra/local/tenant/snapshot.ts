import type { JsonObject } from '../../../shared/kernel/json';
import type { Directory } from './people/directory';
import type { ItemBody } from './graph/odata/values';
import type { Groups } from './groups/groups';
import type { Lists } from './lists/lists';
import type { Messages } from './mail/messages';
import { recipientsOf, type Folder } from './mail/model';
import type { Photo, PhotoStore } from './photos/photo-store';
import type { PostOffice } from './mail/post-office';
import type { Mailboxes } from './mailboxes';
import { INSTEP_MAIL_PROPERTY, INSTEP_PROPERTY, type Mailbox, type MailboxKind, type User } from './model';

export interface SnapshotEvent {
  /** The immutable id. */
  readonly id: string;
  readonly subject: string;
  readonly start: string;
  readonly end: string;
  readonly showAs: string;
  /** `start` and `end` are dates, shown as midnight in UTC; absent: they are instants. */
  readonly isAllDay?: true;
  /** Id of the calendar it stands in; absent: the mailbox's own. */
  readonly calendarId?: string;
  /** Absent: none. */
  readonly location?: string;
  /** Value of the product's extended property; null on what people made. */
  readonly reservationId: string | null;
  readonly transactionId: string | null;
}

export interface SnapshotMail {
  /** The immutable id. */
  readonly id: string;
  readonly subject: string;
  /** Addresses of all recipients. */
  readonly to: readonly string[];
  readonly from: string;
  readonly replyTo: readonly string[];
  readonly internetMessageId: string;
  /** What the author added. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** As it was written. */
  readonly body: ItemBody;
  readonly createdAt: string;
  /** Absent on drafts. */
  readonly sentAt?: string;
  /** Value of the product's extended property; null on other mails. */
  readonly mark: string | null;
}

/** What reached addresses outside the tenant. */
export interface SnapshotDelivery {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly body: ItemBody;
  readonly deliveredAt: string;
  readonly mark: string | null;
}

export interface Snapshot {
  readonly mailboxes: readonly {
    readonly address: string;
    readonly kind: MailboxKind;
    readonly displayName: string;
    readonly events: readonly SnapshotEvent[];
    readonly drafts: readonly SnapshotMail[];
    readonly sent: readonly SnapshotMail[];
  }[];
  readonly users: readonly {
    readonly id: string;
    readonly userPrincipalName: string;
    readonly displayName: string;
    readonly kind: MailboxKind;
    /** Further properties by their Graph names, as they are now. */
    readonly profile: JsonObject;
    /** Etag and size of the photo; absent: none. */
    readonly photo?: { readonly etag: string; readonly width: number; readonly height: number };
  }[];
  readonly groups: readonly {
    readonly id: string;
    readonly displayName: string;
    /** Addresses of those who are in it now. */
    readonly members: readonly string[];
  }[];
  readonly lists: readonly {
    readonly id: string;
    readonly site: string;
    readonly name: string;
    readonly items: readonly { readonly id: string; readonly fields: JsonObject }[];
  }[];
  readonly deliveredOutside: readonly SnapshotDelivery[];
}

interface SnapshotParts {
  readonly mailboxes: Mailboxes;
  readonly directory: Directory;
  readonly groups: Groups;
  readonly lists: Lists;
  readonly photos: PhotoStore;
  readonly messages: Messages;
  readonly post: PostOffice;
}

/** Makes snapshots; two in a row without a change between them are one and the same object. */
export function snapshots(parts: SnapshotParts): () => Snapshot {
  let last: { readonly mark: string; readonly snapshot: Snapshot } | undefined;
  return () => {
    const mark = [
      parts.mailboxes.revision,
      parts.messages.revision,
      parts.directory.revision,
      parts.groups.revision,
      parts.lists.revision,
      parts.photos.revision,
    ].join(' ');
    if (last?.mark !== mark) last = { mark, snapshot: snapshotOf(parts) };
    return last.snapshot;
  };
}

function snapshotOf({ mailboxes, directory, groups, lists, photos, post }: SnapshotParts): Snapshot {
  return {
    mailboxes: [...mailboxes.all()].map((box) => ({
      address: box.owner.userPrincipalName,
      kind: box.owner.kind,
      displayName: box.owner.displayName,
      events: snapshotEvents(box),
      drafts: snapshotMails(box, 'drafts'),
      sent: snapshotMails(box, 'sentitems'),
    })),
    users: directory.all().map((user) => snapshotUser(user, photos.of(user))),
    groups: [...groups.all()].map(({ id, displayName, members }) => ({
      id,
      displayName,
      members: members.flatMap((member) => directory.find(member)?.userPrincipalName ?? []),
    })),
    lists: [...lists.all()].map(({ id, site, name, items }) => ({
      id,
      site: site.name,
      name,
      items: [...items.values()].flatMap((item) => (item.current ? [{ id: item.id, fields: item.current.fields }] : [])),
    })),
    deliveredOutside: post.outside.map(({ from, to, subject, body, deliveredAt, mark }) => ({
      from,
      to,
      subject,
      body,
      deliveredAt: new Date(deliveredAt).toISOString(),
      mark,
    })),
  };
}

function snapshotUser({ id, userPrincipalName, displayName, kind, profile }: User, photo: Photo | undefined): Snapshot['users'][number] {
  const shown = photo && { etag: photo.etag, width: photo.width, height: photo.height };
  return { id, userPrincipalName, displayName, kind, profile, ...(shown && { photo: shown }) };
}

/** Oldest first. */
function snapshotMails(box: Mailbox, folder: Folder): SnapshotMail[] {
  const mails: SnapshotMail[] = [];
  for (const { current, immutableId, createdAt } of box.messages.byImmutableId.values()) {
    if (current?.folder !== folder) continue;
    mails.push({
      id: immutableId,
      subject: current.subject,
      to: recipientsOf(current).map(({ address }) => address),
      from: current.from?.address ?? box.owner.userPrincipalName,
      replyTo: current.replyTo.map(({ address }) => address),
      internetMessageId: current.internetMessageId,
      headers: current.headers,
      body: current.body,
      createdAt: new Date(createdAt).toISOString(),
      ...(!current.isDraft && { sentAt: new Date(current.sentAt).toISOString() }),
      mark: current.extended.get(INSTEP_MAIL_PROPERTY) ?? null,
    });
  }
  return mails;
}

function snapshotEvents(box: Mailbox): SnapshotEvent[] {
  const events: SnapshotEvent[] = [];
  for (const record of box.byImmutableId.values()) {
    const state = record.current;
    if (!state || record.series?.role === 'master') continue;
    events.push({
      id: record.immutableId,
      subject: state.subject,
      start: new Date(state.startsAt).toISOString(),
      end: new Date(state.endsAt).toISOString(),
      showAs: state.showAs,
      ...(state.isAllDay && { isAllDay: true }),
      ...(record.calendarId !== undefined && { calendarId: record.calendarId }),
      ...(state.location !== '' && { location: state.location }),
      reservationId: state.extended.get(INSTEP_PROPERTY) ?? null,
      transactionId: record.transactionId ?? null,
    });
  }
  return events.sort((a, b) => a.start.localeCompare(b.start));
}
