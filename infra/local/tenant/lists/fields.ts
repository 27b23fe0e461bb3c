import type { Json } from '../../../../shared/kernel/json';
import { notCovered } from '../graph/refusal';
import { isObject } from '../graph/odata/values';
import type { Column, Fields, SiteList } from './lists';
import { invalidRequest } from './refusals';

const LONGEST_TEXT = 255;
const READ_ONLY = new Set(
  (
    'id Created Modified AuthorLookupId EditorLookupId ContentType Attachments Edit LinkTitle LinkTitleNoMenu ItemChildCount FolderChildCount ' +
    '_UIVersionString _ComplianceFlags _ComplianceTag _ComplianceTagUserId _ComplianceTagWrittenTime AppAuthorLookupId AppEditorLookupId'
  ).split(' '),
);

/** Reads what a write says of the columns; an empty text and null take a value away. Throws 400, and 501 for what is not covered. */
export function readFields(body: Json | undefined, { columns }: SiteList): Fields {
  if (!isObject(body)) throw invalidRequest('Invalid request');
  const fields: Record<string, Json> = {};
  for (const [name, value] of Object.entries(body)) {
    if (name.startsWith('@odata')) continue;
    if (name.includes('@odata')) throw notCovered(`'${name}' in the fields of an item`);
    if (READ_ONLY.has(name)) throw invalidRequest(`Field '${name}' is read-only`);
    const column = columns.get(name);
    if (!column || value === undefined) throw invalidRequest(`Field '${name}' is not recognized`);
    fields[name] = readValue(column, value);
  }
  return fields;
}

function readValue({ name, type }: Column, value: Json): Json {
  if (value === null || value === '') return null;
  switch (type) {
    case 'text':
    case 'note':
      if (typeof value !== 'string' || (type === 'text' && value.length > LONGEST_TEXT)) throw unfit(name);
      return value;
    case 'number':
      if (typeof value !== 'number') throw unfit(name);
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw unfit(name);
      return value;
    case 'dateTime': {
      const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      if (Number.isNaN(at)) throw unfit(name);
      return `${new Date(at).toISOString().slice(0, 19)}Z`;
    }
  }
}

const unfit = (name: string) => invalidRequest(`One of the provided arguments is not acceptable: '${name}'.`);

/** How SharePoint compares: texts without case. */
export const sameValue = (a: Json | undefined, b: Json): boolean =>
  typeof a === 'string' && typeof b === 'string' ? a.toLowerCase() === b.toLowerCase() : a === b;
