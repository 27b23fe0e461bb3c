import type { Json, JsonObject } from '../../../../shared/kernel/json';
import { bodyPreview, shownBody } from '../graph/odata/item-text';
import type { Preferences } from '../graph/odata/preferences';
import { itemIds } from '../item-ids';
import type { User } from '../model';
import type { Found } from './messages';
import { FOLDERS, type Folder, type MessageRecord, type MessageState, type Recipient } from './model';

/** How a caller sees messages: his preferences, and whether his permission ends before bodies and extended properties. */
export interface Sight {
  readonly prefer: Preferences;
  readonly basic: boolean;
}

interface Seen extends Found {
  readonly owner: User;
  readonly prefer: Preferences;
}

export const etagOf = (state: MessageState): string => `W/"${state.changeKey}"`;
export const idOf = ({ record, state }: Found, prefer: Preferences): string => (prefer.immutableIds ? record.immutableId : state.defaultId);

function folderId(owner: User, folder: Folder): string {
  return `AQMkADlhZTJkMTAt${itemIds(`folder ${owner.id} ${folder}`).hex.slice(0, 32)}AAAA`;
}

/** The folder that a path names, by its well-known name or its id. */
export const folderNamed = (owner: User, name: string): Folder | undefined =>
  FOLDERS.find((folder) => folder === name.toLowerCase() || folderId(owner, folder) === name);

const stamp = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
const address = ({ name, address: of }: Recipient): JsonObject => ({ emailAddress: { name, address: of } });
const sender = ({ state }: Seen): Json | undefined => state.from && address(state.from);
const conversationOf = (record: MessageRecord): string => itemIds(`conversation ${record.immutableId}`).hex;

const fields: Readonly<Record<string, (seen: Seen) => Json | undefined>> = {
  createdDateTime: ({ record }) => stamp(record.createdAt),
  lastModifiedDateTime: ({ state }) => stamp(state.changedAt),
  changeKey: ({ state }) => state.changeKey,
  categories: ({ state }) => state.categories,
  receivedDateTime: ({ state }) => stamp(state.sentAt),
  sentDateTime: ({ state }) => stamp(state.sentAt),
  hasAttachments: () => false,
  internetMessageId: ({ state }) => state.internetMessageId,
  subject: ({ state }) => state.subject,
  bodyPreview: ({ state }) => bodyPreview(state.body),
  importance: ({ state }) => state.importance,
  parentFolderId: ({ state, owner }) => folderId(owner, state.folder),
  conversationId: ({ record }) => `AAQkADlhZTJkMTAt${conversationOf(record).slice(0, 32)}`,
  conversationIndex: ({ record }) => Buffer.from(conversationOf(record).slice(0, 44), 'hex').toString('base64'),
  isDeliveryReceiptRequested: ({ state }) => (state.isDraft ? undefined : false),
  isReadReceiptRequested: () => false,
  isRead: ({ state }) => state.isRead,
  isDraft: ({ state }) => state.isDraft,
  webLink: ({ state }) =>
    `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(state.defaultId)}&exvsurl=1&viewmodel=ReadMessageItem`,
  inferenceClassification: () => 'focused',
  body: ({ state, prefer }) => shownBody(state.body, prefer),
  sender,
  from: sender,
  toRecipients: ({ state }) => state.to.map(address),
  ccRecipients: ({ state }) => state.cc.map(address),
  bccRecipients: ({ state }) => state.bcc.map(address),
  replyTo: ({ state }) => state.replyTo.map(address),
  flag: () => ({ flagStatus: 'notFlagged' }),
  /** Empty on what this mailbox sent (seen in the field). */
  internetMessageHeaders: ({ state }) => (state.folder === 'sentitems' ? [] : state.headers.map(({ name, value }) => ({ name, value }))),
};

const BODIES = new Set(['body', 'bodyPreview']);
const whole = Object.keys(fields).filter((name) => name !== 'internetMessageHeaders');

/** What `$select` may name. */
export const messageProperties: ReadonlySet<string> = new Set(['id', ...Object.keys(fields)]);

/** A message as Graph shows it; extended properties only as far as `$expand` names one. */
export function messageView(
  found: Found,
  owner: User,
  { prefer, basic }: Sight,
  select?: readonly string[],
  expanded?: string,
): JsonObject {
  const view: Record<string, Json> = { '@odata.etag': etagOf(found.state), id: idOf(found, prefer) };
  const seen = { ...found, owner, prefer };
  for (const name of select ?? whole) {
    const value = basic && BODIES.has(name) ? undefined : fields[name]?.(seen);
    if (value !== undefined) view[name] = value;
  }
  const value = expanded === undefined ? undefined : found.state.extended.get(expanded);
  if (expanded !== undefined && value !== undefined) view['singleValueExtendedProperties'] = [{ id: expanded, value }];
  return view;
}
