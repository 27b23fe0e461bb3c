import { DAY } from '../../kernel/clock';
import { isObject, type Json, type JsonObject } from '../../kernel/json';
import type { Digest } from '../../kernel/signing';
import { timeToLive } from '../../kernel/time-to-live';
import type { Change } from '../item/change';
import type { SyncItem } from '../item/item';
import { SENT, WAITING, type Observed } from '../item/outcome';
import { transactionId } from '../item/plan';
import type { Call, Kind } from '../kind';
import { rightOf } from '../lane/right';
import { entriesOf, markedBy, oldestFirst, one } from './odata';
import { partsOf, type Recipe } from './recipe';

/** The draft keeps its id when it becomes the copy in Sent Items (Graph, outlook-immutable-id). */
const HEADERS = { Prefer: 'IdType="ImmutableId"' };

export interface OutboxRecipe extends Recipe {
  readonly perMinute: number;
  /** How long the item is kept once its message is sent or withdrawn. */
  readonly keepDays: number;
  /** The name of the property that marks a message; its value is the item's key. */
  readonly mark: string;
  readonly message: (item: SyncItem) => JsonObject;
  /** What of a wish is kept once the message has left. */
  readonly remains: (value: Json) => Json;
}

/**
 * A message in two steps, for sendMail knows no repetition and gives no id: a draft with our mark is made and recorded, and then sent by its
 * id. It has no way back.
 */
export const outbox = (recipe: OutboxRecipe): Kind => {
  const { perMinute, keepDays, mark, message, remains } = recipe;
  return {
    ...partsOf(recipe),
    plan,
    request: (item, operation) => {
      switch (operation.verb) {
        case 'create':
          return {
            ...asks(item, 'POST', '/messages'),
            body: { ...message(item), singleValueExtendedProperties: [{ id: mark, value: item.key }] },
          };
        case 'update':
          throw new Error('a message is never changed');
        case 'delete':
        case 'delete-extra':
          return asks(item, 'DELETE', `/messages/${encodeURIComponent(operation.externalId)}`);
        case 'send':
          return asks(item, 'POST', `/messages/${encodeURIComponent(operation.externalId)}/send`);
      }
    },
    look: (item, how) => {
      const id = how === 'id' ? item.applied?.externalId : undefined;
      if (id !== undefined) return asks(item, 'GET', `/messages/${encodeURIComponent(id)}?$select=id,isDraft`);
      const filter = encodeURIComponent(markedBy(mark, item.key));
      return asks(item, 'GET', `/messages?$filter=${filter}&$select=id,isDraft,createdDateTime&$top=50`);
    },
    read: ({ status, body }, asked) => {
      if (status < 200 || status >= 300) return undefined;
      const lists = asked.kind === 'look' && asked.how === 'all';
      return lists ? oldestFirst(entriesOf(body), readMessage) : one(readMessage(body));
    },
    outbox: {
      perMinute,
      reduce: (item) => {
        if (!item.applied?.sent && item.desired.value !== null) return item;
        const { revision, value } = item.desired;
        return { ...item, ttl: timeToLive(keepDays * DAY), desired: { revision, value: remains(value) } };
      },
    },
  };
};

const asks = (item: SyncItem, method: Call['method'], path: string): Call => ({
  ...rightOf(item.lane),
  method,
  path: `/users/${encodeURIComponent(item.target)}${path}`,
  headers: HEADERS,
});

/** Draft, then sent, and no way back; a draft that nobody wants any more is removed, a message that was sent stays. */
function plan(item: SyncItem, digest: Digest): Change | undefined {
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

function readMessage(body: Json | undefined): Observed | undefined {
  if (!isObject(body)) return undefined;
  const { id, isDraft } = body;
  if (typeof id !== 'string' || id === '' || typeof isDraft !== 'boolean') return undefined;
  return isDraft ? { externalId: id, value: WAITING } : { externalId: id, value: SENT, sent: true };
}
