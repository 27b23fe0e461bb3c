import type { SnapshotMail } from '../../tenant/snapshot';
import { documentsOf, type Item } from '../overview/documents';
import { syncView, waitsOf, type Waits } from '../overview/waits';
import type { Viewed } from '../viewed';

/** `sent`: it left the mailbox. `draft`: it stands among the drafts. `waiting`: wished, and nothing of it in Microsoft yet. */
export type MailState = 'sent' | 'draft' | 'waiting';

export interface ListedMail {
  /** Stays the same from the wish to the copy among the sent. */
  readonly key: string;
  readonly state: MailState;
  readonly subject: string;
  readonly to: readonly string[];
  /** When it left; of what has not: when it was made. RFC 3339. */
  readonly at: string;
  readonly reservation?: string;
  /** Why it has not left, or what Instep does not know of it. */
  readonly sentence?: string;
}

/** A listed mail with where it was found. */
export interface FoundMail extends ListedMail {
  readonly box: string;
  readonly mail?: SnapshotMail;
  readonly item?: Item;
}

const MOST_MAILS = 60;
const MOST_RECIPIENTS = 200;

export interface MailFilter {
  /** Part of an address. */
  readonly to?: string | undefined;
  readonly reservation?: string | undefined;
}

/** What left the mailboxes of the tenant and what waits to, newest first: `GET /_instep/mails?to=…&reservation=…`. */
export function inboxOf(cloud: Viewed, { to = '', reservation }: MailFilter) {
  const all = mailsOf(cloud);
  const part = to.trim().toLowerCase();
  const chosen = all.filter(
    (mail) =>
      (reservation === undefined || mail.reservation === reservation) && mail.to.some((address) => address.toLowerCase().includes(part)),
  );
  return {
    total: all.length,
    waiting: all.filter(({ state }) => state !== 'sent').length,
    recipients: [...new Set(all.flatMap((mail) => mail.to))].sort().slice(0, MOST_RECIPIENTS),
    mails: chosen.slice(0, MOST_MAILS),
    more: Math.max(0, chosen.length - MOST_MAILS),
  };
}

export const mailsOf = (cloud: Viewed): ListedMail[] =>
  foundMails(cloud).map(({ box: _box, mail: _mail, item: _item, ...listed }) => listed);

export function foundMails(cloud: Viewed): FoundMail[] {
  const documents = documentsOf(cloud.cores.database);
  const waits = waitsOf(documents, cloud.now());
  const items = new Map(documents.items.filter(({ kind }) => kind === 'mail').map((item) => [item.key, item]));
  const boxes = cloud.cores.tenant.snapshot().mailboxes.filter(({ kind }) => kind !== 'room');
  const marks = new Set<string>();
  const inBoxes = boxes.flatMap(({ address, drafts, sent }) =>
    [...sent, ...drafts].map((mail) => {
      const first = mail.mark !== null && !marks.has(mail.mark);
      if (first) marks.add(mail.mark);
      return inBox(first ? mail.mark : mail.id, { box: address, mail, item: items.get(mail.mark ?? ''), waits });
    }),
  );
  const seen = new Set(inBoxes.map(({ key }) => key));
  const wished = [...items.values()].filter((item) => item.state !== 'in-step' && !seen.has(item.key));
  return [...inBoxes, ...wished.flatMap((item) => waitingMail(item, waits) ?? [])].sort(
    (a, b) => b.at.localeCompare(a.at) || a.key.localeCompare(b.key),
  );
}

/** A mark begins with what the mail is about. */
const reservationOfMail = (mark: string): string | undefined => /^([^~]+)~/.exec(mark)?.[1];

interface InBox {
  readonly box: string;
  readonly mail: SnapshotMail;
  readonly item: Item | undefined;
  readonly waits: Waits;
}

function inBox(key: string, { box, mail, item, waits }: InBox): FoundMail {
  const { subject, to, createdAt, sentAt, mark } = mail;
  const reservation = mark === null ? undefined : reservationOfMail(mark);
  const sentence = sentAt === undefined ? whyDraft(item, waits) : whyUncertain(item);
  return {
    key,
    state: sentAt === undefined ? 'draft' : 'sent',
    subject,
    to,
    at: sentAt ?? createdAt,
    ...(reservation !== undefined && { reservation }),
    ...(sentence !== undefined && { sentence }),
    box,
    mail,
    ...(item && { item }),
  };
}

function whyDraft(item: Item | undefined, waits: Waits): string {
  if (!item) return 'A draft that somebody left here; it is none of Instep’s.';
  if (item.desired.value === null) return 'A later decision overtook it: it is not sent, and its draft is removed.';
  return syncView(item, waits).sentence ?? 'It is about to leave.';
}

/** It left, and the loop may not have heard so. */
const whyUncertain = (item: Item | undefined): string | undefined =>
  item && item.state !== 'in-step' ? 'It left. Instep does not know that yet, and looks before it does anything else.' : undefined;

function waitingMail(item: Item, waits: Waits): FoundMail | undefined {
  const wish = wishOf(item);
  if (!wish) return undefined;
  const { sentence } = syncView(item, waits);
  const reservation = reservationOfMail(item.key);
  return {
    key: item.key,
    state: 'waiting',
    subject: wish.subject,
    to: [wish.to],
    at: new Date(item.changedAt ?? 0).toISOString(),
    ...(reservation !== undefined && { reservation }),
    ...(sentence !== undefined && { sentence }),
    box: item.target,
    item,
  };
}

/** The mail as it was committed; undefined: it is not wanted any more. */
export function wishOf({ desired: { value } }: Item): { readonly to: string; readonly subject: string; readonly html: string } | undefined {
  if (typeof value !== 'object' || value === null || !('to' in value) || !('subject' in value) || !('html' in value)) return undefined;
  return { to: String(value.to), subject: String(value.subject), html: String(value.html) };
}
