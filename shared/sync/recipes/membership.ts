import { isObject, type Json, type JsonObject } from '../../kernel/json';
import type { SyncItem } from '../item/item';
import { errorCode, type Observed } from '../item/outcome';
import { planEntry } from '../item/plan';
import type { Answered, Call, Kind } from '../kind';
import { rightOf } from '../lane/right';
import { entriesOf, text } from './odata';
import { partsOf, type Recipe } from './recipe';

/** What is wished of a membership: that it is there. */
export const MEMBER: Json = true;

/** Links that one request may add (Graph, group-post-members). */
const MOST_ADDED = 20;
/** The longest page of members. */
const LONGEST_PAGE = 999;
/** Graph takes the addresses of its public cloud in references. */
const DIRECTORY_OBJECTS = 'https://graph.microsoft.com/v1.0/directoryObjects/';

export interface Membership extends Recipe {
  /** The member's object id, from the key: it is asked for also where nothing is wished any more. */
  readonly memberOf: (item: SyncItem) => string;
}

/**
 * A direct member of a group, which is the target by its object id. Members that others added are never touched. A member who is there already is
 * a success; one who is not there is looked for first, for a 404 names the group and the member alike.
 */
export const membership = (recipe: Membership): Kind => {
  const { memberOf } = recipe;
  const here = (item: SyncItem): Observed => ({ externalId: memberOf(item), value: MEMBER });
  const members = (item: SyncItem): Call => asks(item, 'GET', `/members?$select=id&$top=${String(LONGEST_PAGE)}`);
  const address = (item: SyncItem): string => `${DIRECTORY_OBJECTS}${memberOf(item)}`;
  return {
    ...partsOf(recipe),
    plan: planEntry,
    request: (item, operation) => {
      switch (operation.verb) {
        case 'create':
          return { ...asks(item, 'POST', '/members/$ref'), body: { '@odata.id': address(item) } };
        case 'delete':
        case 'delete-extra':
          // Without `/$ref` it would be the person who is deleted.
          return asks(item, 'DELETE', `/members/${encodeURIComponent(operation.externalId)}/$ref`);
        case 'update':
        case 'send':
          throw new Error(`a membership is there or not, it knows no ${operation.verb}`);
      }
    },
    look: members,
    read: (answer, asked) => {
      const { item } = asked;
      if (asked.kind === 'look') return among(entriesOf(answer.body), here(item));
      if (asked.change.operation.verb !== 'create') return undefined;
      return succeeded(answer) || isThereAlready(answer) ? { kind: 'done', observed: here(item) } : undefined;
    },
    together: {
      most: MOST_ADDED,
      key: ({ target }, verb) => (verb === 'create' ? target : undefined),
      request: (items) => ({ ...asks(firstOf(items), 'PATCH'), body: { 'members@odata.bind': items.map(address) } }),
      look: (items) => members(firstOf(items)),
      read: ({ body }, items, asked) => {
        if (asked !== 'look') return new Map(items.map((item) => [item.id, { kind: 'done', observed: here(item) }]));
        const entries = entriesOf(body);
        return new Map(items.flatMap((item) => (entries ? [[item.id, among(entries, here(item)) ?? []]] : [])));
      },
    },
  };
};

const asks = (item: SyncItem, method: Call['method'], path = ''): Call => ({
  ...rightOf(item.lane),
  method,
  path: `/groups/${encodeURIComponent(item.target)}${path}`,
  headers: {},
});

function firstOf(items: readonly SyncItem[]): SyncItem {
  const [first] = items;
  if (!first) throw new Error('no member is asked for');
  return first;
}

const among = (entries: readonly JsonObject[] | undefined, wanted: Observed): readonly Observed[] | undefined =>
  entries && (entries.some((entry) => text(entry, 'id').toLowerCase() === wanted.externalId.toLowerCase()) ? [wanted] : []);

const succeeded = ({ status }: Answered): boolean => status >= 200 && status < 300;

/** Graph has no code of its own for it (group-post-members). */
function isThereAlready({ status, body }: Answered): boolean {
  if (status !== 400 || errorCode(body) !== 'Request_BadRequest' || !isObject(body)) return false;
  const { error } = body;
  return isObject(error) && /references already exist/i.test(text(error, 'message'));
}
