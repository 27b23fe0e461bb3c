import { isObject, type Json, type JsonObject } from '../../kernel/json';
import { isUnfinished } from '../../kernel/whole-lists';
import type { Observed } from '../item/outcome';

/** A member that is text, or an empty text. */
export const text = (value: JsonObject, name: string): string => {
  const member = value[name];
  return typeof member === 'string' ? member : '';
};

/** The entries of a list. A page with a next link is an unfinished answer: undefined, as for a body that is no list. */
export function entriesOf(body: Json | undefined): readonly JsonObject[] | undefined {
  if (!isObject(body) || !Array.isArray(body['value']) || isUnfinished(body)) return undefined;
  const entries: readonly Json[] = body['value'];
  return entries.filter(isObject);
}

/** The entries that can be read, oldest first by `createdDateTime`. */
export const oldestFirst = (
  entries: readonly JsonObject[] | undefined,
  read: (entry: JsonObject) => Observed | undefined,
): readonly Observed[] | undefined =>
  entries &&
  [...entries].sort((a, b) => (text(a, 'createdDateTime') < text(b, 'createdDateTime') ? -1 : 1)).flatMap((entry) => read(entry) ?? []);

export const one = (observed: Observed | undefined): readonly Observed[] | undefined => observed && [observed];

/** A mark of ours on an item of a mailbox. One fixed name: each name burns a named property of the mailbox for ever (Graph, open type extensions). */
export const markedBy = (property: string, value: string): string =>
  `singleValueExtendedProperties/Any(ep: ep/id eq '${property}' and ep/value eq '${value}')`;
