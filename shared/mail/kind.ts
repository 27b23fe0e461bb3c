import { DAY } from '../kernel/clock';
import type { GraphRequest } from '../kernel/graph';
import { isObject, type Json, type JsonObject } from '../kernel/json';
import type { Digest } from '../kernel/signing';
import type { SyncItem } from '../sync/item/item';
import type { Change } from '../sync/item/change';
import { SENT, WAITING, type Kind, type Observed } from '../sync/item/kind';
import { transactionId } from '../sync/item/plan';
import { MAIL } from './model';

/** Marks a message as ours. One fixed name: each name burns a named property of the mailbox for ever (Graph, open type extensions). */
const MARK = 'String {9d3c8f0a-6c1e-4b57-9a3e-5f2d1c7b8e40} Name InstepMail';
/** The draft keeps its id when it becomes the copy in Sent Items (Graph, outlook-immutable-id). */
const HEADERS = { Prefer: 'IdType="ImmutableId"' };

interface MailKindSettings {
  readonly perMinute: number;
  readonly replyTo?: string | undefined;
  /** How long the item of a mail is kept once it is sent or withdrawn. */
  readonly keepDays: number;
}

/**
 * A mail in two steps, for sendMail knows no repetition and gives no id: a draft with our mark is made and recorded, and then sent by its id.
 * Exchange makes the text part of the message from its HTML.
 */
export const mailKind = ({ perMinute, replyTo, keepDays }: MailKindSettings): Kind => ({
  name: MAIL,
  permission: 'Mail.ReadWrite and the application permission Mail.Send',
  perMinute,
  mailboxRemedy: 'correct the setting MAIL_SENDER',
  plan: planMail,
  reduce: (item) => (item.applied?.sent || item.desired.value === null ? reduced(item, (keepDays * DAY) / 1000) : item),
  create: (item) => ({
    method: 'POST',
    path: `${mailbox(item)}/messages`,
    headers: HEADERS,
    body: {
      ...content(item),
      ...(replyTo !== undefined && { replyTo: [recipient(replyTo)] }),
      singleValueExtendedProperties: [{ id: MARK, value: item.key }],
    },
  }),
  update: () => {
    throw new Error('a mail is never changed');
  },
  remove: (item, externalId) => message('DELETE', item, externalId),
  send: (item, externalId) => message('POST', item, externalId, '/send'),
  readOne: (item, externalId) => message('GET', item, externalId, '?$select=id,isDraft'),
  findOurs: (item) => ({
    method: 'GET',
    path: `${mailbox(item)}/messages?$filter=${encodeURIComponent(marked(item.key))}&$select=id,isDraft,createdDateTime&$top=50`,
    headers: HEADERS,
  }),
  one: readMessage,
  all: (body) => {
    const entries = isObject(body) && Array.isArray(body['value']) ? body['value'].filter(isObject) : undefined;
    const age = (entry: JsonObject): string => (typeof entry['createdDateTime'] === 'string' ? entry['createdDateTime'] : '');
    return entries?.sort((a, b) => (age(a) < age(b) ? -1 : 1)).flatMap((entry) => readMessage(entry) ?? []);
  },
});

/** Whom it went to, what it said and the link in it are nobody's business once it has left: what remains says which mail it was. */
function reduced(item: SyncItem, ttl: number): SyncItem {
  const { revision, value } = item.desired;
  const rest = isObject(value) ? { template: value['template'] ?? null } : null;
  return { ...item, ttl, desired: { revision, value: rest } };
}

/** Draft, then sent, and no way back; a draft that nobody wants any more is removed, what was sent stays. */
function planMail(item: SyncItem, digest: Digest): Change | undefined {
  const { applied, extras, desired } = item;
  const extra = extras?.[0];
  if (extra !== undefined) return { operation: { verb: 'delete-extra', externalId: extra }, before: WAITING, after: null };
  if (applied?.sent) return undefined;
  if (desired.value === null)
    return applied && { operation: { verb: 'delete', externalId: applied.externalId }, before: WAITING, after: null };
  if (!applied)
    return { operation: { verb: 'create', transactionId: transactionId(digest, item) }, before: null, after: WAITING, goesOn: true };
  return { operation: { verb: 'send', externalId: applied.externalId }, before: WAITING, after: SENT };
}

const mailbox = ({ target }: SyncItem): string => `/users/${encodeURIComponent(target)}`;
const marked = (value: string): string => `singleValueExtendedProperties/Any(ep: ep/id eq '${MARK}' and ep/value eq '${value}')`;
const recipient = (address: string): JsonObject => ({ emailAddress: { address } });

const message = (method: GraphRequest['method'], item: SyncItem, id: string, rest = ''): GraphRequest => ({
  method,
  path: `${mailbox(item)}/messages/${encodeURIComponent(id)}${rest}`,
  headers: HEADERS,
});

function content({ desired: { value } }: SyncItem): JsonObject {
  if (!isObject(value) || typeof value['to'] !== 'string') throw new Error('a mail that is not wanted has no content');
  return {
    subject: value['subject'],
    body: { contentType: 'html', content: value['html'] },
    toRecipients: [recipient(value['to'])],
  };
}

function readMessage(body: Json | undefined): Observed | undefined {
  if (!isObject(body)) return undefined;
  const { id, isDraft } = body;
  if (typeof id !== 'string' || id === '' || typeof isDraft !== 'boolean') return undefined;
  return isDraft ? { externalId: id, value: WAITING } : { externalId: id, value: SENT, sent: true };
}
