import { isObject, type Json, type JsonObject } from '../../kernel/json';
import type { Change } from '../item/change';
import type { SyncItem } from '../item/item';
import type { Observed, Outcome } from '../item/outcome';
import type { Answered, Asked, Call, Kind } from '../kind';
import { rightOf } from '../lane/right';
import { one } from './odata';
import { partsOf, type Recipe } from './recipe';

export interface OwnedFields extends Recipe {
  /** The thing, by what stays the same: `/places/oak%40city.example`. */
  readonly path: (item: SyncItem) => string;
  /** The fields that can be ours, by Microsoft's names. Others of the thing are never touched. */
  readonly fields: readonly string[];
  /** `?$select=…` of the read, where the thing does not show all of its fields by itself. */
  readonly select?: string;
  /** What a change says beside its fields. */
  readonly besides?: JsonObject;
  /** False: what is wished waits for the day when writing is switched on. */
  readonly writes: boolean;
  readonly means?: (answer: Answered, asked: Asked) => Outcome | readonly Observed[] | undefined;
}

/**
 * Some fields of a thing that is somebody else's: it is there when others have made it, is changed field by field where it differs, and is never
 * made, emptied or removed by us. It is read before each wish (`look: 'id'`), for others keep fields of the same thing.
 */
export const ownedFields = (recipe: OwnedFields): Kind => {
  const { path, fields, select = '', besides, writes, means } = recipe;
  const asks = (item: SyncItem, method: Call['method'], query = ''): Call => ({
    ...rightOf(item.lane),
    method,
    path: `${path(item)}${query}`,
    headers: {},
  });
  return {
    ...partsOf(recipe),
    plan: (item) => (writes ? planFields(item, fields) : undefined),
    request: (item, { verb }) => {
      if (verb !== 'update') throw new Error(`a thing of others is changed only, not: ${verb}`);
      return { ...asks(item, 'PATCH'), body: { ...besides, ...differing(item, fields) } };
    },
    look: (item) => asks(item, 'GET', select),
    read: (answer, asked) => {
      const own = means?.(answer, asked);
      if (own) return own;
      if (answer.status < 200 || answer.status >= 300) return undefined;
      const observed = readFields(answer.body, fields);
      if (asked.kind === 'write' && observed && !shows(asked.change, observed)) return { kind: 'not-yet', because: 'without-effect' };
      return one(observed);
    },
  };
};

/** Nothing where nothing is wished or all of it stands there. */
function planFields(item: SyncItem, fields: readonly string[]): Change | undefined {
  const { desired, applied, target } = item;
  if (!isObject(desired.value) || Object.keys(differing(item, fields)).length === 0) return undefined;
  const known = isObject(applied?.value) ? applied.value : {};
  const before = Object.fromEntries(Object.keys(desired.value).map((name) => [name, known[name] ?? null]));
  return { operation: { verb: 'update', externalId: applied?.externalId ?? target }, before, after: desired.value };
}

/** The wished fields that the thing says otherwise. */
function differing({ desired, applied }: SyncItem, fields: readonly string[]): JsonObject {
  const wanted = isObject(desired.value) ? desired.value : {};
  const known = isObject(applied?.value) ? applied.value : {};
  return Object.fromEntries(
    fields.flatMap((name) => (wanted[name] === undefined || wanted[name] === known[name] ? [] : [[name, wanted[name]]])),
  );
}

/** Whether the answer to a change shows what was changed. */
const shows = ({ after }: Change, { value }: Observed): boolean =>
  isObject(after) && isObject(value) && Object.keys(after).every((name) => after[name] === value[name]);

function readFields(body: Json | undefined, fields: readonly string[]): Observed | undefined {
  if (!isObject(body)) return undefined;
  const { id } = body;
  if (typeof id !== 'string' || id === '') return undefined;
  return { externalId: id, value: Object.fromEntries(fields.map((name) => [name, body[name] ?? null])) };
}
