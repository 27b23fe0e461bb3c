import { isObject, type Json, type JsonObject } from '../../kernel/json';
import type { SyncItem } from '../item/item';
import { errorCode, type Observed } from '../item/outcome';
import { planEntry } from '../item/plan';
import type { Answered, Call, Kind } from '../kind';
import { rightOf } from '../lane/right';
import { entriesOf, oldestFirst, one, text } from './odata';
import { partsOf, type Recipe } from './recipe';

export interface RecordRecipe extends Recipe {
  /** The list that it stands in: `/sites/{site}/lists/{list}`. */
  readonly list: (item: SyncItem) => string;
  /** Internal name of the column that carries our mark, the item's key. It is to be indexed, and its values are to be unique. */
  readonly mark: string;
  /** Internal names of the columns that are ours. A wish leaves out what is not set: a list knows neither null nor an empty text. */
  readonly columns: readonly string[];
}

/** An item of a list, with our mark in a column of its own. Other columns belong to the people who work in the list. */
export const record = (recipe: RecordRecipe): Kind => {
  const { list, mark, columns } = recipe;
  const asks = (item: SyncItem, method: Call['method'], path: string): Call => ({
    ...rightOf(item.lane),
    method,
    path: `${list(item)}/items${path}`,
    headers: {},
  });
  const expand = `$expand=fields($select=${[mark, ...columns].join(',')})`;
  const read = (entry: JsonObject): Observed | undefined => readItem(entry, columns);
  return {
    ...partsOf(recipe),
    plan: planEntry,
    request: (item, operation) => {
      switch (operation.verb) {
        case 'create':
          return { ...asks(item, 'POST', ''), body: { fields: { ...wished(item), [mark]: item.key } } };
        case 'update':
          return { ...asks(item, 'PATCH', `/${encodeURIComponent(operation.externalId)}/fields`), body: every(item, columns) };
        case 'delete':
        case 'delete-extra':
          return asks(item, 'DELETE', `/${encodeURIComponent(operation.externalId)}`);
        case 'send':
          throw new Error('an item of a list is not sent');
      }
    },
    look: (item, how) => {
      const id = how === 'id' ? item.applied?.externalId : undefined;
      if (id !== undefined) return asks(item, 'GET', `/${encodeURIComponent(id)}?${expand}`);
      const filter = encodeURIComponent(`fields/${mark} eq '${item.key.replaceAll("'", "''")}'`);
      return asks(item, 'GET', `?${expand}&$filter=${filter}&$top=50`);
    },
    read: (answer, asked) => {
      if (asked.kind === 'write' && isMarkTaken(answer)) return { kind: 'made-before' };
      if (answer.status < 200 || answer.status >= 300) return undefined;
      if (asked.kind === 'write') return asked.change.operation.verb === 'create' ? one(readEntry(answer.body, read)) : undefined;
      return asked.how === 'all' ? oldestFirst(entriesOf(answer.body), read) : one(readEntry(answer.body, read));
    },
  };
};

const wished = ({ desired: { value } }: SyncItem): JsonObject => {
  if (!isObject(value)) throw new Error('an item that is not wanted has no columns to write');
  return value;
};

/** All columns of ours; null takes away what is not wished any more. */
const every = (item: SyncItem, columns: readonly string[]): JsonObject => {
  const value = wished(item);
  return Object.fromEntries(columns.map((name) => [name, value[name] ?? null]));
};

const readEntry = (body: Json | undefined, read: (entry: JsonObject) => Observed | undefined): Observed | undefined =>
  isObject(body) ? read(body) : undefined;

function readItem(entry: JsonObject, columns: readonly string[]): Observed | undefined {
  const externalId = text(entry, 'id');
  const { fields } = entry;
  if (externalId === '' || !isObject(fields)) return undefined;
  const set = columns.flatMap((name) => (fields[name] === undefined || fields[name] === null ? [] : [[name, fields[name]] as const]));
  return { externalId, value: Object.fromEntries(set) };
}

/** A second item with the same mark: 409 by the documentation, 400 with a sentence in the field. */
function isMarkTaken({ body }: Answered): boolean {
  if (errorCode(body) === 'nameAlreadyExists') return true;
  const error = isObject(body) ? body['error'] : undefined;
  return isObject(error) && /duplicate values were found/i.test(text(error, 'message'));
}
