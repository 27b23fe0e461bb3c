import type { Json } from '../../../../shared/kernel/json';
import type { Query } from '../graph/odata/odata';
import { notCovered } from '../graph/refusal';
import type { SiteList } from './lists';
import { invalidRequest } from './refusals';

/** Past this many items only an indexed column may be filtered by. */
const LIST_VIEW_THRESHOLD = 5_000;
const PREFERENCE = 'HonorNonIndexedQueriesWarningMayFailRandomly';

/** Which fields `$expand` asks for: all of them, some, or none. */
export function expandedFields(query: Query): 'all' | readonly string[] | undefined {
  const text = query.get('$expand');
  if (text === undefined) return undefined;
  const found = /^\s*fields\s*(?:\(\s*\$?select\s*=\s*([\w\s,]+)\))?\s*$/.exec(text);
  if (!found) throw notCovered(`$expand=${text}; only fields and fields($select=…) are`);
  return found[1] === undefined ? 'all' : found[1].split(',').map((name) => name.trim());
}

export interface FieldFilter {
  readonly name: string;
  readonly value: Json;
}

/** `$filter=fields/Name eq 'value'`; the only filter covered. Throws 400 for a column that is not indexed, unless the caller insists. */
export function fieldFilter(query: Query, prefer: string | undefined, list: SiteList): FieldFilter | undefined {
  const text = query.get('$filter');
  if (text === undefined) return undefined;
  const found = /^\s*fields\/(\w+)\s+eq\s+(?:'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)|(true|false))\s*$/.exec(text);
  if (!found) throw notCovered(`$filter=${text}; only fields/Name eq a text, a number, true or false is`);
  const [, name = '', quoted, number, flag] = found as (string | undefined)[]; // groups may be absent
  const column = list.columns.get(name);
  if (!column) throw invalidRequest(`Column '${name}' does not exist. It may have been deleted by another user`);
  if (column.isIndexed !== true && column.isUnique !== true) checkNotIndexed(name, prefer, list);
  if (quoted !== undefined) return { name, value: quoted.replaceAll("''", "'") };
  return { name, value: number === undefined ? flag === 'true' : Number(number) };
}

function checkNotIndexed(name: string, prefer: string | undefined, { items }: SiteList): void {
  if (prefer?.includes(PREFERENCE) !== true)
    throw invalidRequest(
      `Field '${name}' cannot be referenced in filter or orderby as it is not indexed. Provide the 'Prefer: ${PREFERENCE}' header to allow this, but be warned that such queries may fail on large lists.`,
    );
  if (items.size > LIST_VIEW_THRESHOLD)
    throw invalidRequest('The attempted operation is prohibited because it exceeds the list view threshold.');
}
